"""The order of repository names: by path component, as distribution lists them.

`a`, `a/b`, `a-b`: the slash sorts before everything else, so a namespace stays together
(distribution registry/storage/catalog.go, `lessPath`).
"""

from collections.abc import Iterable


def sort_key(name: str) -> str:
    """Return what to compare names by."""
    return name.replace("/", "\0")


def sorted_names(names: Iterable[str]) -> list[str]:
    """Return the names in their order."""
    return sorted(names, key=sort_key)
