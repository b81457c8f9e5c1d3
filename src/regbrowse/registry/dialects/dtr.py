"""Docker Trusted Registry (Mirantis Secure Registry 2.x): its API lists what a user may see.

Source: goharbor/harbor src/pkg/reg/adapter/dtr/{client,types}.go for `/api/v0/repositories`, its
pages and its Basic. The realm is not taken from a source, so `confirm` asks the API, too.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.answer import Answer
from regbrowse.registry.dialects.api import LISTING, Show
from regbrowse.registry.dialects.details import Described, describe, describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import followed, query
from regbrowse.registry.dialects.reading import described, digest_of, texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field, moment
from regbrowse.registry.paging import Page, PageGuard

_PAGE_SIZE = 100


class DockerTrustedRegistry(Dialect):
    """Docker Trusted Registry. Its catalog is for administrators."""

    key = "dtr"
    title = "Docker Trusted Registry"
    lists = True
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server, which is itself and the service; others may have that path, too."""
        itself = seen.realm_host() == seen.host and seen.service().partition(":")[0] == seen.host
        return itself and seen.realm_path() == "/auth/token"

    async def confirm(self) -> bool:
        """Ask its API for a single repository, as nobody, because it may be another's.

        One that wants a login for that is taken for it, if it says so as an API does.
        """
        url = f"{self._root}/repositories?{query(pageSize=1)}"
        try:
            answer = await self.api.get(url, LISTING, Show.NOTHING)
            document = answer.json()
        except (BadAnswer, ValueError):
            return False
        if answer.status == 401:
            return answer.registry_error[0] is not None
        return answer.status == 200 and isinstance(field(document, "repositories"), list)

    def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield the repositories of all namespaces; a cursor is where a page starts."""
        return walk(self._page, cursor, guard, LISTING.operation)

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield the digest of 100 tags with each call, and when they were pushed."""
        purpose = describing(repository)

        async def read(cursor: str | None) -> Described:
            url = f"{self._root}/repositories/{repository}/tags?{_asking(cursor)}"
            document, answer = await tag_document(self.api, url, purpose, Show.BASIC)
            tags = described(document, None, purpose)
            details = [detail for tag in tags for detail in _details(tag)]
            return Described([each.name for each in details], details, _following(answer))

        # A name has a namespace and one part more.
        if is_repository(repository) and repository.count("/") == 1:
            async for details in describe(read, purpose.operation):
                yield details

    async def _page(self, cursor: str | None) -> tuple[Sequence[str], str | None]:
        url = f"{self._root}/repositories?{_asking(cursor)}"
        document, answer = await self.api.document(url, LISTING, Show.BASIC)
        entries = field(document, "repositories")
        if not isinstance(entries, list):
            raise invalid(LISTING.operation, "it has no list 'repositories'")
        return [name for entry in entries for name in _names(entry)], _following(answer)

    @property
    def _root(self) -> str:
        return f"{self.api.origin}/api/v0"


def _asking(cursor: str | None) -> str:
    start = {"pageStart": cursor} if cursor is not None else {}
    return query(pageSize=_PAGE_SIZE, **start)


def _following(answer: Answer) -> str | None:
    """Return where the next page starts, which only the header tells."""
    following = str(answer.headers.get("x-next-page-start", ""))
    return followed(following, Code.CATALOG_INVALID, LISTING.operation)


def _names(entry: Any) -> list[str]:
    namespace, name = texts([field(entry, "namespace")]), texts([field(entry, "name")])
    return [f"{namespace[0]}/{name[0]}"] if namespace and name else []


def _details(tag: Mapping[str, Any]) -> list[TagDetails]:
    pushed = moment(tag.get("updatedAt")) or moment(tag.get("createdAt"))
    return [
        TagDetails(name, digest_of(tag.get("digest")), created=pushed)
        for name in texts([tag.get("name")])
    ]
