"""The v2 API: the catalog and the tags of a repository.

Source: distribution's docs/content/spec/api.md for `_catalog` (not part of the OCI specification),
OCI distribution-spec "Listing Tags" for tags.
"""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import READ_CATALOG, NotFound, RegistryError
from regbrowse.domain.names import is_repository
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.json_reading import names_of
from regbrowse.registry.limits import LIST
from regbrowse.registry.no_list import no_list
from regbrowse.registry.paging import CursorRefused, Page, PageGuard, next_cursor
from regbrowse.registry.refusals import error_for, refusal
from regbrowse.registry.request import Purpose
from regbrowse.registry.urls import is_web_url

PAGE_SIZE = 1000
"""The largest that distribution and ECR take by default; distribution walks its whole storage for
each page, so fewer pages are kinder."""

SAFE_PAGE_SIZE = 100
"""Works nearly everywhere, and is asked for where 1000 is an error (distribution's
`catalog.maxentries`: 400 PAGINATION_NUMBER_INVALID; ECR: 405 UNSUPPORTED). Where that is too much,
too, the registry is left to choose."""

_SIZE = re.compile(r"[?&]n=0*([1-9]\d{0,5})(?=&|\Z)")

_CATALOG = Purpose("catalog", READ_CATALOG, Code.CATALOG_DENIED)


class V2Registry:
    """A registry that speaks v2, found by discovery."""

    def __init__(
        self,
        endpoint: Endpoint,
        auth: Authenticator,
        page_sizes: Sequence[int] = (PAGE_SIZE, SAFE_PAGE_SIZE),
    ) -> None:
        """`page_sizes` are asked for in their order until the catalog takes one."""
        self._endpoint = endpoint
        self._auth = auth
        self._page_sizes = page_sizes

    async def catalog(
        self, cursor: str | None = None, known: Iterable[str] = (), pages: int = 0
    ) -> AsyncIterator[Page]:
        """Yield the pages of the catalog, from `cursor` if an earlier walk was interrupted.

        `known` and `pages` are what that walk has read. Raises CatalogError when there is no usable
        catalog or it does not end (after the last page that is good), CursorRefused, and the errors
        of the connection.
        """
        guard = PageGuard(known, pages)
        if cursor is None:
            cursor, answer = await self._first_page()
        else:
            answer = await self._resume(cursor, guard)
        async for page in self._pages(cursor, answer, _CATALOG, "repositories", guard):
            yield page

    async def tags(self, repository: str) -> AsyncIterator[Page]:
        """Yield the pages of the tags of `repository`.

        Raises NotFound with `tags-not-found`, AuthError, and the errors of the connection. A name
        that cannot be one is not asked for: catalogs are hostile until drawn, and `..` in a URL
        would lead elsewhere.
        """
        purpose = Purpose(
            f"repository:{repository}", f"list the tags of {repository}", Code.TAGS_DENIED
        )
        if not is_repository(repository):
            raise NotFound(
                Code.TAGS_NOT_FOUND,
                operation=purpose.operation,
                host=urlsplit(self._endpoint.root).netloc,
                reason="no repository can have that name",
            )
        # No page size: distribution 2.8 ignores it and 3.1 sends everything without one.
        cursor = self._path(f"{repository}/tags/list")
        answer = await self._get(cursor, purpose)
        _expect_200(answer, purpose, Code.TAGS_NOT_FOUND, Code.TAGS_INVALID)
        async for page in self._pages(cursor, answer, purpose, "tags", PageGuard()):
            yield page

    def _path(self, below: str) -> str:
        """Return path and query of something below `/v2/`."""
        return urlsplit(self._endpoint.root).path + below

    async def _get(self, cursor: str, purpose: Purpose, *, begun: bool = False) -> Answer:
        return await self._auth.send(self._endpoint.origin + cursor, purpose, LIST, begun=begun)

    async def _first_page(self) -> tuple[str, Answer]:
        """Ask for the list. That it is refused where we were let in says that there is none."""
        try:
            return await self._largest_first_page()
        except RegistryError as error:
            again = no_list(error, self._endpoint.ping)
            if again is error:
                raise
            raise again from error

    async def _largest_first_page(self) -> tuple[str, Answer]:
        queries = [*(f"?n={size}" for size in self._page_sizes), ""]
        while True:
            cursor = self._path("_catalog" + queries.pop(0))
            answer = await self._get(cursor, _CATALOG)
            if answer.status not in {400, 405} or not queries:
                break
        _expect_200(answer, _CATALOG, Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID)
        return cursor, answer

    async def _resume(self, cursor: str, guard: PageGuard) -> Answer:
        answer = await self._get(cursor, _CATALOG, begun=True)
        if answer.status in {400, 404, 405, 410, 416}:
            raise CursorRefused(Code.CATALOG_INVALID, status=answer.status)
        _expect_200(answer, _CATALOG, Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID)
        names, _ = _entries(answer, _CATALOG, "repositories")
        if names and guard.knows_all(names):
            # Quay begins anew when it cannot read a cursor (they are good for two days).
            raise CursorRefused(Code.CATALOG_INVALID, reason="the list began anew")
        return answer

    async def _pages(
        self, cursor: str, answer: Answer, purpose: Purpose, key: str, guard: PageGuard
    ) -> AsyncIterator[Page]:
        """Yield the page that is there already, and those after it."""
        loop = Code.CATALOG_LOOP if purpose is _CATALOG else Code.TAGS_INVALID
        while True:
            names, skipped = _entries(answer, purpose, key)
            following, rewritten = next_cursor(answer, urlsplit(cursor).path, _page_size(cursor))
            page = Page(guard.new_names(names), following, rewritten, skipped)
            rule = guard.endless(cursor, names, page)
            yield page
            if rule is not None:
                raise error_for(answer, loop, purpose.operation, rule=rule)
            if following is None:
                return
            cursor = following
            if not is_web_url(self._endpoint.origin + cursor):
                reason = "its link to the next page is too long"
                raise error_for(answer, _invalid(purpose), purpose.operation, reason=reason)
            answer = await self._get(cursor, purpose, begun=True)
            _expect_200(answer, purpose, _invalid(purpose), _invalid(purpose))


