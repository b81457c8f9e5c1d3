"""How a 401 is answered: which of its challenges is taken up, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind
from regbrowse.registry.answer import Answer
from regbrowse.registry.challenge import Challenge
from regbrowse.registry.headers import is_token
from regbrowse.registry.realm import checked_realm
from regbrowse.registry.redact import redact
from regbrowse.registry.token_server import TokenRequest


@dataclass(frozen=True, slots=True)
class Grant:
    """What opens a space: a token for `request`, or the login itself if there is no `request`."""

    login: Login | None
    request: TokenRequest | None = None


def grant_for(answer: Answer, login: Login | None, *, scoped: bool = True) -> Grant:
    """Take up a challenge of `answer`, Bearer before Basic.

    Raises AuthError: `challenge-missing`, `challenge-unsupported`, `challenge-malformed`,
    `token-insecure-realm`, `credentials-required`, or `credentials-rejected` for a ready token that
    cannot be sent.
    """
    challenges = answer.challenges
    basic = any(c.scheme == "basic" for c in challenges)
    bearer = _bearer(challenges, need_realm=basic)
    if bearer is not None:
        return _bearer_grant(bearer, answer, login, scoped=scoped)
    if challenges and not basic:
        raise auth_error(Code.CHALLENGE_UNSUPPORTED, answer, schemes=_schemes(challenges))
    if not challenges and login is None:
        raise auth_error(Code.CHALLENGE_MISSING, answer)
    if login is None or login.kind is not LoginKind.PASSWORD:
        raise auth_error(Code.CREDENTIALS_REQUIRED, answer)
    return Grant(login)


def _bearer(challenges: Sequence[Challenge], *, need_realm: bool) -> Challenge | None:
    """The Bearer challenge; one without a realm only if there is nothing else to take up."""
    found = [c for c in challenges if c.scheme == "bearer"]
    whole = [c for c in found if c.parameters.get("realm")]
    return next(iter(whole if need_realm else whole or found), None)


def _bearer_grant(
    challenge: Challenge, answer: Answer, login: Login | None, *, scoped: bool
) -> Grant:
    if login is not None and login.kind is LoginKind.REGISTRY_TOKEN:
        if not is_token(login.secret.reveal()):
            reason = "the token holds characters that cannot be sent"
            raise auth_error(Code.CREDENTIALS_REJECTED, answer, reason=reason, **login.facts)
        return Grant(login)
    request = TokenRequest(
        checked_realm(challenge, answer),
        challenge.parameters.get("service"),
        challenge.scopes if scoped else (),
        login.username if login else "",
        urlsplit(answer.url).netloc,
    )
    return Grant(login, request)


def _schemes(challenges: Sequence[Challenge]) -> str:
    return ", ".join(sorted({challenge.scheme for challenge in challenges}))


def auth_error(
    code: Code, answer: Answer, operation: str = "log in", **facts: str | None
) -> AuthError:
    """Make the error for an answer that a login did not open."""
    registry_code, message = answer.registry_error
    error = AuthError(
        code,
        operation=operation,
        url=redact(answer.url),
        status=answer.status,
        registry_code=registry_code,
        registry_message=message,
        host=urlsplit(answer.url).netloc,
        **facts,
    )
    error.veil(answer.veil.over)
    return error
