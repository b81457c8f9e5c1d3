"""Artifactory: several repositories of its own, each with a catalog, behind one address or many.

Sources: jfrog.com/help "List Docker Repositories" for the catalogs, "Get Repositories" for the
keys; goharbor/harbor src/pkg/reg/adapter/jfrog, which lists the same way; renovate
lib/modules/datasource/docker for the headers, the realm, and Links without the key.
"""

import re
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.dialects.api import LISTING, Api, Show
from regbrowse.registry.dialects.dialect import Dialect, invalid, repositories_of
from regbrowse.registry.dialects.finding import followed, is_namespace, query
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import names_at
from regbrowse.registry.paging import Page, PageGuard, next_cursor, part_missing

_HEADERS = ("x-jfrog-version", "x-artifactory-id", "x-artifactory-node-id")
_CONTEXT = "/artifactory"
_PAGE_SIZE = 1000
_BELOW_KEY = re.compile(r"(?P<context>/.*)?/api/docker/(?P<key>[^/]+)/v2/(?:token)?\Z")
_NO_KEY = "null"
"""What stands in place of the key in the realm of an address that serves all of them."""


class Artifactory(Dialect):
    """Artifactory, from JFrog's cloud or one's own.

    Below `/artifactory/api/docker/KEY`, and at a host that stands for one key, names are plain. At
    an address that serves all ("repository path method") they are `KEY/IMAGE`. The realm tells.
    """

    key = "artifactory"
    title = "Artifactory"
    lists = True

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        root = _BELOW_KEY.match(urlsplit(api.seen.endpoint.root).path)
        realm = _BELOW_KEY.match(api.seen.realm_path())
        found = root or realm
        self._context = (found["context"] or "") if found else _CONTEXT
        self._only = found["key"] if found and found["key"] != _NO_KEY else None

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By the headers that it puts on every answer, or its realm for Basic."""
        if any(seen.header(name) for name in _HEADERS):
            return True
        return seen.realm("basic") == "Artifactory Realm"

    async def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield the catalogs of all keys, one after the other.

        A cursor is a key, with the query of a page of its catalog after a space. Keys that are
        closed to us are left out; if all are, the first refusal is raised. A key that fails, such
        as one for a registry that is gone, is told once the others are listed.
        """
        keys = [self._only] if self._only is not None else await self._keys()
        refusals: list[RegistryError] = []
        broken: list[RegistryError] = []

        async def read(at: str | None) -> tuple[Sequence[str], str | None]:
            begun, _, asking = (at or "").partition(" ")
            left = [each for each in keys if each >= begun]
            for index, each in enumerate(left):
                try:
                    page = await self._catalog(each, asking if each == begun else "")
                except RegistryError as error:
                    if error.status is None or error.code is Code.RATE_LIMITED:
                        raise  # It would be the same for the others.
                    closed = error.status in {401, 403, 404}
                    (refusals if closed else broken).append(error)
                    continue
                names, following = page
                if following is not None:
                    return names, f"{each} {following}"
                if names:
                    return names, left[index + 1] if index + 1 < len(left) else None
            if cursor is None and keys and len(refusals) == len(keys):
                raise refusals[0]
            return [], None

        async for found in walk(read, cursor, guard, LISTING.operation):
            yield found
        if broken:
            raise part_missing(broken[0]) from broken[0]

    async def _keys(self) -> list[str]:
        """List the repositories for Docker that the login may see."""
        url = f"{self._root}/api/repositories?{query(packageType='docker')}"
        document, _ = await self.api.document(url, LISTING, Show.BASIC)
        if not isinstance(document, list):
            raise invalid(LISTING.operation, "it is not a list")
        # Other keys cannot be part of a reference.
        return sorted({key for key in names_at(document, "key") if is_namespace(key)})

    async def _catalog(self, key: str, asking: str) -> tuple[list[str], str | None]:
        """Read a page of the catalog of a key: names as references have them, and the next query.

        Cursors are offsets there, and only the Link has them right.
        """
        path = f"/api/docker/{key}/v2/_catalog"
        url = f"{self._root}{path}?{asking or query(n=_PAGE_SIZE)}"
        document, answer = await self.api.document(url, LISTING, Show.BASIC)
        names = repositories_of(document, LISTING.operation)
        if self._only is None:
            names = [f"{key}/{name}" for name in names]
        following, _ = next_cursor(answer, path, _PAGE_SIZE)
        rest = following.partition("?")[2] if following is not None else None
        return names, followed(rest, Code.CATALOG_INVALID, LISTING.operation)

    @property
    def _root(self) -> str:
        return f"{self.api.origin}{self._context}"
