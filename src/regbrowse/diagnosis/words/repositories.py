"""The words for single repositories and images, and for the address to pull by."""

from regbrowse.diagnosis.conditions import either, knows, lacks, no, says
from regbrowse.diagnosis.template import Text, When, Words, only, texts
from regbrowse.diagnosis.words.shared import AGAIN, DOCKER_LOGIN, FEED_LOGIN, SEE_LOG, SETTINGS
from regbrowse.domain.codes import Code

_LOGIN_IF_NONE = only(lacks("username"), *DOCKER_LOGIN, FEED_LOGIN)
_ASK = When(
    no(lacks("username")),
    "Ask whoever runs {hostname|the registry} for the right to pull, or use another login.",
)
_SPELLING: tuple[Text, ...] = (
    "Check the spelling: `regbrowse search TERM --feed {feed}` finds names.",
    When(
        lacks("feed"),
        "Check the spelling: registries answer like this for names that do not exist, too.",
    ),
)
_too_late = says("status", "403", "400")
_gone = says("status", "404")
_PULL_BY = f"`regbrowse {SETTINGS} --registry-path HOST/PATH`"
_WHAT = "{reference|the image that was asked for}"

WORDS = {
    Code.TAGS_DENIED: Words(
        title="The tags are not shown to this login",
        summary=texts(
            "{host|The registry} does not let {who} {operation}[; it says {said}].",
            "{host|The registry} does not let anyone {operation} without a login[; it says"
            " {said}].",
            "{host|The registry} does not show the tags of this repository[; it says {said}].",
        ),
        hints=texts(*_LOGIN_IF_NONE, _ASK, *_SPELLING),
    ),
    Code.TAGS_NOT_FOUND: Words(
        title="There is no such repository, or it is hidden",
        summary=texts(
            "{host|The registry} cannot {operation}: there is no such repository, or it is hidden"
            " from this login.",
            "{host|The registry} has no such repository, or hides it from this login.",
        ),
        hints=texts(
            "An official image is in library/: `regbrowse tags {place}/library/{bare}`.",
            "Check the spelling: `regbrowse search TERM --feed {feed}` finds names.",
            "Write the whole name, with its project or namespace in front, such as `team/app`.",
            *_LOGIN_IF_NONE,
            _ASK,
        ),
    ),
    Code.TAGS_INVALID: Words(
        title="The list of tags cannot be read",
        summary=texts(
            "The list of tags from {host|the registry} does not end: {rule}.",
            "The list of tags from {host|the registry} cannot be read: {reason}.",
            "The list of tags from {host|the registry} cannot be read[ (status {status})][; the"
            " registry says {said}].",
        ),
        hints=texts(AGAIN, SEE_LOG, "See what it answers: `curl -i {page|URL}`."),
    ),
    Code.POLICY_BLOCKED: Words(
        title="A policy of the registry blocks the image",
        summary=texts("A policy of {host|the registry} blocks this image[; it says {said}]."),
        hints=texts(
            "In Harbor, look at the project's policies: it may block images with vulnerabilities or"
            " without a signature.",
            "Use a newer tag, or have the image scanned and signed.",
        ),
    ),
    Code.MANIFEST_NOT_FOUND: Words(
        title="There is no such image",
        summary=texts(f"{{host|The registry}} does not have {_WHAT}[; it says {{said}}]."),
        hints=texts(
            "See which tags there are: `regbrowse tags {place|FEED}/{repository|REPOSITORY}`.",
            "An official image is in library/: `regbrowse tags {place}/library/{bare}`.",
            "If the tag is listed, its image was deleted: have it pushed again.",
        ),
    ),
    Code.MANIFEST_DENIED: Words(
        title="The image is not shown to this login",
        summary=texts(
            f"{{host|The registry}} does not show {{who}} {_WHAT}[; it says {{said}}].",
            f"{{host|The registry}} does not show {_WHAT}[; it says {{said}}].",
        ),
        hints=texts(*_LOGIN_IF_NONE, _ASK, *_SPELLING),
    ),
    Code.DIGEST_MISMATCH: Words(
        title="What arrived is not what its digest says",
        summary=texts(
            f"What {{host|the registry}} sent for {_WHAT} has the digest {{actual}} instead of"
            " {digest}.",
            f"What {{host|the registry}} sent for {_WHAT} does not have the digest that belongs to"
            " it.",
        ),
        hints=texts(
            "Do not use this image until that is explained.",
            AGAIN,
            "Check the proxies and caches in between: one of them changes what passes through it.",
            "Have the image pushed again: the registry's storage may be damaged.",
        ),
    ),
    Code.STORAGE_UNREACHABLE: Words(
        title="The storage of the registry cannot be reached",
        summary=texts(
            "{host|The registry} keeps its files at {storage|another server}, which answers with"
            " status {status} instead of the file[; it says {said}].",
            "{host|The registry} sends for its files to {storage|another server}, where regbrowse"
            " does not follow: {reason}.",
            "{host|The registry} keeps its files at {storage|another server}, which cannot be"
            " reached from here[: {because}].",
        ),
        hints=texts(
            When(
                _too_late,
                "Check the clocks of the registry and of {storage|that server}: addresses of files"
                " are signed for some minutes only.",
            ),
            When(
                _gone,
                "The file is gone from {storage|that server}: have the image pushed again.",
            ),
            When(
                knows("unknown_name"),
                "The name {storage|of that server} may be one of the registry's own network: let"
                " the registry name its storage by one that clients know, too.",
            ),
            When(
                no(either(knows("status"), knows("unknown_name"))),
                "Have {storage|that server} opened in the firewall, as the registry is.",
            ),
            "On the registry, let it send the files itself (distribution:"
            " `storage.redirect.disable: true`), or correct the address of its storage.",
        ),
    ),
    Code.REGISTRY_PATH_UNREACHABLE: Words(
        title="The registry path cannot be reached",
        summary=texts(
            "The registry path[ {registry_path}], by which images are pulled, cannot be reached"
            " from here[: {because}].",
        ),
        hints=texts(
            "If it is meant for another network, all is well: it counts where images are pulled.",
            f"Otherwise correct it: {_PULL_BY}.",
        ),
    ),
    Code.REGISTRY_PATH_DIFFERENT: Words(
        title="The registry path leads to something else",
        summary=texts(
            "The registry path[ {registry_path}], by which images are pulled, does not lead to the"
            " same images[: {reason}].",
        ),
        hints=texts(
            f"Write host and path as in `docker pull`: {_PULL_BY}.",
            "If it is meant for another network, compare there.",
        ),
    ),
}
"""Codes of the steps `tags`, `manifest` and `registry-path`."""
