"""Quay, quay.io and everywhere else: its web API where the catalog is empty.

Sources: quay/quay endpoints/api/{repository,repository_models_pre_oci,search,tag}.py for the API,
endpoints/v2/__init__.py and auth/registry_jwt_auth.py for what its version check says.

The web API knows neither passwords nor robots, so it is asked as nobody, or with an OAuth token,
which is kept as the password of the user `$oauthtoken`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import LISTING, SEARCH, Show
from regbrowse.registry.dialects.details import Described, describe, describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import (
    asked,
    fitting,
    followed,
    is_namespace,
    page_of,
    query,
)
from regbrowse.registry.dialects.reading import described, digest_of, moment_of_s, texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field, names_at, number
from regbrowse.registry.paging import CursorRefused, Page, PageGuard
from regbrowse.registry.request import Purpose

_HOSTED = "quay.io"
_OAUTH_USER = "$oauthtoken"
_TAGS_PER_PAGE = 100


class Quay(Dialect):
    """Quay. Nobody's catalog is empty (`FEATURE_PUBLIC_CATALOG` is off), the API's list is not."""

    key = "quay"
    title = "Quay"
    lists = True
    searches = True
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server and service, and by the `true` that it says to a version check."""
        return _is_quay(seen) and seen.realm_host() != _HOSTED

    async def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield the public repositories, and those of the user of an OAuth token: 100 per page.

        Raises CursorRefused for a cursor that Quay no longer reads: it then begins anew.
        """
        begun = cursor

        async def read(at: str | None) -> tuple[Sequence[str], str | None]:
            page = {"next_page": at} if at is not None else {}
            document = await self._ask(f"repository?{query(public='true', **page)}", begun=bool(at))
            names = _names(document, "repositories", LISTING.operation)
            if begun is not None and at == begun and names and guard.knows_all(names):
                raise CursorRefused(Code.CATALOG_INVALID, reason="the list began anew")
            following = field(document, "next_page")
            if not isinstance(following, str):
                return names, None
            return names, followed(following, Code.CATALOG_INVALID, LISTING.operation)

        async for found in walk(read, cursor, guard, LISTING.operation):
            yield found

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Search for a text, or list a namespace: `coreos/`, and `coreos/et` of that a part."""
        words, part = asked(text)
        if part is not None:
            return await self._namespace(words, part)
        if not words:
            return Found(())
        page = page_of(cursor)
        try:
            document = await self._ask(f"find/repositories?{query(query=words, page=page)}", SEARCH)
        except RegistryError as error:
            if error.status != 404:
                raise
            # The search is meant for the web site. Without it there are still the namespaces.
            return await self._namespace(words, "")
        names = _names(document, "results", SEARCH.operation)
        # The number is not obeyed above `SEARCH_MAX_RESULT_PAGE_COUNT`.
        more = field(document, "has_additional") is True and field(document, "page") == page
        return Found(names, str(page + 1) if names and more else None)

    async def _namespace(self, namespace: str, part: str) -> Found:
        async def read(_: str | None) -> Found:
            # All at once: Quay does not page these. Without `public` nobody's list is empty.
            document = await self._ask(
                f"repository?{query(namespace=namespace, public='true')}", SEARCH
            )
            return Found(_names(document, "repositories", SEARCH.operation))

        return await fitting(read, None, part) if is_namespace(namespace) else Found(())

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield the details of 100 tags with each call."""
        purpose, show = describing(repository), await self._show()

        async def read(cursor: str | None) -> Described:
            page = page_of(cursor)
            asking = query(limit=_TAGS_PER_PAGE, page=page, onlyActiveTags="true")
            url = f"{self.api.origin}/api/v1/repository/{repository}/tag/?{asking}"
            document, _ = await tag_document(self.api, url, purpose, show)
            entries = described(document, "tags", purpose)
            details = [detail for entry in entries for detail in _details(entry)]
            following = str(page + 1) if entries and field(document, "has_additional") else None
            return Described(names_at(entries, "name"), details, following)

        if is_repository(repository):
            async for details in describe(read, purpose.operation):
                yield details

    async def _ask(self, path: str, purpose: Purpose = LISTING, *, begun: bool = False) -> Any:
        url = f"{self.api.origin}/api/v1/{path}"
        document, _ = await self.api.document(url, purpose, await self._show(), begun=begun)
        return document

    async def _show(self) -> Show:
        login = await self.api.login()
        is_oauth = login is not None and login.username == _OAUTH_USER
        return Show.BEARER if is_oauth else Show.NOTHING


class QuayIo(Quay):
    """quay.io. What is public there is too much to be listed, a hundred at a time."""

    lists = False

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """As Quay, by its own token server."""
        return _is_quay(seen) and seen.realm_host() == _HOSTED


def _is_quay(seen: Sighting) -> bool:
    try:
        realm_netloc = urlsplit(seen.realm()).netloc
    except ValueError:
        return False
    named = seen.realm_path() == "/v2/auth" and seen.service() == realm_netloc
    return named and seen.endpoint.ping.body.strip() == b"true"


def _names(document: Any, key: str, operation: str) -> list[str]:
    """Return `namespace/name` of what is listed under `key`; charts and the like are left out."""
    entries = field(document, key)
    if not isinstance(entries, list):
        raise invalid(operation, f"it has no list {key!r}")
    full = []
    for entry in entries:
        # A search says more of a namespace than its name.
        namespace, name = field(entry, "namespace"), field(entry, "name")
        if isinstance(namespace, dict):
            namespace = namespace.get("name")
        image = field(entry, "kind") in {None, "image", "repository"}
        if image and isinstance(namespace, str) and namespace and isinstance(name, str) and name:
            full.append(f"{namespace}/{name}")
    return texts(full)


def _details(entry: Mapping[str, Any]) -> list[TagDetails]:
    """Read a tag. A list of manifests has no size, and the time is that of the push."""
    return [
        TagDetails(
            name,
            digest_of(entry.get("manifest_digest")),
            None if entry.get("is_manifest_list") else number(entry.get("size")),
            moment_of_s(entry.get("start_ts")),
        )
        for name in names_at([entry], "name")
    ]
