"""Asking registries themselves to search, for `regbrowse search`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.progress import Notice

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.catalog import Match, SearchResult
    from regbrowse.domain.feed import Feed

_MOST_PAGES = 10
"""A hosted registry may find a million; who needs more than the best pages can narrow the words."""


async def ask_registries(
    result: "SearchResult", feeds: "Sequence[Feed]", limit: int | None, context: "Context"
) -> "SearchResult":
    """Return `result` with what the registries of `feeds` find for its query.

    What cannot be asked is told on stderr, and the rest stays good.
    """
    matches = list(result.matches)
    total = result.total
    for feed in feeds if result.query.strip() else ():
        have = {match.repository for match in matches if match.feed == feed.name}
        try:
            found, count = await _ask(feed, result.query, limit, context)
        except RegbrowseError as error:
            context.output.notice(Notice(error, feed.name))
            continue
        fresh = [match for match in found if match.repository not in have]
        matches += fresh
        total += max(len(fresh), count - (len(found) - len(fresh)))
    shown = matches if limit is None else matches[:limit]
    return replace(result, matches=shown, total=total)


async def _ask(
    feed: "Feed", text: str, limit: int | None, context: "Context"
) -> "tuple[list[Match], int]":
    from regbrowse.domain.catalog import Match

    names: dict[str, None] = {}
    total: int | None = None
    async with context.service.search_registry(feed) as registry:
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            found = await registry.search(text, cursor)
            names.update(dict.fromkeys(found.names))
            total, cursor = found.total, found.cursor
            if cursor is None or (limit is not None and len(names) >= limit):
                break
        else:
            context.output.note(f"{feed.name}: it finds more than these; narrow the words")
    return [Match(feed.name, name) for name in names], max(total or 0, len(names))
