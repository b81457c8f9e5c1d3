"""The v1 API: search, which stands for a list; the tags of a repository, and their images.

Source: docker-registry 0.9.1 (docker_registry/search.py, tags.py, images.py).
"""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from typing import NoReturn, TypeVar

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound
from regbrowse.domain.names import is_tag
from regbrowse.domain.v1_image import V1Image
from regbrowse.domain.ways import Found
from regbrowse.registry.answer import Answer
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.json_reading import number
from regbrowse.registry.limits import LIST
from regbrowse.registry.paging import CursorRefused, Page, PageGuard
from regbrowse.registry.refusals import error_for, refusal, refusal_code
from regbrowse.registry.request import Purpose
from regbrowse.registry.v1 import images, searching, tags
from regbrowse.registry.v1.repositories import Repositories
from regbrowse.registry.v1.session import V1Session

_LIST = Purpose("catalog", "list the repositories", Code.CATALOG_DENIED)
_SEARCH = Purpose("catalog", "search for repositories", Code.CATALOG_DENIED)

_INVALID = {
    Code.CATALOG_DENIED: Code.CATALOG_INVALID,
    Code.TAGS_DENIED: Code.TAGS_INVALID,
    Code.MANIFEST_DENIED: Code.MANIFEST_INVALID,
}

_PAGES_AT_ONCE = 5
"""So many pages are read on for one search as long as none of their names has all words."""

_Read = TypeVar("_Read")


