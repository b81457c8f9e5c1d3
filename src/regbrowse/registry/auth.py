"""Requests with a login: challenges are answered as they come, and only as they ask.

The challenge of the failing request counts, for it can differ between endpoints of one registry
(Harbor: Bearer for repositories, Basic for the catalog). Nothing is sent before it is asked for:
registries with tokens refuse an unexpected Basic header. The one exception is a feed that names a
user, whose login is tried once where nobody asks for it, so that a wrong password is noticed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from regbrowse.credentials.source import Resolution
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegbrowseError
from regbrowse.domain.login import Login, LoginKind
from regbrowse.registry.answer import Answer
from regbrowse.registry.grants import Grant, auth_error, grant_for
from regbrowse.registry.limits import Limits
from regbrowse.registry.negotiation import Negotiator, refused_for_good
from regbrowse.registry.request import Purpose, Request, Sink
from regbrowse.registry.tokens import TokenStore
from regbrowse.registry.transport import Transport

FindLogin = Callable[[], Awaitable[Resolution]]
"""Asks the chain of credentials for the login of this registry."""


class Authenticator:
    """Sends requests to one registry and answers its challenges with one login, or without."""

    def __init__(
        self,
        transport: Transport,
        find_login: FindLogin,
        *,
        configured: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`configured` says that the feed names a user, so that being nobody will not do."""
        self._negotiator = Negotiator(transport, TokenStore(transport, clock))
        self._find_login = find_login
        self._configured = configured
        self._grants: dict[str, Grant] = {}
        self._default: Grant | None = None
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
        self,
        url: str,
        purpose: Purpose,
        limits: Limits,
        accept: str = "application/json",
        *,
        begun: bool = False,
        head: bool = False,
        into: Sink | None = None,
    ) -> Answer:
        """GET (or HEAD) `url`, answering a challenge if one comes; `into` as in `Request`.

        Returns any answer but a 401. Raises what `Negotiator.negotiate` raises. A login that was
        merely found and is refused gives way to being nobody, with a notice; not for a list that
        was `begun`, because nobody's list may be another one.
        """
        headers = {"Accept": accept}
        request = Request(url, purpose.operation, limits, headers, head=head, into=into)
        return await self.forgiving(lambda: self._send(request, purpose, begun=begun), begun=begun)

    async def forgiving(
        self, attempt: Callable[[], Awaitable[Answer]], *, begun: bool = False
    ) -> Answer:
        """Run `attempt`, which asks `login` for what to show; see `send` for what is forgiven."""
        try:
            return await attempt()
        except AuthError as error:
            if begun or not self.drop_stale(error):
                self._raise_stale_instead(error)
                raise
        try:
            return await attempt()
        except AuthError as error:
            self._raise_stale_instead(error)
            raise

    async def verify(self, answer: Answer, purpose: Purpose, limits: Limits) -> None:
        """Log in on the endpoint that gave `answer`, where a challenge came with any status.

        This is what `docker login` does, so it tells a wrong password before anything else is
        asked. Scopes in the challenge of the version check are not asked for: GHCR puts a
        placeholder there. Raises AuthError.
        """
        login = await self.login()
        if answer.crossed:
            return
        if login is None or not self._may_show(login, answer):
            if answer.status == 403:
                raise _needs_login(answer, purpose)
            return
        asked = bool(answer.challenges)
        request = Request(answer.url, purpose.operation, limits, {"Accept": "application/json"})
        try:
            first = grant_for(answer, login, scoped=False) if asked else Grant(login)
            verified, grant = await self._negotiator.negotiate(
                request, purpose, first, self.login, scoped=False
            )
            if verified.status == 403:
                refused = refused_for_good(verified, purpose, grant or first)
                raise refused.retold(unasked=_unasked(verified))
        except AuthError as error:
            if not self.drop_stale(error):
                raise
            if answer.status == 403 and self._stale is not None:
                raise self._stale from _needs_login(answer, purpose)
            return
        if (asked or answer.status == 403) and grant is not None:
            self._negotiator.verified = login
            self._remember(purpose, grant)
            self._default = grant

    def _may_show(self, login: Login, answer: Answer) -> bool:
        """Whether a login is asked for, or is tried all the same.

        That is one of a feed that names its user, and any where nobody gets in without one: some
        registries answer 403 in place of asking.
        """
        if answer.challenges:
            return True
        tried = self._configured or answer.status == 403
        return tried and login.kind is LoginKind.PASSWORD

    async def _send(self, request: Request, purpose: Purpose, *, begun: bool) -> Answer:
        first = self._grants.get(purpose.space, self._default)
        answer, grant = await self._negotiator.negotiate(
            request, purpose, first, self.login, begun=begun
        )
        if grant is not None:
            self._remember(purpose, grant)
        return answer

    def _remember(self, purpose: Purpose, grant: Grant) -> None:
        if grant.login is not self._login:
            return  # Another request found that login stale meanwhile.
        self._grants[purpose.space] = grant
        if grant.request is None:
            # Basic and ready tokens are the same for every endpoint.
            self._default = grant

    def drop_stale(self, error: AuthError) -> bool:
        """Give up a login that was found, not configured, if it was refused; say whether."""
        if error.code is not Code.CREDENTIALS_REJECTED or self._configured:
            return False
        if self._stale is None and self._login is not None:
            self._stale = error.retold(
                Code.STALE_CREDENTIALS,
                **self._login.facts,
            )
            self.notices.append(self._stale)
            self._login = self._default = None
            self._grants.clear()
        # Requests that were on their way with the login, when another found it stale, follow.
        return self._stale is not None

    def _raise_stale_instead(self, error: AuthError) -> None:
        """Where a login is needed and the one that there was is stale, that is what to mend."""
        if error.code is Code.CREDENTIALS_REQUIRED and self._stale is not None:
            raise self._stale.retold(Code.STALE_CREDENTIALS) from error


def _unasked(answer: Answer) -> str | None:
    """Whether a registry refuses without saying how to be let in."""
    return "yes" if answer.status == 403 and not answer.challenges else None


def _needs_login(answer: Answer, purpose: Purpose) -> AuthError:
    code, unasked = Code.CREDENTIALS_REQUIRED, _unasked(answer)
    return auth_error(code, answer, purpose.operation, unasked=unasked)
