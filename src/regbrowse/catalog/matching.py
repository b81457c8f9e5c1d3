"""What a query asks of a block: everything, or names that contain its words.

A matcher is given one block at a time, so that its caller can pause between two of them.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Protocol

from regbrowse.catalog.block import Block
from regbrowse.catalog.ranking import INSIDE, LAST, START, WHOLE, by_rank, ranks_of, start_of


class Matcher(Protocol):
    """Finds the names of a block that fit a query, by rank: 0 is best."""

    @property
    def worst(self) -> int | None:
        """The last rank there can be.

        As soon as hits of that rank are of no interest, counting is cheaper than finding; None if
        it never is.
        """

    def count(self, block: Block) -> Mapping[int, int] | None:
        """Return how many names have which rank, if that is cheaper to know than the names."""

    def find(self, block: Block, worst: int | None = None) -> Mapping[int, Sequence[str]]:
        """Return the names by rank, each rank in canonical order.

        Names that rank below `worst` may be missing.
        """


class Everything:
    """Matches every name: the empty query."""

    worst = 0

    def count(self, block: Block) -> Mapping[int, int]:
        """Return the size of the block."""
        return {0: block.count}

    def find(self, block: Block, worst: int | None = None) -> Mapping[int, Sequence[str]]:
        """Return all names of the block."""
        return {0: block.names}


class Words:
    """Matches names that contain all words; see `ranking` for their order.

    A word may begin with a slash: then it is found at the start of a component, also the first.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """Words are casefolded, not empty, and hold no white space."""
        # The longest word is probably the rarest: it is looked for, the others are only tested.
        self._words = sorted(words, key=len, reverse=True)
        word = self._words[0]
        self._start = start_of(word)
        # Where a later occurrence may overlap the first one: `a/a` is twice in `xa/a/a`.
        # With a slash in front there is no need: each occurrence is at a start.
        self._overlap = word[word.find("/") :] if "/" in word and word != self._start else ""

    # Patterns are made when a block contains the words, since a long pasted text takes its time.

    @cached_property
    def _hits(self) -> re.Pattern[str]:
        return _to_the_end_of_the_line(self._words[0])

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        return _to_the_end_of_the_line(self._start)

    @cached_property
    def _tails(self) -> re.Pattern[str]:
        # What follows the first occurrence of the word, with the newline if a component starts
        # there: one pass of the regex engine tells how many lines there are and where they match.
        word, start = re.escape(self._words[0]), re.escape(self._start)
        return re.compile(rf"{word}((?<={start})[^\n]*+\n|[^\n]*+)")

    @property
    def worst(self) -> int | None:
        """The last rank, if there is one word; several cannot be counted."""
        return INSIDE if len(self._words) == 1 else None

    def count(self, block: Block) -> Mapping[int, int] | None:
        """Count by looking at what follows the word, without cutting the names out of the text."""
        if block.spelling or self.worst is None:
            return None
        start, text = self._start, block.text
        if self._words[0] not in text:
            return {}
        tails = self._tails.findall(text)
        if self._overlap:
            tails = [self._overlap + tail for tail in tails]
        starts = len([tail for tail in tails if "\n" in tail or start in tail])
        last = text.count(f"{start}\n") if starts else 0
        whole = text.count(f"\n{start}\n") if last else 0
        counts = {
            WHOLE: whole,
            LAST: last - whole,
            START: starts - last,
            INSIDE: len(tails) - starts,
        }
        return {rank: count for rank, count in counts.items() if count}

    def find(self, block: Block, worst: int | None = None) -> Mapping[int, Sequence[str]]:
        """Return the names that contain all words, by the sum of the ranks of the words."""
        # Faster than the regex engine where there is no hit, and it stops at the first one.
        if any(word not in block.text for word in self._words):
            return {}
        if self.worst is not None and worst is not None and worst < INSIDE:
            lines = _lines_with(self._start, self._starts, block)
        else:
            lines = _lines_with(self._words[0], self._hits, block)
        for word in self._words[1:]:
            lines = [line for line in lines if word in line]
        if not lines:
            return {}
        tiers = by_rank(lines, ranks_of(lines, self._words))
        return {rank: block.names_of(tier) for rank, tier in tiers.items()}


def _to_the_end_of_the_line(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + r"[^\n]*+")


def _lines_with(word: str, pattern: re.Pattern[str], block: Block) -> list[str]:
    """Return the lines that contain `word`; `pattern` matches it and the rest of the line."""
    text = block.text
    # To cut one line out of the text costs more than to split all, divided by their number.
    many = block.count // 8 + 1
    spans = [match.span() for match in islice(pattern.finditer(text), many)]
    if len(spans) == many:
        return [line for line in block.lines if word in line]
    begin = text.rfind
    return [text[begin("\n", 0, start) + 1 : end] for start, end in spans]
