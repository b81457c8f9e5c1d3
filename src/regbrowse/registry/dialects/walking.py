"""Walking the pages of an API: the guard against endless lists, the same for all dialects."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from regbrowse.registry.paging import Page, PageGuard, names_of

ReadPage = Callable[[str | None], Awaitable[tuple[Sequence[str], str | None]]]
"""Reads the page at a cursor (None for the first) and returns its names and the next cursor."""


async def walk(
    read: ReadPage, cursor: str | None, guard: PageGuard, operation: str
) -> AsyncIterator[Page]:
    """Yield page after page. Raises CatalogError with `catalog-loop` after the last good page."""
    while True:
        names, following = await read(cursor)
        page = Page(guard.new_names(names), following)
        rule = guard.endless(cursor or "", names, page)
        yield page
        if rule is not None:
            raise CatalogError(Code.CATALOG_LOOP, operation=operation, rule=rule)
        if following is None:
            return
        cursor = following


def field(document: Any, *path: str) -> Any:
    """Return what is at `path` in JSON objects, None where there is nothing."""
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def names_at(entries: Any, key: str) -> list[str]:
    """Return the texts under `key` of a list of objects; what has none is left out."""
    if not isinstance(entries, list):
        return []
    found = names_of([field(entry, key) for entry in entries])
    return found[0] if found else []


def number(value: Any) -> int | None:
    """Read a count that may come as a number or as digits in a text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < 2**63 else None
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 19:
        return int(value)
    return None