def _page_size(cursor: str) -> int:
    """How much was asked for, to be asked for again where the registry forgets it."""
    size = _SIZE.search(cursor)
    return int(size[1]) if size else SAFE_PAGE_SIZE


def _invalid(purpose: Purpose) -> Code:
    return Code.CATALOG_INVALID if purpose is _CATALOG else Code.TAGS_INVALID


def _expect_200(answer: Answer, purpose: Purpose, missing: Code, unexpected: Code) -> None:
    if answer.status != 200:
        raise refusal(answer, purpose, missing=missing, unexpected=unexpected)


def _entries(answer: Answer, purpose: Purpose, key: str) -> tuple[list[str], int]:
    try:
        document = answer.json()
    except ValueError:
        raise _not_json(answer, purpose) from None
    found = names_of(document.get(key)) if isinstance(document, dict) else None
    if found is None or key not in document:
        reason = f"it has no list {key!r}"
        raise error_for(answer, _invalid(purpose), purpose.operation, reason=reason)
    return found


def _not_json(answer: Answer, purpose: Purpose) -> RegistryError:
    if answer.looks_like_html:
        return error_for(answer, Code.HTML_INSTEAD_OF_REGISTRY, purpose.operation)
    # Without a length, a body that was cut off ends like a whole one: only its JSON tells.
    framed = "content-length" in answer.headers or "transfer-encoding" in answer.headers
    if not framed and answer.body.lstrip()[:1] == b"{":
        return error_for(answer, Code.TRUNCATED_RESPONSE, purpose.operation)
    return error_for(answer, _invalid(purpose), purpose.operation, reason="it is not JSON")
