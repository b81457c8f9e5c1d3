"""Azure's registry, whose own API lists and describes beside v2, with the same challenges.

Sources: Azure/acr-cli docs/swagger.yaml for the API, Azure/acr docs/AAD-OAuth.md for the
challenges and the `Link` of its pages. Details need the scope `repository:NAME:metadata_read`,
which the challenge names.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.answer import Answer
from regbrowse.registry.dialects.api import LISTING
from regbrowse.registry.dialects.details import Described, describe, describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, repositories_of
from regbrowse.registry.dialects.finding import followed, query
from regbrowse.registry.dialects.reading import described, digest_of, platform_of, text_of, texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import moment, names_at, number
from regbrowse.registry.paging import Page, PageGuard, next_cursor

_CLOUDS = (".azurecr.io", ".azurecr.cn", ".azurecr.us")
_CATALOG = "/acr/v1/_catalog"
_PAGE_SIZE = 100


class Azure(Dialect):
    """Azure Container Registry."""

    key = "azure"
    title = "Azure Container Registry"
    lists = True
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server, which is in Azure's domain and is the service itself."""
        realm_host = seen.realm_host()
        in_azure = realm_host.endswith(_CLOUDS) and seen.service() == realm_host
        return in_azure and seen.realm_path() == "/oauth2/token"

    async def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield the pages of the registry's own catalog; a cursor is the query of a page."""

        async def read(at: str | None) -> tuple[Sequence[str], str | None]:
            url = f"{self.api.origin}{_CATALOG}?{at or query(n=_PAGE_SIZE)}"
            document, answer = await self.api.document(url, begun=at is not None)
            names = repositories_of(document, LISTING.operation)
            return names, _following(answer, Code.CATALOG_INVALID, LISTING.operation)

        async for page in walk(read, cursor, guard, LISTING.operation):
            yield page

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield the details of 100 manifests with each call, latest first, and so of their tags."""
        # Tokens for the details are not those for the list of tags.
        purpose = describing(repository, f"acr:{repository}")

        async def read(cursor: str | None) -> Described:
            asking = cursor or query(n=_PAGE_SIZE, orderby="timedesc")
            url = f"{self.api.origin}/acr/v1/{repository}/_manifests?{asking}"
            begun = cursor is not None
            document, answer = await tag_document(self.api, url, purpose, begun=begun)
            manifests = described(document, "manifests", purpose)
            details = [detail for manifest in manifests for detail in _details(manifest)]
            following = _following(answer, Code.TAGS_INVALID, purpose.operation)
            return Described(names_at(manifests, "digest"), details, following)

        if is_repository(repository):
            async for details in describe(read, purpose.operation):
                yield details


def _following(answer: Answer, code: Code, operation: str) -> str | None:
    """Return the query of the next page, as its Link has it."""
    following, _ = next_cursor(answer, "/", _PAGE_SIZE)
    return followed((following or "").partition("?")[2], code, operation)


def _details(manifest: Mapping[str, Any]) -> list[TagDetails]:
    """Read a manifest with all its tags. Of an index, neither size nor platforms are known here.

    `createdTime` is when it was pushed.
    """
    on = platform_of(manifest.get("os"), manifest.get("architecture"))
    return [
        TagDetails(
            name,
            digest_of(manifest.get("digest")),
            number(manifest.get("imageSize")) or None,
            moment(manifest.get("createdTime")),
            (on,) if on is not None else (),
            text_of(manifest.get("mediaType")),
        )
        for name in texts(manifest.get("tags"))
    ]
