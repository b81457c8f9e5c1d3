"""Harbor 2.x: its API shows each caller the projects that he may see, members and nobody alike.

Source: goharbor/harbor api/v2.0/swagger.yaml (`/repositories`, `/search`, `/ping`, `artifacts`);
src/server/middleware/v2auth for the realm, src/controller/artifact/abstractor.go for sizes.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from regbrowse.domain.errors import BadAnswer
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.answer import Answer
from regbrowse.registry.dialects.api import LISTING, SEARCH, Show
from regbrowse.registry.dialects.details import Described, describe, describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import page_of, query
from regbrowse.registry.dialects.reading import described, digest_of, platform_of, text_of
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field, moment, names_at, number
from regbrowse.registry.limits import PING
from regbrowse.registry.paging import Page, PageGuard

_PAGE_SIZE = 100
"""The most that Harbor takes; without it a page has 10."""


class Harbor(Dialect):
    """Lists and searches by `/api/v2.0`, with Basic at once: nobody gets the public part unasked.

    The catalog is not asked for. It is for administrators of the whole system, and to everybody
    else it answers 401 with a Basic challenge, which looks like a wrong password.
    """

    key = "harbor"
    title = "Harbor"
    asks_catalog = False
    lists = True
    searches = True
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token service; both parts are fixed in Harbor's source."""
        return seen.realm_path() == "/service/token" and seen.service() == "harbor-registry"

    async def confirm(self) -> bool:
        """Ask whether the API is there: Harbor 1.x has another, and a proxy may hide it."""
        try:
            answer = await self.api.get(self._url("ping"), LISTING, Show.NOTHING, limits=PING)
        except BadAnswer:
            return False
        return answer.status == 200 and answer.body.strip(b'"\r\n ') == b"Pong"

    def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield pages of `/repositories`; a cursor is the number of a page."""
        return walk(self._page, cursor, guard, LISTING.operation)

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Search in whole names, projects included; all that is found comes at once."""
        words = text.strip()
        if not words:
            return Found(())
        url = self._url(f"search?{query(q=words)}")
        document, _ = await self.api.document(url, SEARCH, Show.BASIC)
        if not isinstance(document, dict):
            raise invalid(SEARCH.operation, "it is not an object")
        names = list(dict.fromkeys(names_at(document.get("repository"), "repository_name")))
        return Found(names, None, len(names))

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield the tags of the artifacts of a repository, 100 artifacts with each call.

        `q=tags=*` leaves out what has no tag (src/pkg/artifact/dao `setTagQuery`).
        """
        project, _, rest = repository.partition("/")
        # Twice, because its router decodes once before it looks for slashes.
        name = quote(quote(rest, safe=""), safe="")
        purpose = describing(repository)

        async def read(cursor: str | None) -> Described:
            page = page_of(cursor)
            asking = query(q="tags=*", with_tag="true", page=page, page_size=_PAGE_SIZE)
            url = self._url(f"projects/{project}/repositories/{name}/artifacts?{asking}")
            document, answer = await tag_document(self.api, url, purpose, Show.BASIC)
            artifacts = described(document, None, purpose)
            details = [detail for artifact in artifacts for detail in _details(artifact)]
            following = _following(answer, page, len(artifacts))
            return Described(names_at(artifacts, "digest"), details, following)

        if rest and is_repository(repository):
            async for details in describe(read, purpose.operation):
                yield details

    async def _page(self, cursor: str | None) -> tuple[Sequence[str], str | None]:
        page = page_of(cursor)
        url = self._url(f"repositories?{query(page=page, page_size=_PAGE_SIZE, sort='name')}")
        document, answer = await self.api.document(url, LISTING, Show.BASIC)
        if not isinstance(document, list):
            raise invalid(LISTING.operation, "it is not a list")
        return names_at(document, "name"), _following(answer, page, len(document))

    def _url(self, below: str) -> str:
        return f"{self.api.origin}/api/v2.0/{below}"


def _following(answer: Answer, page: int, entries: int) -> str | None:
    """Return the next page, by `X-Total-Count`, and without that by the fill of this one."""
    total = number(answer.headers.get("x-total-count"))
    more = entries >= _PAGE_SIZE if total is None else entries > 0 and page * _PAGE_SIZE < total
    return str(page + 1) if more else None


def _details(artifact: Mapping[str, Any]) -> list[TagDetails]:
    """Read an artifact with all its tags.

    The size of an index is the sum of all its platforms (abstractor.go), so it is left out.
    """
    references = artifact.get("references")
    children = references if isinstance(references, list) else []
    sources = [field(child, "platform") for child in children] or [artifact.get("extra_attrs")]
    platforms = [
        platform_of(field(each, "os"), field(each, "architecture"), field(each, "variant"))
        for each in sources
    ]
    built = moment(field(artifact, "extra_attrs", "created"))
    return [
        TagDetails(
            name,
            digest_of(artifact.get("digest")),
            None if children else number(artifact.get("size")),
            built or moment(artifact.get("push_time")),
            tuple(dict.fromkeys(platform for platform in platforms if platform is not None)),
            text_of(artifact.get("manifest_media_type")),
        )
        for name in names_at(artifact.get("tags"), "name")
    ]
