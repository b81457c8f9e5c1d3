"""Requests with a login: challenges are answered as they come, and only as they ask.

The challenge of the failing request counts, for it can differ between endpoints of one registry
(Harbor: Bearer for repositories, Basic for the catalog). Nothing is sent before it is asked for:
registries with tokens refuse an unexpected Basic header.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.credentials.source import Resolution
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegbrowseError
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.challenge import Challenge
from regbrowse.registry.limits import Limits
from regbrowse.registry.realm import checked_realm
from regbrowse.registry.redact import redact
from regbrowse.registry.tokens import TokenRequest, TokenStore, basic
from regbrowse.registry.transport import Request, Transport

FindLogin = Callable[[], Awaitable[Resolution]]
"""Asks the chain of credentials for the login of this registry."""


_MAX_ROUNDS = 3
"""How many different tokens are tried for one request: a first one, one with the scope that
`insufficient_scope` names, and one to spare. A hostile server could name new ones for ever."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a request is for.

    `space` names what shares an authorization ("catalog", "repository:app"), `operation` says it
    for people, and `denied` is the code if the login is good and the right is missing.
    """

    space: str
    operation: str
    denied: Code


@dataclass(frozen=True, slots=True)
class _Grant:
    """What opened a space: the Authorization header, and for tokens where they came from."""

    header: Secret
    request: TokenRequest | None = None
    token: Secret | None = None


class Authenticator:
    """Sends requests to one registry and answers its challenges with one login, or without."""

    def __init__(self, transport: Transport, find_login: FindLogin, *, configured: bool) -> None:
        """`configured` says that the feed names a user, so that being nobody will not do."""
        self._transport = transport
        self._find_login = find_login
        self._configured = configured
        self._tokens = TokenStore(transport)
        self._grants: dict[str, _Grant] = {}
        self._default: _Grant | None = None
        self._login: Login | None = None
        self._asked = False
        self._stale: AuthError | None = None
        self._lock = asyncio.Lock()
        self.notices: list[RegbrowseError] = []

    async def login(self) -> Login | None:
        """Return the login for this registry, or None. The chain is asked once."""
        async with self._lock:
            if not self._asked:
                found = await self._find_login()
                self._login = found.login
                self.notices.extend(found.notices)
                self._asked = True
            return self._login

    async def send(
        self, url: str, purpose: Purpose, limits: Limits, accept: str = "application/json"
    ) -> Answer:
        """GET `url`, answering a challenge if one comes.

        Returns any answer but a 401. Raises AuthError (with `purpose.denied` as its code where the
        right is missing) and what `Transport.send` raises. A login that was merely found and is
        refused gives way to being nobody, with a notice.
        """
        try:
            return await self._negotiate(url, purpose, limits, accept)
        except AuthError as error:
            if not self._drop_stale(error):
                raise
        try:
            return await self._negotiate(url, purpose, limits, accept)
        except AuthError as error:
            if error.code is Code.CREDENTIALS_REQUIRED and self._stale is not None:
                raise self._stale from error
            raise

    async def verify(self, answer: Answer, purpose: Purpose, limits: Limits) -> Answer:
        """Log in on the endpoint that gave `answer`, where a challenge came with any status.

        This is what `docker login` does, so it tells a wrong password before anything else is
        asked. Scopes in the challenge of the version check are not asked for: GHCR puts a
        placeholder there.
        """
        login = await self.login()
        if login is None or not answer.challenges:
            return answer
        try:
            grant = await self._grant(answer, scoped=False)
            verified = await self._send(answer.url, purpose, limits, "application/json", grant)
            if verified.status in {401, 403}:
                raise self._refused(verified, purpose, grant)
        except AuthError as error:
            if not self._drop_stale(error):
                raise
            return answer
        self._remember(purpose, grant)
        self._default = grant
        return verified

    async def _negotiate(self, url: str, purpose: Purpose, limits: Limits, accept: str) -> Answer:
        grant = self._grants.get(purpose.space, self._default)
        answer = await self._send(url, purpose, limits, accept, grant)
        asked: set[TokenRequest | None] = set()
        while answer.status == 401:
            if grant is not None and grant.request is not None and grant.token is not None:
                self._tokens.forget(grant.request, grant.token)
            grant = await self._grant(answer)
            if grant.request in asked or len(asked) == _MAX_ROUNDS:
                raise self._refused(answer, purpose, grant)
            asked.add(grant.request)
            # A redirect drops the login, so what it led to is asked directly.
            crossed = answer.crossed
            answer = await self._send(
                answer.url if crossed else url, purpose, limits, accept, grant
            )
            if answer.status != 401 and not crossed:
                self._remember(purpose, grant)
        return answer

    async def _send(
        self, url: str, purpose: Purpose, limits: Limits, accept: str, grant: _Grant | None
    ) -> Answer:
        headers = {"Accept": accept}
        if grant is not None:
            headers["Authorization"] = grant.header.reveal()
        return await self._transport.send(Request(url, purpose.operation, limits, headers))

    async def _grant(self, answer: Answer, *, scoped: bool = True) -> _Grant:
        """Turn the challenges of `answer` into an authorization, Bearer before Basic."""
        # Another host than the feed's own is answered as nobody.
        login = None if answer.crossed else await self.login()
        challenges = answer.challenges
        bearer = next((c for c in challenges if c.scheme == "bearer"), None)
        if bearer is not None:
            return await self._bearer(bearer, answer, login, scoped=scoped)
        if challenges and not any(c.scheme == "basic" for c in challenges):
            raise _error(Code.CHALLENGE_UNSUPPORTED, answer, schemes=_schemes(challenges))
        if not challenges and login is None:
            raise _error(Code.CHALLENGE_MISSING, answer)
        if login is None or login.kind is not LoginKind.PASSWORD:
            raise _error(Code.CREDENTIALS_REQUIRED, answer)
        return _Grant(Secret(basic(login)))

    async def _bearer(
        self, challenge: Challenge, answer: Answer, login: Login | None, *, scoped: bool
    ) -> _Grant:
        if login is not None and login.kind is LoginKind.REGISTRY_TOKEN:
            return _Grant(Secret(f"Bearer {login.secret.reveal()}"))
        wanted = TokenRequest(
            checked_realm(challenge, answer),
            challenge.parameters.get("service"),
            challenge.scopes if scoped else (),
            login.username if login else "",
        )
        token = await self._tokens.get(wanted, login)
        return _Grant(Secret(f"Bearer {token.reveal()}"), wanted, token)

    def _remember(self, purpose: Purpose, grant: _Grant) -> None:
        self._grants[purpose.space] = grant
        if grant.request is None:
            # Basic and ready tokens are the same for every endpoint.
            self._default = grant

    def _drop_stale(self, error: AuthError) -> bool:
        """Give up a login that was found, not configured, if it was refused; say whether."""
        if error.code is not Code.CREDENTIALS_REJECTED or self._configured or self._login is None:
            return False
        self._stale = AuthError(
            Code.STALE_CREDENTIALS,
            operation=error.operation,
            url=error.url,
            status=error.status,
            registry_code=error.registry_code,
            registry_message=error.registry_message,
            host=error.facts.get("host"),
            username=self._login.username,
            source=self._login.source,
        )
        self.notices.append(self._stale)
        self._login = self._default = None
        self._grants.clear()
        return True

    def _refused(self, answer: Answer, purpose: Purpose, grant: _Grant) -> AuthError:
        """A second 401 is final for this login; its challenge says why."""
        reason = next((c.parameters.get("error") for c in answer.challenges), None)
        login, request = self._login, grant.request
        if request is None:
            code = Code.CREDENTIALS_REJECTED
        elif reason == "insufficient_scope" or answer.status == 403:
            code = purpose.denied
        elif reason == "invalid_token":
            code = Code.TOKEN_REFUSED
        else:
            code = Code.CREDENTIALS_REQUIRED if login is None else purpose.denied
        return _error(
            code,
            answer,
            operation=purpose.operation,
            username=login.username if login else None,
            source=login.source if login else None,
            scope=" ".join(request.scopes) if request else None,
            realm=request.realm if request else None,
        )


def _schemes(challenges: Sequence[Challenge]) -> str:
    return ", ".join(sorted({challenge.scheme for challenge in challenges}))


def _error(code: Code, answer: Answer, operation: str = "log in", **facts: str | None) -> AuthError:
    registry_code, message = answer.registry_error
    return AuthError(
        code,
        operation=operation,
        url=redact(answer.url),
        status=answer.status,
        registry_code=registry_code,
        registry_message=message,
        host=urlsplit(answer.url).netloc,
        **facts,
    )
