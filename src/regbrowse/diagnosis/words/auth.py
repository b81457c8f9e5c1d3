"""The words for logins, and for the places where they are kept."""

from regbrowse.diagnosis.conditions import at_token_server, both, either, knows, no, says
from regbrowse.diagnosis.template import When, Words, only, texts
from regbrowse.diagnosis.words.shared import (
    FEED_LOGIN,
    LOGIN,
    LOGIN_AGAIN,
    PROXY_BETWEEN,
    SETTINGS,
    readdressed,
)
from regbrowse.domain.codes import Code

_not_on_path = knows("missing")

_in_variable = says("file", "DOCKER_AUTH_CONFIG")

_MAY_BE_THE_ADDRESS = When(
    knows("unasked"),
    "It refuses without asking for a login, so it may be the address of your network that it does"
    " not allow: connect to one that it does (VPN), or have yours added to its rules (firewall).",
)

WORDS = {
    Code.CREDENTIALS_REQUIRED: Words(
        title="A login is required",
        summary=texts(
            When(
                knows("unasked"),
                "{host|The registry} lets nobody in without a login, or not from here, and there is"
                " no login for it[; it says {said}].",
            ),
            "{host|The registry} wants a login, and the keychain of this machine, where that of"
            " {who|the user} may be, cannot be used: {keychain}.",
            "{registry|The registry} wants a login, and there is no password for {user}[; it says"
            " {said}].",
            When(
                at_token_server,
                "The token server {host}[ of {registry}] wants a login, and there is none for it[;"
                " it says {said}].",
            ),
            "{host|The registry} wants a login, and there is none for it[; it says {said}].",
        ),
        hints=texts(
            _MAY_BE_THE_ADDRESS,
            *only(knows("user"), FEED_LOGIN),
            *LOGIN,
            When(
                either(says("url", "/tags/list", "/manifests/"), says("scope", "repository:")),
                "Check the name of the repository: registries answer like this for names that do"
                " not exist, too.",
            ),
        ),
    ),
    Code.CREDENTIALS_REJECTED: Words(
        title="The login is refused",
        summary=texts(
            When(
                knows("anonymous"),
                "{host|The registry} refuses the login[ of {who}][ from {source}], and lets"
                " visitors in without one[; it says {said}].",
            ),
            When(
                at_token_server,
                "The token server {host}[ of {registry}] refuses the login[ of {who}][ from"
                " {source}][; it says {said}].",
            ),
            "{host|The registry} refuses the login[ of {who}][ from {source}][; it says {said}].",
        ),
        hints=texts(
            _MAY_BE_THE_ADDRESS,
            *LOGIN_AGAIN,
            When(
                both(knows("anonymous"), no(knows("new"))),
                "If no login is needed, go without: `regbrowse feeds edit {feed|NAME} --username"
                ' ""`.',
            ),
            When(
                both(knows("anonymous"), knows("new")),
                "If no login is needed, go without one.",
            ),
            When(
                no(says("registry", ".dkr.ecr.", "ghcr.io")),
                "If the registry uses single sign-on or two factors, use an access token in place"
                " of the password.",
            ),
        ),
    ),
    Code.CHALLENGE_MISSING: Words(
        title="The registry refuses access without saying how to log in",
        summary=texts(
            "{host|The registry} refuses access[ with status {status}] without saying how to log"
            " in: its answer has no header WWW-Authenticate[; it says {said}].",
        ),
        hints=texts(
            "Give the feed a login, which is then tried all the same:"
            f" `regbrowse {SETTINGS} --username {{who|USER}} --password-stdin`.",
            "Let the reverse proxy in front of the registry pass on the header `WWW-Authenticate`.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.CHALLENGE_UNSUPPORTED: Words(
        title="The registry wants a kind of login that is not supported",
        summary=texts(
            "{host|The registry} wants a login of the kind {schemes}, and regbrowse speaks Basic"
            " and Bearer only.",
            "{host|The registry} wants a kind of login that regbrowse does not speak: it speaks"
            " Basic and Bearer only.",
        ),
        hints=texts(
            *readdressed(
                "Use an address of the registry that takes passwords or access tokens, not one"
                " behind a company login",
            ),
            *PROXY_BETWEEN,
        ),
    ),
    Code.CHALLENGE_MALFORMED: Words(
        title="What the registry says about logins cannot be understood",
        summary=texts(
            "What {host|the registry} says about where to log in cannot be understood[: {reason}]"
            '[ ("{realm}")].',
        ),
        hints=texts(
            "On the registry, set the realm of its authentication to the whole URL of its token"
            " server, such as `https://registry.example.com/token`.",
            "Let the reverse proxy in front of the registry pass on the header `WWW-Authenticate`"
            " unchanged.",
        ),
    ),
    Code.CREDENTIAL_HELPER_FAILED: Words(
        title="A credential helper does not supply the login",
        summary=texts(
            "The credential helper {helper}, a program that keeps logins for docker, does not"
            " supply one[: {reason}][ (it is named in {file})].",
            "The credential helper, a program that keeps logins for docker, does not supply one[:"
            " {reason}][ (it is named in {file})].",
        ),
        hints=texts(
            When(
                _not_on_path,
                "Install {helper|the helper}, or put its folder on the PATH of this shell.",
            ),
            When(
                no(_not_on_path),
                "Run the helper yourself: `{helper|docker-credential-HELPER} list` shows what it"
                " keeps, without passwords.",
            ),
            "If the helper is no longer used, remove it from {file|docker's config.json}"
            " (`credsStore`, `credHelpers`), then log in again:"
            " `docker login {registry|HOST}`.",
            FEED_LOGIN,
        ),
    ),
    Code.DOCKER_CONFIG_INVALID: Words(
        title="A file with logins cannot be used",
        summary=texts(
            "The logins in {file|docker's config.json}[, which {set_by} names,] cannot be used[:"
            " {reason}].",
        ),
        hints=texts(
            When(
                knows("unreadable"),
                "See who may read it: `ls -l {file|FILE}`.",
            ),
            "Let {set_by} name a file that there is, or remove it: `unset {set_by}`.",
            When(
                no(_in_variable),
                "Correct {file|the file}, or move it away and log in again:"
                " `docker login {registry|HOST}`.",
            ),
            When(
                _in_variable,
                "Correct the variable, or remove it: `unset DOCKER_AUTH_CONFIG`.",
            ),
            FEED_LOGIN,
        ),
    ),
    Code.STALE_CREDENTIALS: Words(
        title="A stored login is refused",
        summary=texts(
            "The stored login[ of {who}][ from {source}] is refused by {host|the registry}, and"
            " {because}.",
            "The stored login[ of {who}][ from {source}] is refused by {host|the registry}, so"
            " regbrowse goes on without a login.",
        ),
        hints=texts(
            *LOGIN_AGAIN,
            "If no login is needed, forget it: `docker logout {registry|HOST}`.",
        ),
    ),
    Code.CLOCK_SKEW: Words(
        title="The clocks differ",
        summary=texts(
            When(
                says("ahead", "ours"),
                "The clock of this machine is {skew} ahead of that of {host|the registry}.",
            ),
            When(
                says("ahead", "theirs"),
                "The clock of this machine is {skew} behind that of {host|the registry}.",
            ),
            "The clock of this machine and that of {host|the registry} differ.",
        ),
        hints=texts(
            "Let the network set the clock of this machine: `timedatectl set-ntp true`.",
            "If this clock is right, the registry's must be set: tokens and certificates depend on"
            " both.",
        ),
    ),
}
"""Codes of the step `auth` about logins."""
