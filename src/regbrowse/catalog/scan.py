"""One search through all blocks, in slices."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

from regbrowse.catalog.block import Block
from regbrowse.catalog.fuzzy import Letters
from regbrowse.catalog.matching import Everything, Matcher, Words
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


SoFar = Callable[[], Result]
"""Makes a result of what a search has found up to now."""


def scan(
    blocks: Sequence[Block], query: str, limit: int | None, *, fuzzy: bool
) -> Generator[SoFar, None, Result]:
    """Search in slices of one block each; the generator's return value is the result."""
    words = _words(query)
    if not words:
        return _result((yield from _rows(blocks, Everything(), limit)), limit)
    rows = yield from _rows(blocks, Words(words), limit)
    if rows or not fuzzy:
        return _result(rows, limit)
    return (yield from scan_letters(blocks, query, limit))


def scan_letters(
    blocks: Sequence[Block], query: str, limit: int | None
) -> Generator[SoFar, None, Result]:
    """Search as `scan` does for names that only have the letters of the words in their order."""
    rows = yield from _rows(blocks, Letters(_words(query)), limit, fuzzy=True)
    return _result(rows, limit, fuzzy=bool(rows))


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
        rows = Rows(blocks, matcher, tally.counts, dict(tally.kept))
        return _result(rows, limit, fuzzy=fuzzy, whole=False)

    for number, block in enumerate(blocks):
        tally.take(number, block)
        yield so_far
    return Rows(blocks, matcher, tally.counts, tally.kept)


class _Tally:
    """Counts all hits, and keeps the names of those that can be among the first `limit`."""

    def __init__(self, matcher: Matcher, limit: int | None) -> None:
        self._matcher = matcher
        self._limit = limit
        self.counts: dict[int, dict[int, int]] = {}
        self.kept: dict[Cell, Sequence[str]] = {}
        self._totals: dict[int, int] = {}

    def take(self, number: int, block: Block) -> None:
        """Look at one block."""
        wanted = self._worst_wanted()
        counts = self._counted(block, wanted)
        if counts is None:
            found = self._matcher.find(block)
            counts = {rank: len(names) for rank, names in found.items()}
        elif any(_is_wanted(rank, wanted) for rank in counts):
            found = self._matcher.find(block, wanted)
        else:
            found = {}
        for rank, names in found.items():
            if _is_wanted(rank, wanted):
                self.kept[rank, number] = names
        for rank, count in counts.items():
            self.counts.setdefault(rank, {})[number] = count
            self._totals[rank] = self._totals.get(rank, 0) + count

    def _counted(self, block: Block, wanted: int | None) -> Mapping[int, int] | None:
        """The counts, if it pays to count before names are looked for."""
        worst = self._matcher.worst
        if worst is None or wanted is None or wanted >= worst:
            return None
        return self._matcher.count(block)

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
