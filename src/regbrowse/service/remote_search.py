"""Searching on the registry itself, for those that cannot be listed."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.ways import Found
from regbrowse.service.access import Access

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient


class RemoteSearch:
    """Searches one registry; connections and tokens are kept from one search to the next.

    Close it after use, or use it as an async context manager.
    """

    def __init__(self, access: Access, feed: Feed) -> None:
        self._access = access
        self._feed = feed
        self._client: RegistryClient | None = None
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def search(
        self, text: str, cursor: str | None = None, on_wait: Callable[[Waiting], None] | None = None
    ) -> Found:
        """Return a page of what the registry finds for `text`; `cursor` is that of the page before.

        Where the registry asks for a wait of up to 60 s, `on_wait` is told each second of it;
        cancel it to end the wait. Without `on_wait` a long one is an error.

        Raises CatalogError with `search-unsupported` if it does not search, AuthError, and the
        errors of the connection.
        """
        async with self._lock:
            if self._client is None:
                self._client = self._access.client(self._feed)
        self._client.waits.listener = on_wait
        try:
            return await self._client.search(text, cursor)
        except RegbrowseError as error:
            error.learn(feed=self._feed.saved_name)
            raise

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()
