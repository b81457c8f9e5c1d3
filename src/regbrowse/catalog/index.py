"""The search index over the repository names of one catalog, in memory."""

import asyncio
import time
from bisect import bisect_right
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Self

from regbrowse.catalog.block import MOST_CHARACTERS, MOST_NAMES, Block, cut
from regbrowse.catalog.bucket import Bucket
from regbrowse.catalog.keys import exact_key, is_ascending
from regbrowse.catalog.scan import Lines, Result, SoFar, scan, scan_letters

_SLICE_S = 0.002
"""How long the asynchronous search works before others get their turn. A key goes through several
turns of the event loop before it is drawn, so this is felt several times."""

_FIRST_PART_S = 0.02
_NEXT_PART_S = 0.15
"""How long a search may take until there is a first part of its result, and then the next."""


@dataclass(frozen=True, slots=True)
class _Searched:
    """A search that is done: among which blocks, and which hits there are in which of them."""

    query: str
    blocks: Sequence[Block]
    fuzzy: bool
    hits: Sequence[Block]
    before: Lines

    @classmethod
    def of(cls, query: str, blocks: Sequence[Block], result: Result, *, fuzzy: bool) -> Self:
        """Remember a result; `fuzzy` says that no name contains the words of the query."""
        return cls(query, blocks, fuzzy, result.rows.blocks, result.rows.lines)

    def holds_all(self, query: str, blocks: Sequence[Block]) -> bool:
        """Whether every hit of `query` in `blocks` is among the hits of this search.

        Who types on narrows what there is: each name with the new words has the old ones, and each
        name with the letters of the new words has those of the old ones.
        """
        new, old = query.casefold().split(), self.query.casefold().split()
        narrower = all(any(each in word for word in new) for each in old)
        return narrower and bool(old) and self.blocks == blocks


