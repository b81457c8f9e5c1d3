"""Search the kept lists of several feeds, without asking any registry."""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import accumulate, islice
from typing import overload

from regbrowse.catalog.index import Index
from regbrowse.catalog.rows import Rows
from regbrowse.catalog.scan import Result
from regbrowse.catalog.store import Store
from regbrowse.domain.catalog import CatalogState, Match, Namespace, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.service.access import feed_key
from regbrowse.service.indexes import Indexes

_AT_ONCE = 1000
"""Hits that are looked up during a search, more than any screen shows. The others are counted, and
looked up when they are asked for."""

_SLICE = 2000
"""Rows that are looked at before others get their turn: some milliseconds."""


class Searcher:
    """Searches feeds."""

    def __init__(self, store: Store, indexes: Indexes) -> None:
        self._store = store
        self._indexes = indexes

    async def search(
        self, feeds: Sequence[Feed], text: str, limit: int | None = None
    ) -> SearchResult:
        """Find the repositories whose names contain all words of `text`, best first.

        Case does not matter; no words find everything. If no feed has a hit, names that have the
        letters in the same order are found, and the result says so. A feed without a list
        contributes none. It lets others work every few milliseconds, and can be cancelled then.
        """
        async with aclosing(self.search_growing(feeds, text, limit)) as results:
            return [result async for result in results][-1]

    async def search_growing(
        self, feeds: Sequence[Feed], text: str, limit: int | None = None
    ) -> AsyncGenerator[SearchResult]:
        """Search as `search` does, and yield what is found so far if it takes longer than a blink.

        The last result is the whole one. Those before it are `searching`: they have hits, the best
        of those so far, but there may be more and better ones.
        """
        states, found = await self._lists(feeds)
        # Of several, one alone cannot know whether the letters will do.
        for fuzzy in (False, True) if len(found) > 1 else (True,):
            done: list[tuple[str, Result]] = []
            for name, index in found:
                growing = index.search_growing(text, _AT_ONCE, fuzzy=fuzzy)
                async with aclosing(growing) as parts:
                    async for part in parts:
                        if part.whole:
                            done.append((name, part))
                        else:
                            yield _merged(text, [*done, (name, part)], states, limit)
            result = _merged(text, done, states, limit)
            if result.total:
                yield result
                return
        yield SearchResult(text, 0, fuzzy=False, matches=(), feeds=states)

    async def _lists(
        self, feeds: Sequence[Feed]
    ) -> tuple[list[CatalogState], list[tuple[str, Index]]]:
        """The state of each feed's list, and the indexes of those that have one."""
        states: list[CatalogState] = []
        found = []
        for feed in feeds:
            row = await asyncio.to_thread(self._store.catalogs.bound, feed_key(feed))
            state = CatalogState(feed.name)
            index: Index | None = None
            if row is not None:
                index = await self._indexes.get(row)
                found.append((feed.name, index))
                state = CatalogState(feed.name, len(index), row.complete, row.refreshed_at)
            if opened := await self._opened(feed, index):
                found.append((feed.name, opened))
                state = replace(state, opened=len(opened))
            states.append(state)
        return states, found

    async def _opened(self, feed: Feed, listed: Index | None) -> Index | None:
        """The names that were opened in a feed and are in no list, as one more list."""
        names = await asyncio.to_thread(self._store.opened.all, feed_key(feed))
        unlisted = [name for name in names if listed is None or not listed.holds(name)]
        if not unlisted:
            return None
        index = Index()
        index.add(unlisted)
        return index

    async def namespaces(self, feeds: Sequence[Feed], text: str) -> list[Namespace]:
        """Return the namespaces of what a search finds, by name, with their counts."""
        result = await self.search(feeds, text)
        counts: Counter[str] = Counter()
        alone: list[Namespace] = []
        matches = iter(result.matches)
        while some := list(islice(matches, _SLICE)):
            for match in some:
                namespace, slash, _ = match.repository.partition("/")
                if slash:
                    counts[namespace] += 1
                else:
                    alone.append(Namespace(match.repository, 1, match))
            await asyncio.sleep(0)
        grouped = [Namespace(name, count) for name, count in counts.items()]
        return sorted(grouped + alone, key=lambda namespace: namespace.name)


def _merged(
    text: str,
    found: Sequence[tuple[str, Result]],
    states: Sequence[CatalogState],
    limit: int | None,
) -> SearchResult:
    return SearchResult(
        text,
        sum(result.total for _, result in found),
        any(result.fuzzy for _, result in found),
        Matches([(name, result.rows) for name, result in found], limit),
        states,
        searching=not all(result.whole for _, result in found),
    )


class Matches(Sequence[Match]):
    """The hits of several feeds in one order: by rank, then by feed, then as in the feed.

    A row is found when it is asked for, so a million hits take no memory.
    """

    def __init__(self, hits: Sequence[tuple[str, Rows]], limit: int | None) -> None:
        spans = sorted(
            (rank, number, count)
            for number, (_, rows) in enumerate(hits)
            for rank, count in rows.tiers
        )
        begins = [0] * len(hits)
        self._hits = hits
        self._parts: list[tuple[int, int]] = []  # of each span: which feed, and its first row there
        for _, number, count in spans:
            self._parts.append((number, begins[number]))
            begins[number] += count
        self._ends = list(accumulate(count for _, _, count in spans))
        total = self._ends[-1] if self._ends else 0
        self._length = total if limit is None else min(total, limit)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Match]:
        """All of them in order, far faster than one by one by their numbers."""
        names = [iter(rows) for _, rows in self._hits]
        begins = [0, *self._ends]
        spans = zip(self._parts, begins, self._ends, strict=False)
        matches = (
            Match(self._hits[number][0], name)
            for (number, _), begin, end in spans
            for name in islice(names[number], end - begin)
        )
        return islice(matches, self._length)

    @overload
    def __getitem__(self, index: int) -> Match: ...
    @overload
    def __getitem__(self, index: slice) -> list[Match]: ...
    def __getitem__(self, index: int | slice) -> Match | list[Match]:
        rows = range(self._length)[index]
        if isinstance(rows, int):
            return self._at(rows)
        return [self._at(row) for row in rows]

    def _at(self, row: int) -> Match:
        part = bisect_right(self._ends, row)
        number, first = self._parts[part]
        name, rows = self._hits[number]
        begin = self._ends[part - 1] if part else 0
        return Match(name, rows[first + row - begin])
