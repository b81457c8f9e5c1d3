"""Asking registries themselves to search, for `regbrowse search`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.errors import RegbrowseError
from regbrowse.service.found import Answer, is_asked, with_found

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.catalog import SearchResult
    from regbrowse.domain.feed import Feed
    from regbrowse.domain.ways import Ways

_MOST_PAGES = 10
"""A hosted registry may find a million; who needs more than the best pages can narrow the words."""


async def ask_registries(
    result: "SearchResult",
    feeds: "Sequence[Feed]",
    ways: "Mapping[str, Ways]",
    limit: int | None,
    context: "Context",
) -> "tuple[SearchResult, dict[str, RegbrowseError]]":
    """Return `result` with what those registries find that have no list, and which of them failed.

    What cannot be asked does no harm to the rest.
    """
    states = {state.feed: state for state in result.feeds}
    answers: list[Answer] = []
    failures: dict[str, RegbrowseError] = {}
    for feed in feeds if result.query.strip() else ():
        known = ways[feed.name]
        if not known.searches or not is_asked(states[feed.name], known):
            continue
        try:
            answers.append(await _ask(feed, result.query, limit, context))
        except RegbrowseError as error:
            failures[feed.name] = error
    if not answers:
        return result, failures  # A million names are not looked at in vain.
    merged = with_found(result, answers)
    return replace(merged, matches=merged.matches[:limit]), failures


async def _ask(feed: "Feed", text: str, limit: int | None, context: "Context") -> Answer:
    names: dict[str, None] = {}
    total: int | None = None
    waits = WaitTeller(context.output, feed.name)
    async with context.service.search_registry(feed) as registry:
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            found = await registry.search(text, cursor, waits.tell)
            names.update(dict.fromkeys(found.names))
            total, cursor = found.total, found.cursor
            if cursor is None or (limit is not None and len(names) >= limit):
                break
        else:
            context.output.note(f"{feed.name}: it finds more than these; narrow the words")
    return Answer(feed.name, list(names), max(total or 0, len(names)))
