"""What is offered when no name contains the words: names with their letters in the same order."""

import re
from collections.abc import Sequence

from regbrowse.catalog.block import Block
from regbrowse.domain.names import MAX_REPOSITORY_LENGTH

_AFTER = {"/": 0, "-": 1, "_": 1, ".": 1}
_ELSEWHERE = 3
"""What a match costs by the character in front of it: the start of a component is best, then the
start of a word, then anything else."""

_WORST = 255

_RARE_FIRST = "zqjxvwkyhfb9876543u210gdpmlcsinotrae-/"
"""What names of repositories consist of, roughly from rare to frequent; all else is rarer still."""


class Letters:
    """Matches names that have the letters of each word in order.

    The rank of a name is the number of letters to skip between the first and the last letter of a
    word, plus what its start costs; the ranks for several words add up, to 255 at most.
    """

    worst = None

    def __init__(self, words: Sequence[str]) -> None:
        """Words are casefolded, not empty, and hold no white space."""
        self._letters = sorted(set("".join(words)), key=_RARE_FIRST.find)
        self._possible = all(len(word) <= MAX_REPOSITORY_LENGTH for word in words)
        # Possessive: each character of a line is looked at once, however hostile the line.
        self._words = [
            (word, re.compile("".join(f"[^{re.escape(letter)}]*+." for letter in word), re.DOTALL))
            for word in words
            if self._possible
        ]

    def count(self, block: Block) -> None:
        """Never cheaper than to find them."""

    def lines(self, block: Block, worst: int | None = None) -> Sequence[str]:
        """Return the lines that match."""
        if not self._possible or not all(letter in block.text for letter in self._letters):
            return []
        # The rarest letter leaves few names for the slower patterns.
        rarest = self._letters[0]
        return self.among([line for line in block.lines if rarest in line])

    def among(self, lines: Sequence[str]) -> Sequence[str]:
        """Return those of some lines that match."""
        if not self._possible:
            return []
        for _, pattern in self._words:
            match = pattern.match
            lines = [line for line in lines if match(line)]
        return lines

    def ranks(self, lines: Sequence[str]) -> Sequence[int]:
        """Return the rank of each line."""
        return [self._rank(line) for line in lines]

    def _rank(self, line: str) -> int:
        return min(_WORST, sum(_cost(line, word) for word, _ in self._words))


def _cost(line: str, word: str) -> int:
    """The cost of the match that ends first, as short as it can be: found from its end back."""
    end = 0
    for letter in word:
        end = line.index(letter, end) + 1
    start = end
    for letter in reversed(word):
        start = line.rindex(letter, 0, start)
    return end - start - len(word) + _AFTER.get(line[start - 1], _ELSEWHERE)
