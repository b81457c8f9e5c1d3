"""Nexus 3: its REST API lists the components of a repository, where the catalog fails.

Source: help.sonatype.com "Components API" and "Search API", which say that lists go on with
`continuationToken`; what items of Docker repositories hold is known from threads only. So the
catalog goes first, and this is asked where that is missing, denied or empty (sonatype/nexus-public
#117: groups). A port of its own for Docker ("connector") does not have the API: that is a 404.
"""

import re
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from regbrowse.registry.dialects.api import LISTING, Api, Show
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import followed, query
from regbrowse.registry.dialects.reading import texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field
from regbrowse.registry.paging import Page, PageGuard

_REPOSITORY = re.compile(r"(?P<context>/.*)?/repository/(?P<name>[^/]+)/v2/\Z")
_PAGES_AT_ONCE = 200
"""Pages that are read for one page of names: each tag is a component, and a page has ten or so."""


class Nexus(Dialect):
    """Nexus Repository 3."""

    key = "nexus"
    title = "Nexus"
    lists = True

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        found = _REPOSITORY.match(urlsplit(api.seen.endpoint.root).path)
        context = (found["context"] or "") if found else ""
        self._root = f"{api.origin}{context}/service/rest/v1"
        self._repository = found["name"] if found else None

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By the header that it puts on every answer, or its realm for Basic."""
        named = seen.header("server").startswith("Nexus/")
        return named or seen.realm("basic").startswith("Sonatype Nexus Repository")

    async def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield the names of components; a cursor is a continuation token.

        Below `/repository/NAME` those of that repository, elsewhere those of all.
        """
        tokens: set[str] = set()

        async def read(at: str | None) -> tuple[Sequence[str], str | None]:
            names: Sequence[str] = []
            for _ in range(_PAGES_AT_ONCE):
                names, at = await self._page(at)
                if at is None or not guard.knows_all(names):
                    break
                if at in tokens:
                    rule = "the link leads to a page that was already read"
                    raise CatalogError(Code.CATALOG_LOOP, operation=LISTING.operation, rule=rule)
                tokens.add(at)
            return [name for name in names if not guard.knows_all([name])], at

        async for found in walk(read, cursor, guard, LISTING.operation):
            yield found

    async def _page(self, token: str | None) -> tuple[list[str], str | None]:
        more = {"continuationToken": token} if token is not None else {}
        if self._repository is not None:
            url = f"{self._root}/components?repository={self._repository}"
            url += f"&{query(**more)}" if more else ""
        else:
            url = f"{self._root}/search?{query(format='docker', **more)}"
        document, _ = await self.api.document(url, LISTING, Show.BASIC)
        items = field(document, "items")
        if not isinstance(items, list):
            raise invalid(LISTING.operation, "it has no list 'items'")
        names = texts([field(item, "name") for item in items if _is_image(item)])
        following = field(document, "continuationToken")
        token = following if isinstance(following, str) else None
        return names, followed(token, Code.CATALOG_INVALID, LISTING.operation)


def _is_image(item: object) -> bool:
    """Whether a component is an image; formats that are not said are not held against it."""
    return field(item, "format") in (None, "docker")
