"""The words for token servers: many registries have logins checked by another server."""

from regbrowse.diagnosis.conditions import both, knows, lacks, loopback, no, says
from regbrowse.diagnosis.template import When, Words, only, texts
from regbrowse.diagnosis.words.shared import AGAIN, LOGIN_AGAIN
from regbrowse.domain.codes import Code

_EXTERNAL_URL = (
    "On the registry, correct the address of its token server (Harbor: `external_url`;"
    " distribution: `auth.token.realm`)"
)

WORDS = {
    Code.TOKEN_SERVER_UNREACHABLE: Words(
        title="The server that checks logins cannot be reached",
        summary=texts(
            "The token server {host}, where the registry has logins checked, answers with status"
            " {status}[ and says {said}].",
            "The token server[ {host}], where the registry has logins checked, cannot be reached[:"
            " {because}].",
        ),
        hints=texts(
            When(
                knows("unknown_name"),
                f"{_EXTERNAL_URL}: the name {{hostname|it has}} may be one of the registry's own"
                " network.",
            ),
            "See whether it answers from here: `curl -i {page|URL}`.",
            When(
                lacks("unknown_name"),
                f"{_EXTERNAL_URL}, if that is not one that this machine can reach.",
            ),
            When(
                both(no(loopback), lacks("unknown_name"), lacks("status")),
                "Have {hostname|the token server} opened in the firewall, as the registry is.",
            ),
            AGAIN,
        ),
    ),
    Code.TOKEN_INSECURE_REALM: Words(
        title="The registry sends logins to an unsafe place",
        summary=texts(
            "{host|The registry} wants logins sent to {realm|a server}, which regbrowse does not"
            " do: {reason}.",
            "{host|The registry} wants logins sent to {realm|a server} where they would not be"
            " safe.",
        ),
        hints=texts(
            f"{_EXTERNAL_URL}: https, and a name that all clients can reach.",
            "If a proxy in front of the registry takes care of https, let it pass on the header"
            " `X-Forwarded-Proto: https`.",
        ),
    ),
    Code.TOKEN_REQUEST_REJECTED: Words(
        title="The token server does not accept the request",
        summary=texts(
            "The token server[ {host}], where the registry has logins checked, does not accept the"
            " request[ for {scope}][ (status {status})][; it says {said}].",
        ),
        hints=texts(
            When(
                says("status", "404", "405", "410"),
                f"{_EXTERNAL_URL}: nothing gives tokens at {{page|that address}}.",
            ),
            When(
                says("scope", "repository:"),
                "Check the name of the repository: a token server may refuse names it does not"
                " know.",
            ),
            When(
                no(says("status", "404", "405", "410")),
                "On the registry, check that the name of its service is the one that the token"
                " server knows (distribution: `auth.token.service`).",
            ),
            *only(no(lacks("username")), *LOGIN_AGAIN),
        ),
    ),
    Code.TOKEN_RESPONSE_INVALID: Words(
        title="The token server answers without a token",
        summary=texts(
            "The token server[ {host}], where the registry has logins checked, answers without a"
            " usable token[: {reason}].",
        ),
        hints=texts(
            f"{_EXTERNAL_URL}, if another server answers there.",
            "If a company login is in front of the token server, exempt it.",
            "See what it answers: `curl -i {page|URL}`.",
        ),
    ),
    Code.TOKEN_REFUSED: Words(
        title="The registry refuses the token of its own token server",
        summary=texts(
            "{host|The registry} refuses the token that its token server[ {realm}] has just"
            " issued: {why}.",
            "{host|The registry} refuses the token that its token server[ {realm}] has just"
            " issued[; it says {said}].",
        ),
        hints=texts(
            "Check the clocks of the registry and of its token server: a token is valid from the"
            " second of its issue on.",
            "On the registry, check issuer, service and certificate of the token server"
            " (distribution: `auth.token`).",
            # Where the reason is known, it is none that another password would mend.
            *only(lacks("why"), *LOGIN_AGAIN),
        ),
    ),
}
"""Codes of the step `auth` about tokens."""
