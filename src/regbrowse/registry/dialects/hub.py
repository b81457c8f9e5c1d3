"""Docker Hub: no list of everything, but its web API searches and describes.

Sources: docker/hub-tool pkg/hub/{repositories,tags}.go for hub.docker.com; moby
daemon/pkg/registry/search.go and containers/image docker_client.go `SearchRegistry` for the search
of index.docker.io, which docker and podman use. The search of hub.docker.com is not documented: it
is asked first because it is the one of the web site, and the other one wherever it does not answer.

Both hosts are asked as nobody: the login is for the registry and its token server alone.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import SEARCH, Show
from regbrowse.registry.dialects.details import Described, describe, describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import asked, fitting, is_namespace, page_of, query
from regbrowse.registry.dialects.reading import described, digest_of, is_here, platform_of, text_of
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.json_reading import field, moment, names_at, number

_WEB = "https://hub.docker.com"
_INDEX = "https://index.docker.io"
_PAGE_SIZE = 100


class Hub(Dialect):
    """Docker Hub."""

    key = "hub"
    title = "Docker Hub"
    asks_catalog = False  # 401 `insufficient_scope` for everybody (docker/hub-feedback#2094)
    searches = True
    describes_tags = True
    counts_pulls = True  # docs.docker.com, "Docker Hub pull usage and limits"

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server and the service that this is asked for."""
        return seen.realm_host() == "auth.docker.io" and seen.service() == "registry.docker.io"

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Search for a text, or list a namespace: `bitnami/`, and `bitnami/ngi` of that a part."""
        words, part = asked(text)
        if part is not None:
            return await self._namespace(words, part, cursor)
        if not words:
            return Found(())
        way, _, page = (cursor or "web").partition(" ")
        if way == "index":
            return await self._search_index(words, page)
        if cursor is not None:
            return await self._search_web(words, page)
        return await self._search_both(words)

    async def _search_both(self, words: str) -> Found:
        """Ask the web site, and docker's search where that fails or finds nothing.

        Docker has retired searches before by leaving an empty answer (docker/roadmap#756).
        """
        failure: RegistryError | None = None
        try:
            found = await self._search_web(words, "")
            if found.names:
                return found
        except RegistryError as error:
            if error.code is Code.RATE_LIMITED:
                raise
            failure = error
        try:
            return await self._search_index(words, "")
        except RegistryError as error:
            if failure is not None:
                raise failure from error
            return Found(())

    async def _search_web(self, words: str, cursor: str) -> Found:
        page = page_of(cursor)
        asking = query(query=words, page=page, page_size=_PAGE_SIZE)
        url = f"{_WEB}/v2/search/repositories/?{asking}"
        document, _ = await self.api.document(url, SEARCH, Show.NOTHING)
        names = _official(names_at(_results(document), "repo_name"))
        following = f"web {page + 1}" if names and field(document, "next") else None
        return Found(names, following, number(field(document, "count")))

    async def _search_index(self, words: str, cursor: str) -> Found:
        page = page_of(cursor)
        asking = query(q=words, n=_PAGE_SIZE, page=page)
        url = f"{_INDEX}/v1/search?{asking}"
        document, _ = await self.api.document(url, SEARCH, Show.NOTHING)
        names = _official(names_at(_results(document), "name"))
        more = page < (number(field(document, "num_pages")) or 0)
        following = f"index {page + 1}" if names and more else None
        return Found(names, following, number(field(document, "num_results")))

    async def _namespace(self, namespace: str, part: str, cursor: str | None) -> Found:
        async def read(at: str | None) -> Found:
            page = page_of(at)
            asking = query(page=page, page_size=_PAGE_SIZE)
            url = f"{_WEB}/v2/repositories/{namespace}/?{asking}"
            try:
                document, _ = await self.api.document(url, SEARCH, Show.NOTHING)
            except RegistryError as error:
                if error.status == 404:
                    return Found(())  # nobody has that name, or there is no further page
                raise
            names = [f"{namespace}/{name}" for name in names_at(_results(document), "name")]
            following = str(page + 1) if names and field(document, "next") else None
            return Found(names, following, number(field(document, "count")))

        return await fitting(read, cursor, part) if is_namespace(namespace) else Found(())

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield the details of 100 tags with each call, latest first, without pull quota."""
        name = repository if "/" in repository else f"library/{repository}"
        purpose = describing(repository)

        async def read(cursor: str | None) -> Described:
            page = page_of(cursor)
            asking = query(page=page, page_size=_PAGE_SIZE, ordering="last_updated")
            url = f"{_WEB}/v2/repositories/{name}/tags/?{asking}"
            document, _ = await tag_document(self.api, url, purpose, Show.NOTHING)
            entries = described(document, "results", purpose)
            details = [detail for entry in entries for detail in _details(entry)]
            following = str(page + 1) if entries and field(document, "next") else None
            return Described(names_at(entries, "name"), details, following)

        # A name on Docker Hub has two parts.
        if is_repository(name) and name.count("/") == 1:
            async for details in describe(read, purpose.operation):
                yield details


def _results(document: Any) -> list[Any]:
    results = field(document, "results")
    if not isinstance(results, list):
        raise invalid(SEARCH.operation, "it has no list 'results'")
    return results


def _official(names: Sequence[str]) -> list[str]:
    """Official images are listed without the namespace that their references have."""
    return [name if "/" in name else f"library/{name}" for name in names]


def _details(entry: Mapping[str, Any]) -> list[TagDetails]:
    """Read a tag: `digest` is that of the index, `images` are those of the platforms."""
    images = entry.get("images")
    images = (
        [image for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    )
    for_each = [
        platform_of(image.get("os"), image.get("architecture"), image.get("variant"))
        for image in images
    ]
    here = [image.get("size") for image, on in zip(images, for_each, strict=True) if is_here(on)]
    alone = images[0].get("digest") if len(images) == 1 else None
    return [
        TagDetails(
            name,
            digest_of(entry.get("digest")) or digest_of(alone),
            number(here[0] if here else entry.get("full_size")),
            moment(entry.get("tag_last_pushed")) or moment(entry.get("last_updated")),
            tuple(dict.fromkeys(on for on in for_each if on is not None)),
            text_of(entry.get("media_type")),
        )
        for name in names_at([entry], "name")
    ]
