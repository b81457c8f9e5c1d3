"""Walking the pages of an API: the guard against endless lists, the same for all dialects."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from regbrowse.registry.paging import Page, PageGuard

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