class Index:
    """The names of one catalog, searchable.

    Names are kept in buckets that divide the canonical order among them, so a name can be in one
    bucket only and duplicates are found there. Pages in canonical order, as most registries send
    them, are appended. Other names go to their bucket and wait there, counted, until a search
    needs them or there are many; then they are merged, one bucket at a time.

    Not for use by two threads at once. Loading may be done in a thread that then hands the index
    over: it goes block by block, a few milliseconds each, and never keeps the interpreter longer.
    """

    def __init__(self, block_size: int = MOST_NAMES) -> None:
        self._block_size = block_size
        self._buckets: list[Bucket] = []
        self._lows: list[str] = []  # of each bucket, the key that begins it
        self._high = ""  # the greatest key of all
        self._count = 0
        self._last: _Searched | None = None

    @classmethod
    def from_blocks(cls, blocks: Iterable[str | bytes], *, ordered: bool = False) -> Self:
        r"""Make an index of blocks: names joined by `\n`, bytes in UTF-8, in any order.

        `ordered` says that all names are in canonical order, each of them once, and that blocks
        have the size that they shall have: then they are taken as they are.
        """
        index = cls()
        for block in blocks:
            joined = block if isinstance(block, str) else block.decode("utf-8")
            if not (ordered and index._take(joined)):
                index.add_block(joined)
        return index

    def __len__(self) -> int:
        """The number of distinct names."""
        return self._count

    def add(self, names: Sequence[str]) -> int:
        """Add the names of a page and return how many are new; they can be searched at once."""
        return sum(self._add_part(part) for part in cut(names, self._block_size))

    def add_block(self, joined: str) -> int:
        r"""Add names joined by `\n` as `add` does; fastest if they are sorted."""
        keys = exact_key(joined).split("\n")
        fits = len(keys) <= 2 * self._block_size and len(joined) <= 2 * MOST_CHARACTERS
        if fits and keys[0] > self._high and is_ascending(keys):
            self._append(Block.of(joined, len(keys)), keys)
            return len(keys)
        return self.add(joined.split("\n"))

    def search(self, query: str, limit: int | None = None, *, fuzzy: bool = True) -> Result:
        """Find the names that contain every word of `query`, best first.

        Words are separated by white space, in any order, and case does not matter; no words find
        everything. A slash at the front of a word asks for the start of a component. If nothing
        is found and `fuzzy` allows it, names with the letters of each word in order are.
        """
        slices = self.search_slices(query, limit, fuzzy=fuzzy)
        while True:
            try:
                next(slices)
            except StopIteration as end:
                return _result_of(end)

    async def search_async(
        self,
        query: str,
        limit: int | None = None,
        *,
        fuzzy: bool = True,
        slice_s: float = _SLICE_S,
    ) -> Result:
        """Search as `search` does, but every `slice_s` let others work, who may cancel it."""
        parts = self.search_growing(query, limit, fuzzy=fuzzy, slice_s=slice_s, part_s=None)
        async with aclosing(parts):
            return await anext(parts)

    async def search_growing(
        self,
        query: str,
        limit: int | None = None,
        *,
        fuzzy: bool = True,
        slice_s: float = _SLICE_S,
        part_s: float | None = _FIRST_PART_S,
    ) -> AsyncGenerator[Result]:
        """Search as `search_async` does, and yield what is found so far if it takes long.

        The first part comes after `part_s` seconds, or with the first hit if that is later; there
        is none if it is None. The last result is the whole one.
        """
        slices = self.search_slices(query, limit, fuzzy=fuzzy)
        begun = time.perf_counter()
        part_at = None if part_s is None else begun + part_s
        while True:
            try:
                so_far = next(slices)
            except StopIteration as end:
                yield _result_of(end)
                return
            now = time.perf_counter()
            if now - begun < slice_s:
                continue
            if part_at is not None and now >= part_at and so_far and (part := so_far()).total:
                yield part
                part_at = time.perf_counter() + _NEXT_PART_S
            await asyncio.sleep(0)
            begun = time.perf_counter()

    def search_slices(
        self, query: str, limit: int | None = None, *, fuzzy: bool = True
    ) -> Generator[SoFar | None, None, Result]:
        """Search in slices of one block each; the generator's return value is the result.

        A slice yields what makes a result of all slices so far, or None as long as there is none.
        Names may be added between slices; this search may miss those.
        """
        for bucket in [bucket for bucket in self._buckets if bucket.waiting]:
            self._merge(bucket)
            yield None
        blocks = [bucket.block for bucket in self._buckets]
        last = self._last if self._last and self._last.holds_all(query, blocks) else None
        if last is None or not last.fuzzy:
            places, before = (last.hits, last.before) if last else (blocks, None)
            result = yield from scan(places, query, limit, before=before)
            self._last = _Searched.of(query, blocks, result, fuzzy=False)
            if result.total or not fuzzy or not query.split():
                return result
            places, before = blocks, None
        elif fuzzy:
            places, before = last.hits, last.before
        else:
            return (yield from scan((), query, limit))
        result = yield from scan_letters(places, query, limit, before=before)
        self._last = _Searched.of(query, blocks, result, fuzzy=True)
        return result

    def holds(self, name: str) -> bool:
        """Whether `name` is among the names."""
        key = exact_key(name)
        place = max(0, bisect_right(self._lows, key) - 1)
        return bool(self._buckets) and self._buckets[place].holds(name, key)

    def _take(self, joined: str) -> bool:
        """Append names that are in order, unless there are none or they make no good block."""
        if not joined or len(joined) > 2 * MOST_CHARACTERS:
            return False
        ends = [exact_key(joined.partition("\n")[0]), exact_key(joined.rpartition("\n")[2])]
        if ends[0] <= self._high:
            return False
        self._append(Block.of(joined, joined.count("\n") + 1), ends)
        return True

    def _add_part(self, names: Iterable[str]) -> int:
        by_key = {exact_key(name): name for name in names if name}
        keys = sorted(by_key)
        if any("\n" in key for key in keys):
            raise ValueError("a name holds a newline")
        above = bisect_right(keys, self._high)
        new = self._insert({key: by_key[key] for key in keys[:above]})
        if fresh := keys[above:]:
            joined = "\n".join(by_key[key] for key in fresh)
            self._append(Block.of(joined, len(fresh)), fresh)
        return new + len(fresh)

    def _append(self, block: Block, keys: Sequence[str]) -> None:
        """Put a block behind all others: as a bucket, or into the last one if both are small."""
        last = self._buckets[-1] if self._buckets else None
        if last and last.block.has_room_for(block, self._block_size):
            last.append(block)
        else:
            self._buckets.append(Bucket(keys[0], block))
            self._lows.append(keys[0])
        self._high = keys[-1]
        self._count += block.count

    def _insert(self, names: dict[str, str]) -> int:
        """Leave names, by key, at the buckets where they belong; return how many are new."""
        shares: dict[int, dict[str, str]] = {}
        for key, name in names.items():
            shares.setdefault(max(0, bisect_right(self._lows, key) - 1), {})[key] = name
        new = 0
        full: Bucket | None = None
        for place, share in shares.items():
            bucket = self._buckets[place]
            new += bucket.leave(share)
            if len(bucket.waiting) >= self._block_size:
                full = bucket
        # Pages in random order fill all buckets at once. One merge for each page is enough in the
        # long run, and no page has to wait for all of them.
        if full:
            self._merge(full)
        self._count += new
        return new

    def _merge(self, bucket: Bucket) -> None:
        """Merge the waiting names of a bucket, and divide it if it has become too large."""
        if not bucket.waiting:
            return  # another search has done it
        place = self._buckets.index(bucket)
        buckets = bucket.merged(self._block_size)
        self._buckets[place : place + 1] = buckets
        self._lows[place : place + 1] = [bucket.low for bucket in buckets]


def _result_of(end: StopIteration) -> Result:
    result: Result = end.value
    return result
