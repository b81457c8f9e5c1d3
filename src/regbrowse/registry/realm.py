"""Whether a token server may be given a login: the rules for the realm of a challenge.

A challenge is data from the registry, and naming a realm is asking for a password. So a realm must
be https (or http if the registry is), and a public registry cannot name a host inside a private
network (go-containerregistry `validateRealmURL`; regclient's exception for local registries).
"""

from urllib.parse import urldefrag, urljoin, urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.registry.answer import Answer
from regbrowse.registry.challenge import Challenge
from regbrowse.registry.redact import redact
from regbrowse.registry.urls import is_local, is_web_url, origin_of


def checked_realm(challenge: Challenge, answer: Answer) -> str:
    """Return the absolute URL of the token server that `challenge`, sent with `answer`, names.

    Raises AuthError with `challenge-malformed` or `token-insecure-realm`.
    """
    written = challenge.parameters.get("realm", "")
    try:
        realm = urldefrag(urljoin(answer.url, written)).url
    except ValueError:
        realm = ""
    if not written or not is_web_url(realm):
        raise _error(Code.CHALLENGE_MALFORMED, answer, written, "its realm is not a URL")
    here, there = origin_of(answer.url), origin_of(realm)
    if here[0] == "https" and there[0] == "http":
        raise _error(Code.TOKEN_INSECURE_REALM, answer, realm, "it is http, the registry is https")
    if is_local(there[1]) and not is_local(here[1]) and there[1] != here[1]:
        reason = "it is inside a private network, the registry is not"
        raise _error(Code.TOKEN_INSECURE_REALM, answer, realm, reason)
    return realm


def _error(code: Code, answer: Answer, realm: str, reason: str) -> AuthError:
    return AuthError(
        code,
        operation="answer the challenge",
        url=redact(answer.url),
        status=answer.status,
        host=urlsplit(answer.url).netloc,
        realm=redact(realm) or None,
        reason=reason,
    )
