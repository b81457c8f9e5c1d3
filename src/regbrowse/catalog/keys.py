"""Keys of names within an index: canonical order, and never the same for two names."""

from collections.abc import Sequence
from itertools import islice
from operator import lt

from regbrowse.catalog.order import sort_key


def exact_key(names: str) -> str:
    r"""Return text that compares as `names` does; a newline stays, so a whole block can be keyed.

    `sort_key` puts U+0000 for the slash. A hostile name may hold U+0000 itself and would share
    its key with another name, so that and U+0001 become two characters that keep their place.
    """
    if "\0" in names or "\1" in names:
        names = names.replace("\1", "\1\2").replace("\0", "\1\1")
    return sort_key(names)


def is_ascending(keys: Sequence[str]) -> bool:
    """Whether each key is above the one before it: all are sorted, and none is there twice."""
    return all(map(lt, keys, islice(keys, 1, None)))
