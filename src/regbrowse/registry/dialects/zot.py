"""zot: its search extension, where that is built in and switched on.

Sources: project-zot/zot pkg/api/routes.go `CheckVersionSupport` and pkg/api/authn.go `authFail` for
what its version check says, pkg/extensions/search/schema.graphql for the queries, opencontainers
distribution-spec extensions/_oci.md for how it tells what it has; project-zot/zui src/api.js for
the fields that all versions know.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, BadAnswer, CatalogError, NotFound
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import LISTING, SEARCH
from regbrowse.registry.dialects.details import describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import query
from regbrowse.registry.dialects.reading import described, digest_of, is_here, platform_of, texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field, moment, names_at, number
from regbrowse.registry.paging import Page, PageGuard
from regbrowse.registry.request import Purpose

_SEARCH = "_zot/ext/search"
_PAGE_SIZE = 100
_REPOSITORIES = (
    "{RepoListWithNewestImage(requestedPage:{limit:%d,offset:%d,sortBy:ALPHABETIC_ASC})"
    "{Page{TotalCount} Results{Name}}}"
)
_FOUND = "{GlobalSearch(query:%s,requestedPage:{limit:%d,offset:%d}){Page{TotalCount} Repos{Name}}}"
_IMAGES = (
    "{ExpandedRepoInfo(repo:%s){Images{Tag Digest LastUpdated Manifests{Size Platform{Os Arch}}}}}"
)


class Zot(Dialect):
    """zot. Its catalog works; the extension searches, and describes all tags in one call."""

    key = "zot"
    title = "zot"
    lists = True
    searches = True
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By the two answers that only it gives: JSON without a byte, and errors that explain.

        It names itself nowhere in its version check, so `confirm` has the last word.
        """
        ping = seen.endpoint.ping
        if ping.status == 200:
            named = "registry/2.0" in seen.header("docker-distribution-api-version")
            return named and "json" in seen.header("content-type") and not ping.body
        try:
            document = ping.json()
        except ValueError:
            return False
        errors = field(document, "errors")
        error = errors[0] if isinstance(errors, list) and errors else document
        return isinstance(field(error, "detail", "description"), str)

    async def confirm(self) -> bool:
        """Ask which extensions there are."""
        url = f"{self.api.seen.endpoint.root}_oci/ext/discover"
        try:
            document, _ = await self.api.document(url)
        except (AuthError, BadAnswer, CatalogError):
            return False
        extensions = field(document, "extensions")
        endpoints = [
            endpoint
            for extension in (extensions if isinstance(extensions, list) else [])
            for endpoint in texts(field(extension, "endpoints"))
        ]
        return any(endpoint.endswith(_SEARCH) for endpoint in endpoints)

    def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield all repositories in alphabetic order; a cursor is the offset of a page."""

        async def read(at: str | None) -> tuple[Sequence[str], str | None]:
            start = number(at) or 0
            asking = _REPOSITORIES % (_PAGE_SIZE, start)
            found = await self._ask(asking, "RepoListWithNewestImage", LISTING)
            return _page(found, "Results", start)

        return walk(read, cursor, guard, LISTING.operation)

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Search all names. After a colon it would search for images, and find no repository."""
        words = text.strip().partition(":")[0]
        if not words:
            return Found(())
        start = number(cursor) or 0
        asking = _FOUND % (_quoted(words), _PAGE_SIZE, start)
        found = await self._ask(asking, "GlobalSearch", SEARCH)
        names, following = _page(found, "Repos", start)
        return Found(names, following, number(field(found, "Page", "TotalCount")))

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield all tags at once."""
        if not is_repository(repository):
            return
        purpose = describing(repository)
        url = self._url(_IMAGES % _quoted(repository))
        document, _ = await tag_document(self.api, url, purpose)
        images = field(document, "data", "ExpandedRepoInfo")
        if not isinstance(images, dict):
            raise NotFound(
                Code.TAGS_INVALID,
                operation=purpose.operation,
                registry_message=_complaint(document),
                reason="it has no data",
            )
        entries = described(images, "Images", purpose)
        yield [detail for entry in entries for detail in _details(entry)]

    async def _ask(self, asking: str, key: str, purpose: Purpose) -> Any:
        document, _ = await self.api.document(self._url(asking), purpose)
        found = field(document, "data", key)
        if not isinstance(found, dict):
            raise invalid(purpose.operation, _complaint(document) or "it has no data")
        return found

    def _url(self, asking: str) -> str:
        return f"{self.api.seen.endpoint.root}{_SEARCH}?{query(query=asking)}"


def _quoted(text: str) -> str:
    """Write a string for GraphQL, whose escapes are those of JSON; no name is longer than 255."""
    return json.dumps(text[:255])


def _complaint(document: Any) -> str | None:
    """Return what GraphQL has against a query, if it says so."""
    errors = field(document, "errors")
    message = field(errors[0], "message") if isinstance(errors, list) and errors else None
    return message[:500] if isinstance(message, str) else None


def _page(found: Any, key: str, start: int) -> tuple[list[str], str | None]:
    entries = found.get(key)
    names = names_at(entries, "Name")
    stop = start + (len(entries) if isinstance(entries, list) else 0)
    more = start < stop < (number(field(found, "Page", "TotalCount")) or 0)
    return names, str(stop) if more else None


def _details(image: Mapping[str, Any]) -> list[TagDetails]:
    """Read a tag: sizes are texts, of each platform one; `LastUpdated` is when it was built."""
    listed = image.get("Manifests")
    manifests = [
        (
            platform_of(field(each, "Platform", "Os"), field(each, "Platform", "Arch")),
            number(field(each, "Size")),
        )
        for each in (listed if isinstance(listed, list) else [])
    ]
    sizes = [size for name, size in manifests if len(manifests) == 1 or is_here(name)]
    return [
        TagDetails(
            name,
            digest_of(image.get("Digest")),
            sizes[0] if sizes else None,
            moment(image.get("LastUpdated")),
            tuple(dict.fromkeys(name for name, _ in manifests if name is not None)),
        )
        for name in texts([image.get("Tag")])
    ]
