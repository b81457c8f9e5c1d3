"""A part of the canonical order: a block, and names that wait to be merged into it."""

from collections.abc import Mapping

from regbrowse.catalog.block import Block, cut
from regbrowse.catalog.fence import Fence
from regbrowse.catalog.keys import exact_key


class Bucket:
    """The names of an index from one key up to the next bucket's.

    `low` is the key of the first name of `block`; `waiting` are names that are not in it yet.
    """

    __slots__ = ("_fence", "block", "low", "waiting")

    def __init__(self, low: str, block: Block) -> None:
        self.low = low
        self.block = block
        self.waiting: set[str] = set()
        self._fence: Fence | None = None

    def append(self, block: Block) -> None:
        """Put a block behind the own one."""
        self.block = self.block.followed_by(block)
        self._fence = None

    def leave(self, names: Mapping[str, str]) -> int:
        """Let those of `names`, by key, that are new wait here; return how many they are."""
        if self._fence is None:
            self._fence = Fence(self.block)
        holds = self._fence.holds
        before = len(self.waiting)
        self.waiting.update(name for key, name in names.items() if not holds(name, key))
        return len(self.waiting) - before

    def holds(self, name: str, key: str) -> bool:
        """Whether `name`, of which `key` is the exact key, is among the names."""
        if self._fence is None:
            self._fence = Fence(self.block)
        return name in self.waiting or self._fence.holds(name, key)

    def merged(self, most: int) -> list["Bucket"]:
        """Return buckets of up to `most` names with all names of this one, which waits no more."""
        names = sorted([*self.block.names, *self.waiting], key=exact_key)
        self.waiting.clear()
        return [
            Bucket(exact_key(part[0]), Block.of("\n".join(part), len(part)))
            for part in cut(names, most)
        ]
