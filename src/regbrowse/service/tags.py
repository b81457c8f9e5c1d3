"""The tags of a repository: what is kept at once, then what the registry says."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CacheError, RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag import Tag, read_tag, sort_tags
from regbrowse.domain.tag_listing import TagListing
from regbrowse.service.access import Access, feed_key
from regbrowse.service.waiting import with_waits

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient

_GROWTH = 1.5
"""A list is sorted and shown again when it has grown by so much, not for every page: a hundred
thousand tags may come in a thousand pages."""

_SLICE = 4_000
"""So many tags are read at once, in some 10 ms; then the event loop has its turn."""


class TagReader:
    """Lists tags."""

    def __init__(self, access: Access, store: Store) -> None:
        self._access = access
        self._store = store

    async def tags(
        self, feed: Feed, repository: str
    ) -> AsyncGenerator[TagListing | Notice | Waiting]:
        """Yield the kept tags if there are any, then the registry's, growing page by page.

        The last listing is `complete`. Raises NotFound, AuthError and the errors of the connection;
        what was yielded before stays good, so a person can be shown the kept list offline. Each
        second of a wait that the registry asks for is a Waiting, as in `Refresher.refresh`.
        """
        try:
            kept = await asyncio.to_thread(self._kept, feed, repository)
        except CacheError as error:
            # The registry is there all the same.
            yield Notice(error, feed.name)
            kept = None
        if kept is not None:
            yield kept
        async with self._access.client(feed, repository) as client:
            failure: RegbrowseError | None = None
            names: list[str] = []
            try:
                fresh = _fresh(client, feed, repository, names)
                async with aclosing(with_waits(fresh, client)) as events:
                    async for event in events:
                        yield event
            except RegbrowseError as error:
                error.learn(feed=feed.saved_name)
                if error.code is Code.TAGS_NOT_FOUND and "/" not in repository:
                    # A v1 registry has been asked for library/ already.
                    error.learn(bare=None if await client.v1_images() else repository)
                failure = error
            for notice in client.notices:
                yield Notice(notice, feed.name)
            if failure is not None:
                raise failure
            origin = (await client.open()).origin
            key = CatalogKey(origin, feed.address.prefix, await client.identity())
        try:
            await asyncio.to_thread(self._keep, feed, key, repository, names)
        except CacheError as error:
            yield Notice(error, feed.name)

    def _kept(self, feed: Feed, repository: str) -> TagListing | None:
        row = self._store.catalogs.bound(feed_key(feed))
        kept = self._store.tags.get(row.id, repository) if row else None
        if kept is None:
            return None
        return TagListing(
            feed,
            repository,
            sort_tags(_read(kept.names)),
            kept.fetched_at,
            complete=True,
            cached=True,
        )

    def _keep(self, feed: Feed, key: CatalogKey, repository: str, names: list[str]) -> None:
        row = self._store.catalogs.bound(feed_key(feed))
        # The login may be one of this namespace only, which must not lead the feed away from the
        # catalog that it shows.
        catalog_id = row.id if row else self._store.catalogs.claim(feed_key(feed), key)
        self._store.tags.put(catalog_id, repository, names)


async def _fresh(
    client: "RegistryClient", feed: Feed, repository: str, names: list[str]
) -> AsyncGenerator[TagListing]:
    """Yield the registry's tags as they come, and add their names to `names` as they are sent."""
    tags: list[Tag] = []
    shown = 0
    async for page in client.tags(repository):
        names += page.names
        tags += await _read_in_slices(page.names)
        complete = page.cursor is None
        if complete or len(names) > shown * _GROWTH:
            shown = len(names)
            tags = sort_tags(tags)  # a copy is handed out: more are to come
            yield TagListing(feed, repository, tuple(tags), datetime.now(UTC), complete)


async def _read_in_slices(names: Sequence[str]) -> list[Tag]:
    tags: list[Tag] = []
    for start in range(0, len(names), _SLICE):
        if start:
            await asyncio.sleep(0)
        tags += _read(names[start : start + _SLICE])
    return tags


def _read(names: Iterable[str]) -> list[Tag]:
    # A tag is in no cycle, but the collector looks through all objects again and again while so
    # many are made: a fifth of the time, and more the more there are.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return [read_tag(name) for name in names]
    finally:
        if collecting:
            gc.enable()
