"""Searching where an API only lists: pages are read until something on them fits."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from regbrowse.domain.names import MAX_REPOSITORY_LENGTH, is_repository
from regbrowse.domain.ways import Found
from regbrowse.registry.json_reading import number
from regbrowse.registry.paging import MAX_EMPTY_PAGES

_LONGEST_CURSOR = 8192
"""Characters, each of which may take three in a URL: what a URL may have (`is_web_url`)."""

ReadFound = Callable[[str | None], Awaitable[Found]]
"""Reads the page at a cursor, None for the first."""


def asked(text: str) -> tuple[str, str | None]:
    """Read what was typed as (text, None), or as (namespace, part of a name) if it has a slash.

    Names are lower case, and never longer than 255 characters.
    """
    typed = text.strip().lower()[:MAX_REPOSITORY_LENGTH]
    before, slash, rest = typed.partition("/")
    return (before, rest) if slash else (typed, None)


def is_namespace(text: str) -> bool:
    """Whether `text` can be the first part of a name, and so of a path."""
    return "/" not in text and is_repository(text)


def followed(cursor: str | None, code: Code, operation: str) -> str | None:
    """Return a cursor of the registry's own making, None at the end.

    Raises CatalogError with `code` for one that fits into no URL.
    """
    if cursor is not None and len(cursor) > _LONGEST_CURSOR:
        reason = "its link to the next page is too long"
        raise CatalogError(code, operation=operation, reason=reason)
    return cursor or None


async def fitting(read: ReadFound, cursor: str | None, part: str) -> Found:
    """Return the next names that have `part` after their first slash.

    Only so many pages without any are read at once, so that a search always ends; the cursor then
    leads on.
    """
    for _ in range(MAX_EMPTY_PAGES):
        page = await read(cursor)
        names = [name for name in page.names if part in name.partition("/")[2].lower()]
        cursor = page.cursor
        if names or cursor is None:
            return Found(names, cursor, None if part else page.total)
    return Found((), cursor)


def page_of(cursor: str | None) -> int:
    """Return the number of the page that a cursor stands for, from 1."""
    return max(1, number(cursor) or 1)


def query(**parameters: str | int) -> str:
    """Write the query of a URL; what cannot be sent as UTF-8 becomes a question mark."""
    return urlencode(parameters, errors="replace")
