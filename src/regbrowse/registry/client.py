"""A registry, opened for one feed: discovery, login and protocol behind a few methods."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, CatalogError, RegbrowseError
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.domain.login import Login
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found, Ways
from regbrowse.registry.auth import Authenticator, FindLogin
from regbrowse.registry.dialects.dialect import Dialect
from regbrowse.registry.dialects.known import counts_pulls, dialect_for
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.discovery import PURPOSE, discover
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.images import Images
from regbrowse.registry.limits import PING
from regbrowse.registry.listing import Listing
from regbrowse.registry.paging import Page
from regbrowse.registry.probes.second_look import SecondLook
from regbrowse.registry.proxy import ProxySettings
from regbrowse.registry.rate_limits import RateLimits
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.transport import Transport
from regbrowse.registry.v1.registry import V1Registry
from regbrowse.registry.v1.session import V1Session
from regbrowse.registry.v2 import V2Registry
from regbrowse.registry.waits import Waits


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
        limits: RateLimits | None = None,
        confirmed: set[type[Dialect]] | None = None,
    ) -> None:
        """`environ` is where the proxy variables are looked up; `clock` is for tokens' lives.

        `limits` is where is remembered what answers say of rate limits, `confirmed` the dialects
        that the registry has said that it speaks.
        """
        self.feed = feed
        proxies = ProxySettings(feed.proxy, environ)
        look = SecondLook(feed, proxies, environ)
        self._transport = Transport(feed, proxies, retry or RetryPolicy(), limits, look)
        self._auth = Authenticator(
            self._transport, find_login, configured=feed.username is not None, clock=clock
        )
        self._endpoint: Endpoint | None = None
        self._v1: V1Registry | None = None
        self._dialect: Dialect | None = None
        self._confirmed = confirmed if confirmed is not None else set()
        self._looked = False
        self._source: str | None = None
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
                if endpoint.api is ApiVersion.V1:
                    session = V1Session(self._transport, self._auth, endpoint)
                    await session.verify()
                    self._v1 = V1Registry(endpoint, session)
                else:
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
    def waits(self) -> Waits:
        """The waits that the registry asks for; who listens lets long ones begin."""
        return self._transport.waits

    @property
    def notices(self) -> Sequence[RegbrowseError]:
        """What went wrong without stopping the work: a broken helper, a refused login."""
        return tuple(self._auth.notices)

    async def catalog(
        self, cursor: str | None = None, known: Iterable[str] = (), pages: int = 0
    ) -> AsyncIterator[Page]:
        """Yield the pages of the list of repositories; see `Listing.pages`."""
        listing = Listing(await self._registry(), await self._own_api())
        async for page in listing.pages(cursor, known, pages):
            self._source = listing.source
            yield page

    async def tags(self, repository: str) -> AsyncIterator[Page]:
        """Yield the pages of the tags of a repository; see `V2Registry.tags`."""
        registry = await self._registry()
        async for page in registry.tags(repository):
            yield page

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Let the registry search. Raises CatalogError with `search-unsupported` if it cannot."""
        registry = await self._registry()
        if isinstance(registry, V1Registry):
            return await registry.search(text, cursor)
        dialect = await self._own_api()
        if dialect is None or not dialect.searches:
            raise CatalogError(
                Code.SEARCH_UNSUPPORTED,
                operation="search for repositories",
                host=self.feed.address.netloc,
            )
        return await dialect.search(text, cursor)

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield details of all tags, page by page, if the registry gives them in few calls.

        Yields nothing where each tag must be asked for by itself.
        """
        dialect = await self._own_api()
        if dialect is not None and dialect.describes_tags:
            async for details in dialect.tag_details(repository):
                yield details

    async def ways(self, no_list: Code | None = None) -> Ways:
        """Say what the registry allows; `no_list` is why its list could not be had, if so."""
        registry = await self._registry()
        dialect, login = await self._own_api(), await self.identity()
        if isinstance(registry, V1Registry):
            # The list is a search for nothing: who answers that, but not as a list, has a search.
            searches = no_list in {Code.CATALOG_UNSUPPORTED, Code.CATALOG_EMPTY}
            return Ways(no_list=no_list, searches=searches, login=login)
        if dialect is None:
            return Ways(no_list=no_list, login=login)
        software, prompt = dialect.title, dialect.prompt
        return Ways(software, no_list, self._source, dialect.searches, prompt, login)

    async def counts_pulls(self) -> bool:
        """Whether each manifest that is read counts as a pull, of which there are only so many."""
        endpoint = await self.open()
        return counts_pulls(Sighting(self.feed.address, endpoint))

    async def images(self) -> Images:
        """Return the images of the registry, by v2. Raises BadAnswer with `v1-only`."""
        endpoint = await self.open()
        if endpoint.api is ApiVersion.V1:
            raise BadAnswer(Code.V1_ONLY, operation="read an image", host=self.feed.address.netloc)
        return Images(endpoint, self._auth)

    async def v1_images(self) -> V1Registry | None:
        """Return the images of the registry by v1, None if it speaks v2."""
        await self.open()
        return self._v1

    async def _registry(self) -> V2Registry | V1Registry:
        endpoint = await self.open()
        return self._v1 or V2Registry(endpoint, self._auth)

    async def _own_api(self) -> Dialect | None:
        """The registry's own API, looked for once."""
        endpoint = await self.open()
        if not self._looked and endpoint.api is ApiVersion.V2:
            seen = Sighting(self.feed.address, endpoint)
            self._dialect = await dialect_for(seen, self._transport, self._auth, self._confirmed)
        self._looked = True
        return self._dialect
