"""GitLab: its API lists registries project by project, on GitLab's host, not the registry's.

Sources: gitlabhq/gitlabhq doc/api/{container_registry,projects,rest/index}.md for the API and
its pages, lib/gitlab/jwt_token_service for the realm.

A login for GitLab's registry is mostly a token, and one with the scope `read_api` or `api` opens
the API, too. Nothing in a token says what it is: prefixes can be configured, old ones have none. So
the password is shown as one, but only to the host of the token server, to which the same
password goes with v2. Two users say by their names that theirs is no such token: jobs and deploy
tokens. They are asked for as nobody.

Tags are not described here: digest, size and date come only with a call for each single tag.
"""

from collections.abc import AsyncIterator, Sequence
from typing import ClassVar
from urllib.parse import quote

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.domain.login import LoginKind
from regbrowse.domain.names import is_repository
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import LISTING, SEARCH, Show
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import fitting, page_of, query
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.walking import walk
from regbrowse.registry.json_reading import field, names_at, number
from regbrowse.registry.paging import Page, PageGuard
from regbrowse.registry.request import Purpose
from regbrowse.registry.together import together

_REALM = "/jwt/auth"
_PAGE_SIZE = 100
_PROJECTS = 50
"""Projects of one page of the list; each costs a request."""

_PAGES_WITHOUT = 20
"""Pages of projects that are read for one page of the list, because most have no images."""

_PAGES_OF_PROJECT = 100
_NO_API_USERS = ("gitlab-ci-token", "gitlab+deploy-token")


class GitLab(Dialect):
    """GitLab. Its catalog is for administrators: others get no token for that scope."""

    key = "gitlab"
    title = "GitLab"
    lists = True
    searches = True
    prompt: ClassVar[str | None] = "GROUP/ or GROUP/PROJECT lists what is in that group or project"

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server, which may be below a path, and the service, always that one."""
        return seen.realm_path().endswith(_REALM) and seen.service() == "container_registry"

    async def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield what the projects have of which the user is a member; nobody is a member of any.

        A cursor is the number of the last project, for they are listed in that order.
        """
        if await self._show() is Show.NOTHING:
            operation, host = LISTING.operation, self.api.seen.realm_host()
            raise CatalogError(Code.CATALOG_DENIED, operation=operation, host=host)
        async for page in walk(self._projects, cursor, guard, LISTING.operation):
            yield page

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """List a group (`group/`) or project (`group/project`), or names that begin like that."""
        path = text.strip().lower().strip("/")
        if "/" not in text or not is_repository(path):
            return Found(())
        parent, _, part = path.rpartition("/")
        ways = [("projects", path, ""), ("groups", path, "")]
        if text.strip().endswith("/"):
            ways.reverse()
        elif parent:
            ways += [("groups", parent, part), ("projects", parent, part)]
        way, _, page = (cursor or "0 ").partition(" ")
        for index, (kind, of, beginning) in enumerate(ways):
            if str(index) == way or cursor is None:
                found = await self._below(kind, of, f"{of}/{beginning}", page)
                if found is not None:
                    following = f"{index} {found.cursor}" if found.cursor else None
                    return Found(found.names, following, found.total)
        return Found(())

    async def _below(self, kind: str, path: str, beginning: str, cursor: str) -> Found | None:
        """List what is in a group or project and begins so; None if there is none of that name."""

        async def read(at: str | None) -> Found:
            names, following, total = await self._page(kind, path, page_of(at), SEARCH)
            fit = [name for name in names if beginning.endswith("/") or name.startswith(beginning)]
            return Found(fit, following, total if beginning.endswith("/") else None)

        try:
            return await fitting(read, cursor or None, "")
        except RegistryError as error:
            if error.status == 404:
                return None
            raise

    async def _projects(self, cursor: str | None) -> tuple[Sequence[str], str | None]:
        """Read on until there is a project with images."""
        after = number(cursor) or 0
        names: list[str] = []
        for _ in range(_PAGES_WITHOUT):
            ids = await self._project_ids(after)
            found = await together(self._of_project(project) for project in ids)
            names += [name for each in found for name in each]
            if not ids:
                return names, None
            after = ids[-1]
            if names:
                break
        return names, str(after)

    async def _project_ids(self, after: int) -> list[int]:
        asking = query(
            membership="true",
            simple="true",
            order_by="id",
            sort="asc",
            id_after=after,
            per_page=_PROJECTS,
        )
        url = f"{self._root}/projects?{asking}"
        document, _ = await self.api.document(url, LISTING, await self._show())
        if not isinstance(document, list):
            raise invalid(LISTING.operation, "it is not a list")
        ids = {number(field(project, "id")) for project in document}
        # An old GitLab does not know `id_after`, and begins anew.
        return sorted(each for each in ids if each is not None and each > after)

    async def _of_project(self, project: int) -> list[str]:
        """List the repositories of a project; none where its registry is off, or closed to us."""
        names: dict[str, None] = {}
        page = 1
        for _ in range(_PAGES_OF_PROJECT):
            try:
                more, following, _ = await self._page("projects", str(project), page, LISTING)
            except RegistryError as error:
                if error.status in {403, 404}:
                    return list(names)
                raise
            known = len(names)
            names.update(dict.fromkeys(more))
            if following is None or len(names) == known:
                break
            page = int(following)
        return list(names)

    async def _page(
        self, kind: str, path: str, page: int, purpose: Purpose
    ) -> tuple[list[str], str | None, int | None]:
        """Read a page of repositories: names, number of the next page, how many there are."""
        below = f"{kind}/{quote(path, safe='')}/registry/repositories"
        url = f"{self._root}/{below}?{query(per_page=_PAGE_SIZE, page=page)}"
        document, answer = await self.api.document(url, purpose, await self._show())
        if not isinstance(document, list):
            raise invalid(purpose.operation, "it is not a list")
        following = number(answer.headers.get("x-next-page"))
        more = str(following) if following is not None and following > page else None
        return names_at(document, "path"), more, number(answer.headers.get("x-total"))

    @property
    def _root(self) -> str:
        """The root of the API, which is where the token server is."""
        origin = self.api.realm_origin
        if origin is None:
            raise CatalogError(Code.CATALOG_UNSUPPORTED, operation=LISTING.operation)
        return f"{origin}{self.api.seen.realm_path().removesuffix(_REALM)}/api/v4"

    async def _show(self) -> Show:
        login = await self.api.login()
        if login is None or login.kind is not LoginKind.PASSWORD:
            return Show.NOTHING
        if login.username.startswith(_NO_API_USERS):
            return Show.NOTHING
        return Show.PRIVATE_TOKEN
