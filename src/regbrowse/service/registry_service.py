"""RegistryService: the one asynchronous door to everything that regbrowse can do."""

from collections.abc import AsyncGenerator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.catalog import Namespace, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login
from regbrowse.domain.progress import Notice
from regbrowse.service.access import Access, feed_key
from regbrowse.service.accounts import Accounts
from regbrowse.service.feeds import FeedBook
from regbrowse.service.indexes import Indexes
from regbrowse.service.search import Searcher

if TYPE_CHECKING:
    from regbrowse.domain.tag_listing import TagListing
    from regbrowse.service.refresh import Refresher, RefreshEvent
    from regbrowse.service.tags import TagReader


class RegistryService:
    """Feeds, catalogs and tags, in domain types; screens and commands use nothing else.

    Every method may raise a RegbrowseError. Close it after use.

    Feeds and the search are there from the start. Everything else is imported and made when it is
    first used, because the first screen must not wait for it.
    """

    def __init__(self, file: FeedsFile, store: Store, access: Access, accounts: Accounts) -> None:
        indexes = self._indexes = Indexes(store)
        self.feeds = FeedBook(file, store, access, accounts)
        self._store = store
        self._access = access
        self._searcher = Searcher(store, indexes)

    @cached_property
    def _refresher(self) -> "Refresher":
        from regbrowse.service.refresh import Refresher

        return Refresher(self._access, self._store, self._indexes)

    @cached_property
    def _tags(self) -> "TagReader":
        from regbrowse.service.tags import TagReader

        return TagReader(self._access, self._store)

    def refresh(self, feed: Feed) -> "AsyncGenerator[RefreshEvent]":
        """Walk the catalog of a feed; see `Refresher.refresh`."""
        return self._refresher.refresh(feed)

    def load_ahead(self, feed: Feed) -> None:
        """Begin to load the list of a feed that is going to be searched."""
        self._indexes.load_ahead(feed_key(feed))

    async def search(
        self, feeds: Sequence[Feed], text: str, limit: int | None = None
    ) -> SearchResult:
        """Search the kept lists of some feeds; see `Searcher.search`."""
        return await self._searcher.search(feeds, text, limit)

    def search_growing(self, feeds: Sequence[Feed], text: str) -> AsyncGenerator[SearchResult]:
        """Search, and yield what is found so far; see `Searcher.search_growing`."""
        return self._searcher.search_growing(feeds, text)

    async def namespaces(self, feeds: Sequence[Feed], text: str) -> list[Namespace]:
        """Group what a search finds by namespace; see `Searcher.namespaces`."""
        return await self._searcher.namespaces(feeds, text)

    def tags(self, feed: Feed, repository: str) -> "AsyncGenerator[TagListing | Notice]":
        """List the tags of a repository; see `TagReader.tags`."""
        return self._tags.tags(feed, repository)

    def hand_over(self, feed: Feed, login: Login) -> None:
        """Use a login for `feed` until the service is closed; it is kept nowhere."""
        self._access.hand_over(feed, login)

    def take_notices(self) -> list[Notice]:
        """Return what a person should know of the cache, each once."""
        return [Notice(error) for error in self._store.take_notices()]

    def close(self) -> None:
        """Close the cache."""
        self._store.close()
