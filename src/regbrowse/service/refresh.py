"""Walk the catalog of a feed: page by page into the store, resumable at any point."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from regbrowse.catalog.catalogs import CatalogKey, CatalogRow
from regbrowse.catalog.store import Store
from regbrowse.catalog.walks import WalkState
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import READ_CATALOG, CacheError, CatalogError, RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice, WalkProgress, WalkReport
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.ways import NO_LIST, Ways
from regbrowse.service.access import Access, feed_key
from regbrowse.service.indexes import Indexes
from regbrowse.service.waiting import with_waits

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient

RefreshEvent = WalkProgress | Waiting | Notice | WalkReport

_FOLLOW_EVERY_S = 0.25
"""How often the walk of another process is looked at."""

_NO_ID = 0
"""The catalog is not known before the registry has answered; no catalog has this id."""

_MAX_CLAIMS = 3
"""How often a walk is begun anew because the cache was damaged and set aside meanwhile."""


class Refresher:
    """Walks catalogs."""

    def __init__(self, access: Access, store: Store, indexes: Indexes) -> None:
        self._access = access
        self._store = store
        self._indexes = indexes

    async def refresh(self, feed: Feed) -> AsyncGenerator[RefreshEvent]:
        """Walk the catalog of `feed`, yielding progress, notices and at last a WalkReport.

        Expected failures end in the report. Cancelling it at any point loses at most the page that
        was on its way. A walk that another process is at is followed instead of repeated. Where the
        registry asks for a wait of up to 60 s, each second of that is a Waiting; it waits for 300 s
        in all, and what is more ends in the report as `rate-limited`.
        """
        run = _Run(feed)
        async with self._access.client(feed) as client:
            try:
                async with aclosing(with_waits(self._walk(run, client), client)) as walk:
                    async for event in walk:
                        yield event
            except RegbrowseError as error:
                error.learn(feed=feed.saved_name)
                run.error = error
            await self._learn_ways(run, client)
            for notice in client.notices:
                yield Notice(notice, feed.name)
        for damage in self._store.take_notices():
            yield Notice(damage, feed.name)
        yield run.report(await self._row(run))

    async def _learn_ways(self, run: "_Run", client: "RegistryClient") -> None:
        """Keep what the registry allows, if it said whether there is a list."""
        no_list = run.error.code if run.error is not None else None
        if no_list is not None and no_list not in NO_LIST:
            return
        try:
            run.ways = await client.ways(no_list)
            await asyncio.to_thread(self._store.ways.put, feed_key(run.feed), run.ways)
        except RegbrowseError as error:
            run.error = run.error or error

    async def _walk(self, run: "_Run", client: "RegistryClient") -> AsyncGenerator[RefreshEvent]:
        endpoint = await client.open()
        run.api = endpoint.api.value
        key = CatalogKey(endpoint.origin, run.feed.address.prefix, await client.identity())
        await self._claim(run, key)
        while True:
            with self._store.walks.exclusive(run.id) as ours:
                if ours and run.followed and (row := await self._finished_since(run)):
                    run.complete, run.pages = True, row.pages
                    return
                if ours:
                    async with aclosing(self._walk_alone(run, client)) as walk:
                        async for progress in walk:
                            yield progress
                    if not run.lost:
                        return
            if run.lost:
                # The cache was damaged and begun anew meanwhile, so the walk is, too.
                await self._claim(run, key)
                continue
            run.followed = True
            run.count(await asyncio.to_thread(self._store.walks.state, run.id))
            yield run.progress
            await asyncio.sleep(_FOLLOW_EVERY_S)

    async def _claim(self, run: "_Run", key: CatalogKey) -> None:
        run.claims += 1
        if run.claims > _MAX_CLAIMS:
            raise CacheError(Code.CACHE_UNUSABLE, reason="it is damaged again and again")
        run.id = await asyncio.to_thread(self._store.catalogs.claim, feed_key(run.feed), key)
        run.lost = False
        before = await self._row(run)
        run.expected = before.repositories if before and before.complete else None

    async def _walk_alone(
        self, run: "_Run", client: "RegistryClient"
    ) -> AsyncGenerator[WalkProgress]:
        from regbrowse.registry.paging import CursorRefused, PartMissing

        while True:
            try:
                async with aclosing(self._read_pages(run, client)) as pages:
                    async for progress in pages:
                        yield progress
            except CursorRefused:
                # Without a cursor the next round cannot end here again.
                await asyncio.to_thread(self._store.walks.abandon, run.id)
                self._indexes.forget(run.id)
            except CatalogError as error:
                if error.code is Code.CATALOG_LOOP or isinstance(error, PartMissing):
                    # What was read is good, but there is no going on from here.
                    await self._finish(run, complete=False)
                raise
            else:
                return

    async def _read_pages(
        self, run: "_Run", client: "RegistryClient"
    ) -> AsyncGenerator[WalkProgress]:
        walks = self._store.walks
        state = await asyncio.to_thread(walks.state, run.id)
        run.count(state)
        run.resumed = state.pages > 0
        if state.pages == 0 or state.cursor is not None:
            known = await asyncio.to_thread(walks.names, run.id)
            async for page in client.catalog(state.cursor, known, state.pages):
                if not await asyncio.to_thread(walks.append, run.id, page.names, page.cursor):
                    run.lost = True
                    return
                self._indexes.add_page(run.id, page.names)
                run.add(len(page.names))
                yield run.progress
        if run.repositories == 0 and client.offers_login and not await client.identity():
            # The anonymous of Quay and some of Azure see an empty list of a full registry.
            await asyncio.to_thread(walks.abandon, run.id)
            raise CatalogError(
                Code.CATALOG_EMPTY_ANONYMOUS,
                operation=READ_CATALOG,
                host=run.feed.address.netloc,
            )
        run.complete = await self._finish(run, complete=True)
        run.lost = not run.complete

    async def _finish(self, run: "_Run", *, complete: bool) -> bool:
        kept = await asyncio.to_thread(self._store.walks.finish, run.id, complete=complete)
        self._indexes.forget(run.id)
        return kept

    async def _finished_since(self, run: "_Run") -> CatalogRow | None:
        row = await self._row(run)
        since = row and row.complete and row.refreshed_at and row.refreshed_at >= run.began_at
        return row if since else None

    async def _row(self, run: "_Run") -> CatalogRow | None:
        if run.id == _NO_ID:
            return await asyncio.to_thread(self._store.catalogs.bound, feed_key(run.feed))
        return await asyncio.to_thread(self._store.catalogs.row, run.id)


class _Run:
    """The state of one refresh."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.id = _NO_ID
        self.expected: int | None = None
        self.resumed = False
        self.followed = False
        self.claims = 0
        self.lost = False
        self.complete = False
        self.error: RegbrowseError | None = None
        self.ways: Ways | None = None
        self.api: str | None = None
        self.pages = 0
        self.repositories = 0
        self.began_at = datetime.now(UTC)
        self._began = time.monotonic()

    def count(self, state: WalkState) -> None:
        """Go on counting from a walk as it is kept."""
        self.pages, self.repositories = state.pages, state.repositories

    def add(self, names: int) -> None:
        """Count one more page."""
        self.pages += 1
        self.repositories += names

    @property
    def progress(self) -> WalkProgress:
        """How far the walk has come, be it ours or another process's."""
        return WalkProgress(
            self.feed.name,
            self.repositories,
            self.pages,
            time.monotonic() - self._began,
            self.resumed,
            self.expected,
        )

    def report(self, row: CatalogRow | None) -> WalkReport:
        """Return how the refresh ended; `row` is what is kept now."""
        return WalkReport(
            self.feed.name,
            row.repositories if row else 0,
            self.pages,
            self.complete,
            self.resumed,
            time.monotonic() - self._began,
            self.error,
            failed=self.error is not None and self.error.code not in NO_LIST,
            ways=self.ways,
            api=self.api,
        )
