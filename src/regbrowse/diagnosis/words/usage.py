"""The words for what was typed or configured."""

from regbrowse.diagnosis.conditions import knows, lacks, no, says
from regbrowse.diagnosis.template import When, Words, texts
from regbrowse.domain.codes import Code
from regbrowse.domain.feed_settings import SETTINGS

_proxy = says("setting", "proxy")
_OPTIONS = frozenset(SETTINGS) - {"url", "insecure"}

WORDS = {
    Code.SECRET_IN_ADDRESS: Words(
        title="The address holds a login",
        summary=texts(
            "The setting {setting} holds a user name or a password, which would end up in files and"
            " in the history of the shell.",
            "The address holds a user name or a password, which would end up in files and in the"
            " history of the shell.",
        ),
        hints=texts(
            When(
                _proxy,
                "Name the proxy with its login in a variable instead:"
                " `export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT`.",
            ),
            When(
                no(_proxy),
                "Write the address without it, and hand the password over on stdin:"
                " `regbrowse feeds add NAME URL --username USER --password-stdin`.",
            ),
            "Change that password if others can read the history of this shell.",
        ),
    ),
    Code.INVALID_REFERENCE: Words(
        title="The reference cannot be one of an image",
        summary=texts('The reference[ "{reference}"] cannot be used[: {reason}].'),
        hints=texts(
            "Write feed, repository and tag, such as `prod/team/app:1.2`, or the host in place of"
            " the feed: `registry.example.com:5000/team/app`.",
            "Names of repositories are in lower case.",
            "Without a feed or a host it is a name on Docker Hub: `regbrowse tags nginx`.",
        ),
    ),
    Code.INVALID_FEED_NAME: Words(
        title="The name cannot be one of a feed",
        summary=texts(
            'A feed cannot be named "{name}"[: {reason}].', "This cannot be the name of a feed."
        ),
        hints=texts("Choose a name such as `prod` or `registry.example.com`."),
    ),
    Code.INVALID_SETTING: Words(
        title="A setting cannot be used",
        summary=texts("The setting[ {setting}] of the feed cannot be used[: {reason}]."),
        hints=texts(
            When(
                lambda facts: facts.get("setting") in _OPTIONS,
                "Give `--{setting}` another value, or none at all.",
            ),
            "See all settings: `regbrowse feeds edit --help`.",
        ),
    ),
    Code.INVALID_RANGE: Words(
        title="The range of versions cannot be read",
        summary=texts('The range[ "{range}"] cannot be read[: {reason}].'),
        hints=texts(
            "Write specifiers, such as `--range '>=1.2,<2'` or `--range '~=3.11'`, or an interval"
            " in NuGet's brackets, such as `--range '(1.0,2.0)'`.",
            "Keep the quotes: the shell has other uses for these characters.",
            "For a variant name the text, too: `--range '>=1.2' --match alpine`.",
        ),
    ),
    Code.INVALID_QUERY: Words(
        title="What to find is neither a tag nor a digest",
        summary=texts('"{query}" can be found nowhere[: {reason}].', "This can be found nowhere."),
        hints=texts(
            "Name a tag, such as `2.7.1`; a pattern, such as `'2.7.*'`; or a whole digest:"
            " `sha256:` and 64 hexadecimal digits.",
            "To find repositories by a part of their name use `regbrowse search`.",
        ),
    ),
    Code.FEED_UNKNOWN: Words(
        title="There is no such feed",
        summary=texts(
            'There is no feed named "{feed}"[; there are: {feeds}].',
            "There is no feed of that name.",
        ),
        hints=texts(
            "If you meant {nearest}, use that name.",
            "See the feeds that there are: `regbrowse feeds list`.",
            "Add it: `regbrowse feeds add {feed|NAME} URL`.",
        ),
    ),
    Code.FEED_EXISTS: Words(
        title="There is a feed of that name already",
        summary=texts(
            'There is a feed named "{feed}" already.', "There is a feed of that name already."
        ),
        hints=texts(
            "Change it: `regbrowse feeds edit {feed|NAME} --url URL`.",
            "Or choose another name: `regbrowse feeds add OTHER URL`.",
        ),
    ),
    Code.NO_FEEDS: Words(
        title="There are no feeds yet",
        summary=texts("There are no feeds yet, so there is nothing to do."),
        hints=texts(
            "Add a registry: `regbrowse feeds add NAME URL`.",
            "Take over the registries that docker and podman are logged in to:"
            " `regbrowse feeds import`.",
            "Look around without any: `regbrowse demo`.",
        ),
    ),
    Code.FEEDS_FILE_INVALID: Words(
        title="The feeds file cannot be understood",
        summary=texts("The feeds file[ {file}] cannot be understood[ at line {line}][: {reason}]."),
        hints=texts(
            "Correct line {line}; until then nothing is written to the file.",
            When(
                lacks("line"),
                "Correct the file; until then nothing is written to it.",
            ),
            "To work with other feeds meanwhile, name another folder: `export"
            " REGBROWSE_CONFIG_DIR=FOLDER`.",
        ),
    ),
    Code.FEEDS_FILE_UNUSABLE: Words(
        title="The feeds file cannot be read or written",
        summary=texts("The feeds file[ {file}] cannot be read or written[: {reason}]."),
        hints=texts(
            When(
                knows("busy"),
                "Wait until the other regbrowse is done, or end it.",
            ),
            When(
                lacks("busy"),
                "See who may read and write it: `ls -l {file|FILE}`.",
            ),
            "Use another folder: `export REGBROWSE_CONFIG_DIR=FOLDER`.",
        ),
    ),
    Code.CACHE_UNUSABLE: Words(
        title="The cache cannot be used",
        summary=texts(
            "The cache[ {file}] cannot be used[: {reason}], so {kept} of what is read now is kept.",
            "The cache[ {file}] cannot be used[: {reason}].",
        ),
        hints=texts(
            "Check the free space, and who may write there: `ls -l {file|FILE}`.",
            "Use another folder: `export REGBROWSE_CACHE_DIR=FOLDER`.",
        ),
    ),
    Code.CACHE_DAMAGED: Words(
        title="The cache was damaged",
        summary=texts(
            "The cache[ {file}] was damaged and a new one begun[; the old one is kept as {aside}]."
        ),
        hints=texts(
            "Read the catalogs again: `regbrowse refresh`.",
            "Remove the old file if nobody wants to examine it: `rm {aside|FILE}`.",
        ),
    ),
    Code.NOTHING_CACHED: Words(
        title="Nothing is kept of this registry yet",
        summary=texts(
            "The catalog of {feed|this feed} was never read, so there is nothing to search offline."
        ),
        hints=texts(
            "Read it: `regbrowse refresh {place|NAME}`.",
            "Or search without `--offline`, which reads it first.",
        ),
    ),
    Code.KEYCHAIN_UNAVAILABLE: Words(
        title="The keychain cannot be used",
        summary=texts("The keychain of this machine cannot be used[: {reason}]."),
        hints=texts(
            When(knows("locked"), "Unlock the keychain, then try again."),
            "Hand the password over in a variable:"
            " `read -rs REGBROWSE_PASSWORD && export REGBROWSE_PASSWORD`.",
            "Or log in with docker, whose logins regbrowse uses: `docker login {registry|HOST}`.",
        ),
    ),
    Code.WALK_INTERRUPTED: Words(
        title="The catalog was not read to its end",
        summary=texts(
            "The catalog of {feed|this feed} was not read to its end[: {repositories} repositories"
            " are known so far].",
        ),
        hints=texts("Go on where it stopped: `regbrowse refresh {place|NAME}`."),
    ),
}
"""Codes that are no step of a check: nothing was asked of a registry yet."""
