"""Gitea and Forgejo (Codeberg): the catalog works, and their API lists the packages of an owner.

Sources: go-gitea/gitea routers/api/packages/container/container.go for the realm and the service,
templates/swagger/v1_json.tmpl `/packages/{owner}` for the API: one entry for each version.
"""

from collections.abc import Sequence

from regbrowse.domain.errors import RegistryError
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import SEARCH, Show
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import asked, is_namespace, page_of, query
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.json_reading import field, names_at, number

_REALM = "/v2/token"
_PAGE_SIZE = 50
"""The most that a Gitea takes if not configured otherwise (`MAX_RESPONSE_ITEMS`)."""

_PAGES_AT_ONCE = 10
"""Pages of versions for one page of names, because a package may have many."""


class Gitea(Dialect):
    """Gitea, and Forgejo, which was made from it."""

    key = "gitea"
    title = "Gitea"
    searches = True
    prompt = "OWNER/ or OWNER/part lists packages of a user or organization"

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server; GitLab has the same service and another path."""
        return seen.realm_path().endswith(_REALM) and seen.service() == "container_registry"

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """List the packages of an owner, by `part` of the name if there is one.

        A package whose versions spread over pages may come again with the next cursor.
        """
        owner, part = asked(text)
        if part is None or not is_namespace(owner):
            return Found(())
        names: dict[str, None] = {}
        page: int | None = page_of(cursor)
        for _ in range(_PAGES_AT_ONCE):
            more, page = await self._page(owner, part, page or 1)
            names.update((f"{owner}/{name}", None) for name in more)
            if page is None:
                break
        return Found(list(names), None if page is None else str(page))

    async def _page(self, owner: str, part: str, page: int) -> tuple[Sequence[str], int | None]:
        """Read a page of versions: the names of their packages, and the next page."""
        words = {"q": part} if part else {}
        asking = query(type="container", page=page, limit=_PAGE_SIZE, **words)
        try:
            document, answer = await self.api.document(
                f"{self._root}/packages/{owner}?{asking}", SEARCH, Show.BASIC
            )
        except RegistryError as error:
            if error.status == 404:
                return (), None  # nobody has that name, or nobody that we may see
            raise
        if not isinstance(document, list):
            raise invalid(SEARCH.operation, "it is not a list")
        total = number(answer.headers.get("x-total-count"))
        if total is None:
            more = len(document) >= _PAGE_SIZE
        else:
            # Pages are counted by what they held, because a Gitea may have a smaller limit. An end
            # that is missed so costs one empty page.
            more = bool(document) and page * len(document) < total
        versions = [each for each in document if field(each, "type") in ("container", None)]
        return names_at(versions, "name"), page + 1 if more else None

    @property
    def _root(self) -> str:
        """The root of the API, which is below a path where the token server is."""
        return f"{self.api.origin}{self.api.seen.realm_path().removesuffix(_REALM)}/api/v1"
