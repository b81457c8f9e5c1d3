"""The search indexes of catalogs, loaded when they are searched and dropped when they are old."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from regbrowse.catalog.catalogs import CatalogRow
from regbrowse.catalog.index import Index
from regbrowse.catalog.store import Store


@dataclass(frozen=True, slots=True)
class _Loaded:
    index: Index
    complete: bool
    refreshed_at: datetime | None


class Indexes:
    """Keeps the index of each catalog in memory as long as it says what the store says."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loaded: dict[int, _Loaded] = {}
        self._ahead: Future[tuple[CatalogRow, Index] | None] | None = None

    def load_ahead(self, feed_key: str) -> None:
        """Begin to load the list of a feed, while something else is being prepared."""
        with_one = ThreadPoolExecutor(1, "regbrowse-load")
        self._ahead = with_one.submit(self._load_bound, feed_key)
        with_one.shutdown(wait=False)

    async def get(self, row: CatalogRow) -> Index:
        """Return the index of a catalog, loading its list if needed."""
        await self._take_ahead()
        kept = self._loaded.get(row.id)
        growing = kept is not None and row.walking and not row.complete and not kept.complete
        same = kept is not None and kept.refreshed_at == row.refreshed_at
        if kept is not None and (same or growing) and len(kept.index) == row.repositories:
            return kept.index
        index = await asyncio.to_thread(self._load, row.id)
        self._loaded[row.id] = _Loaded(index, row.complete, row.refreshed_at)
        return index

    def add_page(self, catalog_id: int, names: Sequence[str]) -> None:
        """Make the names of a new page searchable, if the list in memory is that of the walk."""
        kept = self._loaded.get(catalog_id)
        if kept is not None and not kept.complete:
            kept.index.add(names)

    def forget(self, catalog_id: int) -> None:
        """Drop an index whose list was replaced."""
        self._loaded.pop(catalog_id, None)

    async def _take_ahead(self) -> None:
        ahead, self._ahead = self._ahead, None
        found = await asyncio.wrap_future(ahead) if ahead is not None else None
        if found is not None:
            row, index = found
            self._loaded[row.id] = _Loaded(index, row.complete, row.refreshed_at)

    def _load_bound(self, feed_key: str) -> tuple[CatalogRow, Index] | None:
        row = self._store.catalogs.bound(feed_key)
        return None if row is None else (row, self._load(row.id))

    def _load(self, catalog_id: int) -> Index:
        kept = self._store.catalogs.load(catalog_id)
        return Index.from_blocks(kept.blocks, ordered=kept.ordered)