class V1Registry:
    """A registry that speaks v1, found by discovery."""

    def __init__(self, endpoint: Endpoint, session: V1Session) -> None:
        self._session = session
        self._repositories = Repositories(endpoint, session)

    async def catalog(
        self, cursor: str | None = None, known: Iterable[str] = (), pages: int = 0
    ) -> AsyncIterator[Page]:
        """Yield the list of all repositories, which is the answer to an empty search: one page.

        Raises CatalogError: `search-unsupported` if the registry has no search;
        `catalog-unsupported` if it does not answer an empty one, or only with a part, and
        `catalog-empty` if it finds nothing then, as some do that have repositories all the same.
        Then it can be asked per query. Raises CursorRefused for a cursor, which is that of
        another API.
        """
        if cursor is not None:
            raise CursorRefused(Code.CATALOG_INVALID, reason="v1 has no pages to go on from")
        results = await self._everything()
        names = PageGuard(known, pages).new_names(results.names)
        yield Page(names, None, skipped=results.skipped)

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Return repositories whose names contain all words of `text`, a page at a time.

        Raises CatalogError with `search-unsupported`, `catalog-denied` or `catalog-invalid`, and
        the errors of the connection.
        """
        page = min(number(cursor) or 1, searching.MOST_PAGES)
        found = Found(())
        if any(len(word) > searching.LONGEST_WORD for word in text.split()):
            return found
        for _ in range(_PAGES_AT_ONCE):
            answer = await self._session.get(searching.query(text, page), _SEARCH, begun=page > 1)
            if answer.status != 200:
                missing, unexpected = Code.SEARCH_UNSUPPORTED, Code.CATALOG_INVALID
                raise refusal(answer, _SEARCH, missing=missing, unexpected=unexpected)
            found = searching.found(_results(answer, _SEARCH), text, page)
            if found.names or found.cursor is None:
                break
            page += 1
        return found

    async def tags(self, repository: str) -> AsyncIterator[Page]:
        """Yield the tags of `repository`, one page.

        Raises NotFound with `tags-not-found`, `tags-denied` or `tags-invalid`, AuthError, and the
        errors of the connection.
        """
        answer, purpose = await self._tags(repository)
        names, skipped = _read(answer, purpose, tags.read_tags)
        yield Page(names, None, skipped=skipped)

    async def tag_images(self, repository: str) -> dict[str, str]:
        """Return the id of the image behind each tag, maybe cut short. Raises as `tags`."""
        answer, purpose = await self._tags(repository)
        return _read(answer, purpose, tags.read_images)

    async def tag_image(self, repository: str, tag: str) -> str:
        """Return the id of the image behind a tag. Raises as `image`."""
        purpose = _image_purpose(repository, f"look up {repository}:{tag}")
        answer = await self._tag(repository, tag, "", purpose)
        return _read(_expect_200(answer, purpose), purpose, images.read_id)

    async def last_update(self, repository: str, tag: str) -> datetime | None:
        """Return when a tag was pushed, in UTC; None if that is not known. Raises as `image`."""
        purpose = _image_purpose(repository, f"ask when {repository}:{tag} was pushed")
        answer = await self._tag(repository, tag, "/json", purpose)
        return _read(_expect_200(answer, purpose), purpose, images.read_last_update)

    async def image(self, image_id: str, repository: str | None = None) -> V1Image:
        """Return what is known of an image. It never changes, so it may be kept for ever.

        `repository` is one that has it, whose right to be read opens the image where an index gives
        tokens. Raises NotFound with `manifest-not-found`, `manifest-denied` or `manifest-invalid`,
        and what `V1Session.get_of` raises.
        """
        purpose = _image_purpose(repository, f"read the image {image_id}")
        answer = await self._image(image_id, "json", repository, purpose)
        return _read(answer, purpose, lambda answer: images.read_image(answer, image_id))

    async def ancestry(self, image_id: str, repository: str | None = None) -> list[str]:
        """Return the ids of the layers of an image, itself first. See `image`."""
        purpose = _image_purpose(repository, f"read the ancestry of the image {image_id}")
        answer = await self._image(image_id, "ancestry", repository, purpose)
        return _read(answer, purpose, images.read_ancestry)

    async def _everything(self) -> searching.Results:
        answer = await self._session.get("search?q=", _LIST)
        if answer.status != 200:
            raise error_for(answer, _why_no_list(answer), _LIST.operation)
        results = _results(answer, _LIST)
        if not results.names:
            raise error_for(answer, Code.CATALOG_EMPTY, _LIST.operation)
        if not results.whole:
            reason = "it does not list everything at once"
            raise error_for(answer, Code.CATALOG_UNSUPPORTED, _LIST.operation, reason=reason)
        return results

    async def _tags(self, repository: str) -> tuple[Answer, Purpose]:
        purpose = Purpose(
            f"repository:{repository}", f"list the tags of {repository}", Code.TAGS_DENIED
        )
        answer = await self._repositories.get(repository, "tags", purpose, LIST, tags.is_empty)
        if tags.is_empty(answer):
            reason = "it has no tags"
            raise error_for(answer, Code.TAGS_NOT_FOUND, purpose.operation, reason=reason)
        if answer.status != 200:
            missing, unexpected = Code.TAGS_NOT_FOUND, Code.TAGS_INVALID
            raise refusal(answer, purpose, missing=missing, unexpected=unexpected)
        return answer, purpose

    async def _tag(self, repository: str, tag: str, below: str, purpose: Purpose) -> Answer:
        if not is_tag(tag):
            raise _no_image(purpose, "no tag can have that name")
        return await self._repositories.get(repository, f"tags/{tag}{below}", purpose)

    async def _image(
        self, image_id: str, below: str, repository: str | None, purpose: Purpose
    ) -> Answer:
        if not images.is_image_id(image_id):
            raise _no_image(purpose, "no image can have that id")
        answer = await self._repositories.get_image(image_id, below, repository, purpose)
        return _expect_200(answer, purpose)


def _image_purpose(repository: str | None, operation: str) -> Purpose:
    return Purpose(f"repository:{repository}", operation, Code.MANIFEST_DENIED)


def _no_image(purpose: Purpose, reason: str) -> NotFound:
    return NotFound(Code.MANIFEST_NOT_FOUND, operation=purpose.operation, reason=reason)


def _expect_200(answer: Answer, purpose: Purpose) -> Answer:
    if answer.status != 200:
        missing, unexpected = Code.MANIFEST_NOT_FOUND, Code.MANIFEST_INVALID
        raise refusal(answer, purpose, missing=missing, unexpected=unexpected)
    return answer


def _why_no_list(answer: Answer) -> Code:
    """Say what a status means for the list: who refuses an empty query may answer others."""
    missing, refused = Code.SEARCH_UNSUPPORTED, Code.CATALOG_UNSUPPORTED
    code = refusal_code(answer, _LIST, missing=missing, unexpected=refused)
    return refused if code is Code.HTML_INSTEAD_OF_REGISTRY else code


def _results(answer: Answer, purpose: Purpose) -> searching.Results:
    return _read(answer, purpose, lambda answer: searching.read_results(answer.json()))


def _read(answer: Answer, purpose: Purpose, read: Callable[[Answer], _Read]) -> _Read:
    """Read an answer of status 200; a ValueError says why that cannot be done."""
    try:
        return read(answer)
    except ValueError as error:
        _unreadable(answer, purpose, error)


def _unreadable(answer: Answer, purpose: Purpose, why: ValueError) -> NoReturn:
    if answer.looks_like_html:
        raise error_for(answer, Code.HTML_INSTEAD_OF_REGISTRY, purpose.operation) from None
    code = _INVALID[purpose.denied]
    reason = str(why) if type(why) is ValueError else "it is not JSON"
    raise error_for(answer, code, purpose.operation, reason=reason) from None
