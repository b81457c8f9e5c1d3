"""What a query asks of a block: everything, or names that contain its words.

A matcher is given one block at a time, so that its caller can pause between two of them.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Protocol

from regbrowse.catalog.block import Block
from regbrowse.catalog.ranking import FRONT, INSIDE, LAST, START, WHOLE, by_rank, ranks_of, start_of


class Matcher(Protocol):
    """Finds the lines of a block that fit a query, and ranks them: 0 is best."""

    @property
    def worst(self) -> int | None:
        """The last rank there can be.

        As soon as hits of that rank are of no interest, counting is cheaper than finding; None if
        it never is.
        """

    def count(self, block: Block) -> Mapping[int, int] | None:
        """Return how many names have which rank, if that is cheaper to know than the names."""

    def lines(self, block: Block, worst: int | None = None) -> Sequence[str]:
        """Return the lines that fit, in canonical order; those that rank below `worst` may miss."""

    def among(self, lines: Sequence[str]) -> Sequence[str]:
        """Return those of some lines that fit, in their order."""

    def ranks(self, lines: Sequence[str]) -> Sequence[int]:
        """Return the rank of each of some lines that fit."""


def names_by_rank(
    matcher: Matcher, block: Block, lines: Sequence[str]
) -> Mapping[int, Sequence[str]]:
    """Return the names of lines of a block that fit, by rank, each rank in canonical order."""
    tiers = by_rank(lines, matcher.ranks(lines)) if lines else {}
    return {rank: block.names_of(tier) for rank, tier in tiers.items()}


class Everything:
    """Matches every name: the empty query."""

    worst = 0

    def count(self, block: Block) -> Mapping[int, int]:
        """Return the size of the block."""
        return {0: block.count}

    def lines(self, block: Block, worst: int | None = None) -> Sequence[str]:
        """Return all lines of the block."""
        return block.lines

    def among(self, lines: Sequence[str]) -> Sequence[str]:
        """All fit."""
        return lines

    def ranks(self, lines: Sequence[str]) -> Sequence[int]:
        """All are alike."""
        return [0] * len(lines)


class Within:
    """Matches what another matcher does, where that can only be among lines that were found before.

    Who types on narrows what there is. `before` has all lines that an earlier search found in some
    blocks, and is all that has to be looked at there.
    """

    def __init__(self, matcher: Matcher, before: Mapping[Block, Sequence[str]]) -> None:
        self._matcher = matcher
        self._before = before

    @property
    def worst(self) -> int | None:
        """The last rank there can be."""
        return self._matcher.worst

    def count(self, block: Block) -> Mapping[int, int] | None:
        """Return what the other matcher counts, where all of a block has to be looked at."""
        return None if block in self._before else self._matcher.count(block)

    def lines(self, block: Block, worst: int | None = None) -> Sequence[str]:
        """Return the lines that fit."""
        before = self._before.get(block)
        return self._matcher.lines(block, worst) if before is None else self.among(before)

    def among(self, lines: Sequence[str]) -> Sequence[str]:
        """Return those of some lines that fit."""
        return self._matcher.among(lines)

    def ranks(self, lines: Sequence[str]) -> Sequence[int]:
        """Return the rank of each line."""
        return self._matcher.ranks(lines)


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

    @cached_property
    def _both_ends(self) -> re.Pattern[str]:
        # Lines that begin and end with the word as a component, which may overlap in `a/a/a`.
        start = re.escape(self._start)
        return re.compile(rf"\n(?={start})(?=[^\n]*{start}\n)")

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
        front = text.count(f"\n{start}") if starts else 0
        if front > whole and last > whole:
            front -= len(self._both_ends.findall(text))
        else:
            front -= whole
        counts = {
            WHOLE: whole,
            LAST: last - whole,
            FRONT: front,
            START: starts - last - front,
            INSIDE: len(tails) - starts,
        }
        return {rank: count for rank, count in counts.items() if count}

    def lines(self, block: Block, worst: int | None = None) -> Sequence[str]:
        """Return the lines that contain all words."""
        # Faster than the regex engine where there is no hit, and it stops at the first one.
        if any(word not in block.text for word in self._words):
            return []
        if self.worst is not None and worst is not None and worst < INSIDE:
            return _lines_with(self._start, self._starts, block)
        return _having(self._words[1:], _lines_with(self._words[0], self._hits, block))

    def among(self, lines: Sequence[str]) -> Sequence[str]:
        """Return those of some lines that contain all words."""
        return _having(self._words, lines)

    def ranks(self, lines: Sequence[str]) -> Sequence[int]:
        """Return the sum of the ranks of the words for each line."""
        return ranks_of(lines, self._words)


def _having(words: Sequence[str], lines: Sequence[str]) -> Sequence[str]:
    for word in words:
        lines = [line for line in lines if word in line]
    return lines


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
