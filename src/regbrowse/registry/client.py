"""A registry, opened for one feed: discovery, login and protocol behind a few methods."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login
from regbrowse.registry.auth import Authenticator, FindLogin
from regbrowse.registry.discovery import PURPOSE, Endpoint, discover
from regbrowse.registry.limits import PING
from regbrowse.registry.paging import Page
from regbrowse.registry.proxy import ProxySettings
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.transport import Transport
from regbrowse.registry.v2 import V2Registry


class RegistryClient:
    """One registry. Nothing is asked before `open`, which the other methods call if needed.

    All methods raise RegistryError for what the network or the registry does, and UsageError for
    settings of the feed that cannot be used.
    """

    def __init__(
        self,
        feed: Feed,
        find_login: FindLogin,
        environ: Mapping[str, str],
        retry: RetryPolicy | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`environ` is where the proxy variables are looked up; `clock` is for tokens' lives."""
        self.feed = feed
        proxies = ProxySettings(feed.proxy, environ)
        self._transport = Transport(feed, proxies, retry or RetryPolicy())
        self._auth = Authenticator(
            self._transport, find_login, configured=feed.username is not None, clock=clock
        )
        self._endpoint: Endpoint | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def open(self) -> Endpoint:
        """Find the registry and, where it knows logins and there is one, log in."""
        async with self._opening:
            if self._endpoint is None:
                endpoint = await discover(self.feed, self._transport)
                await self._auth.verify(endpoint.ping, PURPOSE, PING)
                self._endpoint = endpoint
            return self._endpoint

    async def identity(self) -> str:
        """Return the name that the registry knows us by, empty for the anonymous.

        Each identity has its own catalog, because a registry may show each another one.
        """
        login = await self.login()
        return login.username if login is not None else ""

    async def login(self) -> Login | None:
        """Return the login that the registry took, or None for the anonymous."""
        await self.open()
        return await self._auth.login()

    @property
    def offers_login(self) -> bool:
        """Whether the version check came with a challenge, so that a login may show more."""
        return self._endpoint is not None and bool(self._endpoint.ping.challenges)

    @property
    def notices(self) -> Sequence[RegbrowseError]:
        """What went wrong without stopping the work: a broken helper, a refused login."""
        return tuple(self._auth.notices)

    async def catalog(
        self, cursor: str | None = None, known: Iterable[str] = (), pages: int = 0
    ) -> AsyncIterator[Page]:
        """Yield the pages of the catalog; see `V2Registry.catalog`."""
        registry = V2Registry(await self.open(), self._auth)
        async for page in registry.catalog(cursor, known, pages):
            yield page

    async def tags(self, repository: str) -> AsyncIterator[Page]:
        """Yield the pages of the tags of a repository; see `V2Registry.tags`."""
        registry = V2Registry(await self.open(), self._auth)
        async for page in registry.tags(repository):
            yield page
