"""Which names a walk has seen already, in little memory and without holding anybody up."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from operator import lt

_Key = Callable[[str], str]


def _by_character(name: str) -> str:
    return name


def _by_component(name: str) -> str:
    return name.replace("/", "\0")


_ORDERS: tuple[_Key, ...] = (_by_component, _by_character)
"""In which order registries list: distribution as it walks its folders, most others as text."""


class SeenNames:
    """The different names of all pages so far.

    Nearly every registry lists in order. As long as one does, a name behind the last one is new,
    and nothing has to be looked up. Only when a page is out of order a set is made of all that
    was seen: a set of a million entries takes 60 MB, and each garbage collection visits all of
    them, which would hold the screens up for a tenth of a second.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        """`known` are names in any order."""
        names = list(known)
        # Hashes instead of names: 8 bytes each.
        self._hashes = array("q", map(hash, names))
        self._set: set[int] | None = None
        self._high = {order: max(map(order, names), default="") for order in _ORDERS}

    def __len__(self) -> int:
        return len(self._hashes) if self._set is None else len(self._set)

    def has_all(self, names: Iterable[str]) -> bool:
        """Whether all of these were seen."""
        return all(hash(name) in self._all for name in names)

    def take(self, names: Sequence[str]) -> list[str]:
        """Return the names that were not seen before, each once; now they are."""
        if self._set is None and self._goes_on(names):
            self._hashes.extend(map(hash, names))
            return list(names)
        seen = self._all
        keys = set(map(hash, names))
        if len(keys) == len(names) and seen.isdisjoint(keys):
            # Several times faster than one by one.
            seen |= keys
            return list(names)
        fresh: list[str] = []
        for name in names:
            key = hash(name)
            if key not in seen:
                seen.add(key)
                fresh.append(name)
        return fresh

    def _goes_on(self, names: Sequence[str]) -> bool:
        """Whether a page goes on behind all others in an order that all of them had."""
        for order, high in list(self._high.items()):
            keys = [high, *map(order, names)]
            if all(map(lt, keys, islice(keys, 1, None))):
                self._high[order] = keys[-1]
            else:
                del self._high[order]
        return bool(self._high)

    @property
    def _all(self) -> set[int]:
        if self._set is None:
            self._set = set(self._hashes)
            self._hashes = array("q")
        return self._set
