"""One request and the challenges that it meets, until it is answered or finally refused."""

from collections import Counter
from collections.abc import Awaitable, Callable

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.grants import Grant, auth_error, grant_for
from regbrowse.registry.headers import basic, bearer
from regbrowse.registry.redact import redact
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.token_server import TokenRequest
from regbrowse.registry.tokens import TokenStore
from regbrowse.registry.transport import Transport

_MAX_REQUESTS = 6
"""How often one request is sent with another authorization: with the one of before, without any,
with a first token, with a new one in its place, with one for another scope, and one to spare. A
hostile server could name new ones for ever."""


class Negotiator:
    """Answers the challenges of one registry."""

    def __init__(self, transport: Transport, tokens: TokenStore) -> None:
        self._transport = transport
        self._tokens = tokens
        self.verified: Login | None = None
        """A login that the registry is known to take."""

    async def negotiate(
        self,
        request: Request,
        purpose: Purpose,
        first: Grant | None,
        find_login: Callable[[], Awaitable[Login | None]],
        *,
        scoped: bool = True,
        begun: bool = False,
    ) -> tuple[Answer, Grant | None]:
        """Send `request` with `first`, then as the challenges ask for.

        Returns any answer but a 401, and the grant that opened the feed's own registry, if one did.
        Raises AuthError, with `purpose.denied` as its code where the right is missing, and what
        `Transport.send` raises. Without `scoped` the scopes in challenges are not asked for. A
        login that opened what was `begun` did not lack the right to it, so it is refused itself.
        """
        grant = first
        refused: Counter[Grant] = Counter()
        foreign = False
        sent = 0
        while True:
            answer, token = await self._send(request, purpose, grant)
            sent += 1
            # Another host than the feed's own, reached by a redirect, is answered as nobody.
            foreign = foreign or answer.crossed
            if answer.status != 401:
                return answer, None if foreign else grant
            if answer.crossed:
                # The redirect dropped what was sent, so what it led to is asked directly.
                request = request.to(answer.url)
            elif grant is not None:
                refused[grant] += 1
                self._forget(answer, grant, token)
                if grant is first and _hides_bearer(answer, grant):
                    grant = None
                    continue
            grant = grant_for(answer, None if foreign else await find_login(), scoped=scoped)
            if refused[grant] >= _chances(grant, answer) or sent >= _MAX_REQUESTS:
                verified = grant.login is not None and grant.login is self.verified
                raise refused_for_good(answer, purpose, grant, verified=verified and not begun)

    async def _send(
        self, request: Request, purpose: Purpose, grant: Grant | None
    ) -> tuple[Answer, Secret | None]:
        """Send once, with the token of `grant` if that is one; return that, too."""
        token: Secret | None = None
        if grant is not None and grant.request is not None:
            token = await self._token(grant.request, grant.login, purpose)
            request = request.authorized(bearer(token))
        elif grant is not None and grant.login is not None:
            request = request.authorized(_own(grant.login))
        return await self._transport.send(request), token

    async def _token(self, request: TokenRequest, login: Login | None, purpose: Purpose) -> Secret:
        try:
            return await self._tokens.get(request, login)
        except AuthError as error:
            good = login is not None and login is self.verified and bool(request.scopes)
            if good and error.code is Code.CREDENTIALS_REJECTED and error.status == 403:
                # GHCR says so already here, of an image that is private or does not exist.
                raise error.retold(purpose.denied) from error
            raise

    def _forget(self, answer: Answer, grant: Grant, token: Secret | None) -> None:
        """Drop a token that is no longer good; one that lacks a right is good for other things."""
        if grant.request and token and _reason(answer) != "insufficient_scope":
            self._tokens.forget(grant.request, token)


def refused_for_good(
    answer: Answer, purpose: Purpose, grant: Grant, *, verified: bool = False
) -> AuthError:
    """Make the error for a refusal that is final for this login; its challenge says why.

    A login that is `verified` is right, so it is a right that it lacks.
    """
    reason, login, request = _reason(answer), grant.login, grant.request
    if request is None and verified:
        code = purpose.denied
    elif request is None:
        code = Code.CREDENTIALS_REJECTED if login else Code.CREDENTIALS_REQUIRED
    elif reason == "insufficient_scope" or answer.status == 403:
        code = purpose.denied
    elif reason == "invalid_token":
        code = Code.TOKEN_REFUSED
    else:
        code = Code.CREDENTIALS_REQUIRED if login is None else purpose.denied
    return auth_error(
        code,
        answer,
        operation=purpose.operation,
        **(login.facts if login else {}),
        scope=" ".join(request.scopes) or None if request else None,
        realm=redact(request.realm) if request else None,
    )


def _own(login: Login) -> Secret:
    """The header for a login that is shown to the registry itself."""
    return bearer(login.secret) if login.kind is LoginKind.REGISTRY_TOKEN else basic(login)


def _reason(answer: Answer) -> str | None:
    """Why a token was refused: `invalid_token` or `insufficient_scope` (RFC 6750, 3.1)."""
    given = (challenge.parameters.get("error") for challenge in answer.challenges)
    return next((reason for reason in given if reason), None)


def _chances(grant: Grant, answer: Answer) -> int:
    """How often `grant` may be refused: a token may have expired early, so a new one is tried."""
    return 1 if grant.request is None or _reason(answer) == "insufficient_scope" else 2


def _hides_bearer(answer: Answer, grant: Grant) -> bool:
    """Whether nobody's token, refused, keeps the server from asking for another one.

    Harbor asks for Basic wherever an Authorization came along.
    """
    is_nobodys = grant.request is not None and grant.login is None
    return is_nobodys and all(c.scheme != "bearer" for c in answer.challenges)
