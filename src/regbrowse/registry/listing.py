"""The list of all repositories, from wherever a registry gives it.

The catalog comes first. Where it is missing, denied or empty, the registry's own API is asked, if
there is one that lists. What failed first is what is reported when that does not help, either:
it is what the owner of the registry can mend. That it takes no more requests for now is reported
itself: whether there is a list is not known then, and time mends it.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import READ_CATALOG, CatalogError, RegistryError
from regbrowse.domain.ways import NO_LIST
from regbrowse.registry.dialects.dialect import Dialect
from regbrowse.registry.no_list import no_list
from regbrowse.registry.paging import Page, PageGuard


class Catalogs(Protocol):
    """The protocol of a registry, as far as it lists repositories."""

    def catalog(self, cursor: str | None, known: Iterable[str], pages: int) -> AsyncIterator[Page]:
        """Yield the pages of the catalog from a cursor on."""
        ...


class Listing:
    """Lists the repositories of one registry. `source` says afterwards whose list it was."""

    def __init__(self, registry: Catalogs, dialect: Dialect | None) -> None:
        self._registry = registry
        self._dialect = dialect
        self._refusal: RegistryError | None = None
        self.source: str | None = None

    async def pages(
        self, cursor: str | None, known: Iterable[str], pages: int
    ) -> AsyncIterator[Page]:
        """Yield the pages of the list from `cursor` on.

        Raises what `V2Registry.catalog` and `Dialect.repositories` raise.
        """
        own, api_cursor = self._split(cursor)
        if own is not None:
            async for page in self._own_pages(own, api_cursor, PageGuard(known, pages)):
                yield page
            return
        lister = self._dialect if self._dialect is not None and self._dialect.lists else None
        if lister is None:
            async for page in self._catalog_pages(cursor, known, pages):
                yield page
            return
        async for page in self._catalog_if_any(cursor, known, pages):
            pages += 1
            yield page
        if pages == 0:
            async for page in self._instead(lister):
                yield page

    async def _catalog_if_any(
        self, cursor: str | None, known: Iterable[str], pages: int
    ) -> AsyncIterator[Page]:
        """Yield the pages of the catalog, and nothing if it is refused or empty."""
        begun = pages > 0
        try:
            async for page in self._catalog_pages(cursor, known, pages):
                if begun or page.names or page.cursor is not None:
                    begun = True
                    yield page
        except RegistryError as error:
            if begun or error.code not in NO_LIST:
                raise
            self._refusal = error

    async def _instead(self, lister: Dialect) -> AsyncIterator[Page]:
        """Yield what the registry's own API lists in place of a catalog."""
        begun = False
        try:
            async for page in self._own_pages(lister, None, PageGuard()):
                begun = True
                yield page
        except RegistryError as error:
            ping = lister.api.seen.endpoint.ping
            lists = no_list(error, ping).code not in NO_LIST
            hides_nothing = self._refusal is None and lists
            if begun or hides_nothing or error.code is Code.RATE_LIMITED:
                raise
            self.source = None
            if self._refusal is not None:
                raise self._refusal from error
        if not begun:
            yield Page((), None)

    def _split(self, cursor: str | None) -> tuple[Dialect | None, str | None]:
        """Tell a cursor of the dialect from one of the catalog, which is a path."""
        if cursor is None or cursor.startswith("/") or self._dialect is None:
            return None, cursor
        key, _, rest = cursor.partition(" ")
        return (self._dialect, rest) if key == self._dialect.key else (None, None)

    async def _catalog_pages(
        self, cursor: str | None, known: Iterable[str], pages: int
    ) -> AsyncIterator[Page]:
        if self._dialect is not None and not self._dialect.asks_catalog:
            raise CatalogError(
                Code.CATALOG_UNSUPPORTED,
                operation=READ_CATALOG,
                host=self._dialect.api.seen.address.netloc,
                software=self._dialect.title,
            )
        async for page in self._registry.catalog(cursor, known, pages):
            yield page

    async def _own_pages(
        self, dialect: Dialect, cursor: str | None, guard: PageGuard
    ) -> AsyncIterator[Page]:
        self.source = dialect.title
        async for page in dialect.repositories(cursor, guard):
            following = None if page.cursor is None else f"{dialect.key} {page.cursor}"
            yield Page(page.names, following, page.rewritten, page.skipped)
