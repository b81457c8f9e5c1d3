"""The hits of a search by row number, found when they are asked for."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import overload

from regbrowse.catalog.block import Block
from regbrowse.catalog.matching import Matcher, names_by_rank

Cell = tuple[int, int]
"""The hits of one rank in one block: rank, and number of the block."""

_RECENT = 8
"""Cells that are remembered, so that the rows around one row cost nothing."""


class Rows(Sequence[str]):
    """All hits of a search, best first, ties in canonical order.

    The search counted the hits of every cell; most names are found only when their row is asked
    for, which searches one block (a millisecond or so) again. So a million hits take no
    memory, and any row can be had without those before it. Rows never change: they keep the
    blocks of the moment of the search, whatever is added to the index later.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        matcher: Matcher,
        counts: Mapping[int, Mapping[int, int]],
        kept: Mapping[Cell, Sequence[str]],
        lines: Mapping[Block, Sequence[str]],
    ) -> None:
        """`counts` are those of each block by rank; `kept` are the names of some cells.

        `lines` are those with a hit of some blocks, for a search that narrows this one.
        """
        self.lines = lines
        ranks = sorted(counts)
        self._counts, self._blocks = counts, blocks
        self._kept = kept
        self._cells = [(rank, number) for rank in ranks for number in counts[rank]]
        self._ends = list(accumulate(n for rank in ranks for n in counts[rank].values()))
        # Not a method: that would tie the rows, and all they keep, into a cycle.
        self._recent = lru_cache(_RECENT)(partial(_find, blocks, matcher))
        self.tiers: Sequence[tuple[int, int]] = [(r, sum(counts[r].values())) for r in ranks]
        """Each rank and the number of its hits, best first. The rows of several indexes are merged
        by it: ranks of the same kind of search (fuzzy or not) mean the same everywhere."""

    @property
    def blocks(self) -> list[Block]:
        """The blocks that have hits, in their order."""
        numbers = {number for hits in self._counts.values() for number in hits}
        return [self._blocks[number] for number in sorted(numbers)]

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        rows = range(len(self))[index]
        if isinstance(rows, int):
            return self._between(rows, rows + 1)[0]
        if rows.step != 1:
            return [self[row] for row in rows]
        return self._between(rows.start, rows.stop)

    def __iter__(self) -> Iterator[str]:
        for cell in self._cells:
            yield from self._names(cell)

    def _between(self, start: int, stop: int) -> list[str]:
        names: list[str] = []
        cell = bisect_right(self._ends, start)
        first = self._ends[cell - 1] if cell else 0
        while first < stop:
            names += self._names(self._cells[cell])[max(0, start - first) : stop - first]
            first = self._ends[cell]
            cell += 1
        return names

    def _names(self, cell: Cell) -> Sequence[str]:
        kept = self._kept.get(cell)
        return self._recent(cell) if kept is None else kept


def _find(blocks: Sequence[Block], matcher: Matcher, cell: Cell) -> Sequence[str]:
    rank, number = cell
    block = blocks[number]
    return names_by_rank(matcher, block, matcher.lines(block, rank))[rank]
