"""How well a name fits the words of a query."""

from collections.abc import Mapping, Sequence
from operator import add

WHOLE, LAST, FRONT, START, INSIDE = range(5)
"""The rank of a name for one word, best first: the word is the whole name; its whole last
component; the start of the name; the start of another component; or it is somewhere inside."""


def start_of(word: str) -> str:
    """Return what a line contains if one of its components starts with `word`."""
    return word if word.startswith("/") else "/" + word


def ranks_of(lines: Sequence[str], words: Sequence[str]) -> list[int]:
    """Return the rank of each line, all of which contain all words.

    The ranks for several words add up: `payments api` finds `payments/api` (the start and the last
    component, 3) before `payments/api-gateway` (two starts, 5) before `payments/old-api` (6).
    """
    ranks = _ranks(lines, start_of(words[0]))
    for word in words[1:]:
        ranks = list(map(add, ranks, _ranks(lines, start_of(word))))
    return ranks


def _ranks(lines: Sequence[str], start: str) -> list[int]:
    # One expression in one comprehension: this runs once for every hit.
    return [
        INSIDE
        if start not in line
        else (FRONT if line.startswith(start) else START)
        if not line.endswith(start)
        else LAST
        if line != start
        else WHOLE
        for line in lines
    ]


def by_rank(lines: Sequence[str], ranks: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return the lines of each rank, in their order."""
    found = set(ranks)
    if len(found) == 1:
        return {found.pop(): lines}
    tiers: dict[int, list[str]] = {rank: [] for rank in found}
    for line, rank in zip(lines, ranks, strict=True):
        tiers[rank].append(line)
    return tiers
