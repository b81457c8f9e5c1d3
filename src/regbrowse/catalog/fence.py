"""A coarse index into the text of a block, for finding out whether it holds a name."""

from bisect import bisect_right

from regbrowse.catalog.block import Block
from regbrowse.catalog.keys import exact_key

_FIELD = 2048
"""Characters between two posts. To look through so many takes as long as to find the field."""


class Fence:
    """Knows which names a block holds, in about a microsecond per question."""

    def __init__(self, block: Block) -> None:
        self._text = text = block.text
        # The text does not tell the spelling, and such blocks are too rare to care.
        self._names = set(block.names) if block.spelling else None
        self._keys: list[str] = []
        self._begins: list[int] = []
        begin, last = 0, len(text) - 1
        while begin < last:
            self._keys.append(exact_key(text[begin + 2 : text.index("\n", begin + 1)]))
            self._begins.append(begin)
            begin = max(
                text.rfind("\n", begin, begin + _FIELD),
                text.index("\n", begin + 1),
            )
        self._begins.append(last)

    def holds(self, name: str, key: str) -> bool:
        """Whether the block holds `name`, of which `key` is the exact key."""
        if self._names is not None:
            return name in self._names
        field = bisect_right(self._keys, key) - 1
        if field < 0:
            return False
        begin, end = self._begins[field], self._begins[field + 1] + 1
        return self._text.find(f"\n/{name}\n", begin, end) >= 0
