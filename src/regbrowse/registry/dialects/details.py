"""Details of tags, page by page behind cursors, and the guard against lists without an end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.answer import Answer
from regbrowse.registry.dialects.api import Api, Show
from regbrowse.registry.dialects.reading import json_of
from regbrowse.registry.paging import Page, PageGuard
from regbrowse.registry.request import Purpose


@dataclass(frozen=True, slots=True)
class Described:
    """A page of details. `entries` names what it lists, which may be manifests without a tag."""

    entries: Sequence[str]
    details: Sequence[TagDetails]
    cursor: str | None = None


ReadDescribed = Callable[[str | None], Awaitable[Described]]
"""Reads the page at a cursor, None for the first."""


async def describe(read: ReadDescribed, operation: str) -> AsyncIterator[Sequence[TagDetails]]:
    """Yield the details of page after page.

    Raises NotFound with `tags-invalid` if the list does not end, after the last good page.
    """
    guard = PageGuard()
    cursor: str | None = None
    while True:
        described = await read(cursor)
        page = Page(guard.new_names(described.entries), described.cursor)
        rule = guard.endless(cursor or "", described.entries, page)
        if described.details:
            yield described.details
        if rule is not None:
            raise NotFound(Code.TAGS_INVALID, operation=operation, rule=rule)
        if described.cursor is None:
            return
        cursor = described.cursor


def describing(repository: str, space: str | None = None) -> Purpose:
    """Return the purpose of asking for details.

    `space` is given where they need another scope than the list of the tags.
    """
    operation = f"describe the tags of {repository}"
    return Purpose(space or f"repository:{repository}", operation, Code.TAGS_DENIED)


async def tag_document(
    api: Api, url: str, purpose: Purpose, show: Show = Show.WHEN_ASKED, *, begun: bool = False
) -> tuple[Any, Answer]:
    """GET `url` and return its JSON and the answer.

    Raises what `Api.get` raises, and NotFound with `tags-not-found`, `tags-denied` or
    `tags-invalid`.
    """
    answer = await api.get(url, purpose, show, begun=begun)
    return json_of(answer, purpose, Code.TAGS_NOT_FOUND, Code.TAGS_INVALID), answer
