"""The v2 API: the catalog and the tags of a repository.

Source: distribution's docs/content/spec/api.md for `_catalog` (not part of the OCI specification),
OCI distribution-spec "Listing Tags" for tags.
"""

from collections.abc import AsyncIterator, Iterable

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator, Purpose
from regbrowse.registry.discovery import Endpoint
from regbrowse.registry.limits import LIST
from regbrowse.registry.paging import Page, PageGuard, names_of, next_cursor
from regbrowse.registry.refusals import error_for, refusal

PAGE_SIZE = 1000
"""The largest that distribution and ECR take by default; distribution walks its whole storage for
each page, so fewer pages are kinder."""

SAFE_PAGE_SIZE = 100
"""Works everywhere, and is asked for where 1000 is an error (distribution's `catalog.maxentries`:
400 PAGINATION_NUMBER_INVALID; ECR: 405 UNSUPPORTED)."""

_CATALOG = Purpose("catalog", "read the catalog", Code.CATALOG_DENIED)


class CursorRefused(CatalogError):
    """The registry no longer accepts the cursor of an interrupted walk: start anew."""


class V2Registry:
    """A registry that speaks v2, found by discovery."""

    def __init__(self, endpoint: Endpoint, auth: Authenticator) -> None:
        self._endpoint = endpoint
        self._auth = auth

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
            answer, size = await self._first_page()
        else:
            answer, size = await self._resume(cursor), PAGE_SIZE
        async for page in self._pages(answer, _CATALOG, "repositories", guard, size):
            yield page

    async def tags(self, repository: str) -> AsyncIterator[Page]:
        """Yield the pages of the tags of `repository`, which must be a valid name.

        Raises NotFound with `tags-not-found`, AuthError, and the errors of the connection.
        """
        purpose = Purpose(
            f"repository:{repository}", f"list the tags of {repository}", Code.TAGS_DENIED
        )
        # No page size: distribution 2.8 ignores it and 3.1 sends everything without one.
        url = f"{self._endpoint.root}{repository}/tags/list"
        answer = await self._auth.send(url, purpose, LIST)
        _expect_200(answer, purpose, Code.TAGS_NOT_FOUND, Code.TAGS_INVALID)
        async for page in self._pages(answer, purpose, "tags", PageGuard(), PAGE_SIZE):
            yield page

    async def _first_page(self) -> tuple[Answer, int]:
        url = f"{self._endpoint.root}_catalog?n="
        size = PAGE_SIZE
        answer = await self._auth.send(f"{url}{size}", _CATALOG, LIST)
        if answer.status in {400, 405}:
            size = SAFE_PAGE_SIZE
            answer = await self._auth.send(f"{url}{size}", _CATALOG, LIST)
        _expect_200(answer, _CATALOG, Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID)
        return answer, size

    async def _resume(self, cursor: str) -> Answer:
        answer = await self._auth.send(self._endpoint.origin + cursor, _CATALOG, LIST)
        if answer.status in {400, 404, 405, 410, 416}:
            raise CursorRefused(Code.CATALOG_INVALID, status=answer.status)
        _expect_200(answer, _CATALOG, Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID)
        return answer

    async def _pages(
        self, answer: Answer, purpose: Purpose, key: str, guard: PageGuard, size: int
    ) -> AsyncIterator[Page]:
        invalid = Code.CATALOG_INVALID if purpose is _CATALOG else Code.TAGS_INVALID
        loop = Code.CATALOG_LOOP if purpose is _CATALOG else Code.TAGS_INVALID
        while True:
            names, skipped = _entries(answer, purpose, key, invalid)
            cursor, rewritten = next_cursor(answer, size)
            page = Page(guard.new_names(names), cursor, rewritten, skipped)
            rule = guard.endless(answer.url, names, page)
            yield page
            if rule is not None:
                raise error_for(answer, loop, purpose.operation, rule=rule)
            if cursor is None:
                return
            answer = await self._auth.send(self._endpoint.origin + cursor, purpose, LIST)
            _expect_200(answer, purpose, invalid, invalid)


def _expect_200(answer: Answer, purpose: Purpose, missing: Code, unexpected: Code) -> None:
    if answer.status != 200:
        raise refusal(answer, purpose, missing=missing, unexpected=unexpected)


def _entries(answer: Answer, purpose: Purpose, key: str, invalid: Code) -> tuple[list[str], int]:
    try:
        document = answer.json()
    except ValueError:
        raise _not_json(answer, purpose, invalid) from None
    found = names_of(document.get(key)) if isinstance(document, dict) else None
    if found is None or key not in document:
        raise error_for(answer, invalid, purpose.operation, reason=f"it has no list {key!r}")
    return found


def _not_json(answer: Answer, purpose: Purpose, invalid: Code) -> RegistryError:
    if answer.looks_like_html:
        return error_for(answer, Code.HTML_INSTEAD_OF_REGISTRY, purpose.operation)
    # Without a length, a body that was cut off ends like a whole one: only its JSON tells.
    framed = "content-length" in answer.headers or "transfer-encoding" in answer.headers
    if not framed and answer.body.lstrip()[:1] == b"{":
        return error_for(answer, Code.TRUNCATED_RESPONSE, purpose.operation)
    return error_for(answer, invalid, purpose.operation, reason="it is not JSON")
