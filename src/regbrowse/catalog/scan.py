"""One search through all blocks, in slices."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

from regbrowse.catalog.block import Block
from regbrowse.catalog.fuzzy import Letters
from regbrowse.catalog.matching import Everything, Matcher, Within, Words, names_by_rank
from regbrowse.catalog.rows import Cell, Rows


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found.

    `names` are the best hits, as many as were asked for; `rows` are all of them, by row number,
    found when they are looked at. `fuzzy` is true if no name contains the words and these only
    have their letters in the same order. `whole` is false while the search goes on: then there may
    be more hits, and better ones.
    """

    total: int
    fuzzy: bool
    names: Sequence[str]
    rows: Rows
    whole: bool = True


_FEW = 64
"""Hits in a block that are found as fast as they are counted, and then are there for the next
search."""

SoFar = Callable[[], Result]
"""Makes a result of what a search has found up to now."""


Lines = Mapping[Block, Sequence[str]]
"""All lines of some blocks in which a search found something."""

_MOST_LINES = 100_000
"""Lines that are kept for the next search. More of them cost more memory than time they save."""


def scan(
    blocks: Sequence[Block], query: str, limit: int | None, *, before: Lines | None = None
) -> Generator[SoFar, None, Result]:
    """Search in slices of one block each; the generator's return value is the result.

    Where `before` has lines of a block, all hits must be among those.
    """
    words = _words(query)
    matcher = Words(words) if words else Everything()
    rows = yield from _rows(blocks, _within(matcher, before), limit)
    return _result(rows, limit)


def scan_letters(
    blocks: Sequence[Block], query: str, limit: int | None, *, before: Lines | None = None
) -> Generator[SoFar, None, Result]:
    """Search as `scan` does for names that only have the letters of the words in their order."""
    matcher = _within(Letters(_words(query)), before)
    rows = yield from _rows(blocks, matcher, limit, fuzzy=True)
    return _result(rows, limit, fuzzy=bool(rows))


def _within(matcher: Matcher, before: Lines | None) -> Matcher:
    return Within(matcher, before) if before else matcher


def _words(query: str) -> list[str]:
    return list(dict.fromkeys(query.casefold().split()))


def _result(rows: Rows, limit: int | None, *, fuzzy: bool = False, whole: bool = True) -> Result:
    names = rows if limit is None else rows[:limit]
    return Result(len(rows), fuzzy, names, rows, whole)


def _rows(
    blocks: Sequence[Block], matcher: Matcher, limit: int | None, *, fuzzy: bool = False
) -> Generator[SoFar, None, Rows]:
    tally = _Tally(matcher, limit)

    def so_far() -> Result:
        rows = Rows(blocks, matcher, tally.counts, dict(tally.kept), {})
        return _result(rows, limit, fuzzy=fuzzy, whole=False)

    for number, block in enumerate(blocks):
        tally.take(number, block)
        yield so_far
    return Rows(blocks, matcher, tally.counts, tally.kept, tally.lines)


class _Tally:
    """Counts all hits, and keeps the names of those that can be among the first `limit`.

    It also keeps all lines of the blocks in which it had to find them, for the next search.
    """

    def __init__(self, matcher: Matcher, limit: int | None) -> None:
        self._matcher = matcher
        self._limit = limit
        self.counts: dict[int, dict[int, int]] = {}
        self.kept: dict[Cell, Sequence[str]] = {}
        self.lines: dict[Block, Sequence[str]] = {}
        self._lines_left = _MOST_LINES
        self._totals: dict[int, int] = {}

    def take(self, number: int, block: Block) -> None:
        """Look at one block."""
        wanted = self._worst_wanted()
        counts = self._counted(number, block, wanted)
        if counts is None:
            lines = self._matcher.lines(block)
            found = names_by_rank(self._matcher, block, lines)
            counts = {rank: len(names) for rank, names in found.items()}
            self._keep_lines(block, lines)
        elif any(_is_wanted(rank, wanted) for rank in counts):
            lines = self._matcher.lines(block, wanted)
            found = names_by_rank(self._matcher, block, lines)
        else:
            found = {}
        for rank, names in found.items():
            if _is_wanted(rank, wanted):
                self.kept[rank, number] = names
        for rank, count in counts.items():
            self.counts.setdefault(rank, {})[number] = count
            self._totals[rank] = self._totals.get(rank, 0) + count

    def _keep_lines(self, block: Block, lines: Sequence[str]) -> None:
        if lines and self._lines_left >= len(lines):
            self._lines_left -= len(lines)
            self.lines[block] = lines

    def _counted(self, number: int, block: Block, wanted: int | None) -> Mapping[int, int] | None:
        """The counts, if it pays to count before names are looked for."""
        worst = self._matcher.worst
        if worst is None or wanted is None or wanted >= worst:
            return None
        few = sum(self._totals.values()) <= number * _FEW
        return None if few else self._matcher.count(block)

    def _worst_wanted(self) -> int | None:
        """The last rank that can still be among the first `limit` names; None if any can.

        Blocks come in canonical order, so once the ranks up to some rank make up `limit` names,
        later hits of that rank come too late, and only better ones are of interest.
        """
        if self._limit is None:
            return None
        total = 0
        for rank in sorted(self._totals):
            total += self._totals[rank]
            if total >= self._limit:
                return rank - 1
        return None if self._limit else -1


def _is_wanted(rank: int, wanted: int | None) -> bool:
    return wanted is None or rank <= wanted
