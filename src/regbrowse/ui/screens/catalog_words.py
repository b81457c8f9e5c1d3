"""What the catalog screen says: counts, walks, and why there is nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from regbrowse.diagnosis.ways import allows
from regbrowse.domain.catalog import SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.rate_limit import RateLimit, limit_words, waiting_words
from regbrowse.domain.ways import Ways
from regbrowse.domain.wording import age_text, count_text, plural
from regbrowse.ui.walks import Walk


def count_words(result: SearchResult, now: datetime) -> str:
    """Say how many of how many are shown, and how old the list is.

    Where the registry searches, nobody knows of how many; where nothing was read, nothing counts.
    """
    known = sum(state.repositories for state in result.feeds)
    all_names = known + sum(state.opened for state in result.feeds)
    if not (result.total or all_names or any(state.refreshed_at for state in result.feeds)):
        return ""
    more = "+" if result.searching else ""
    of = f" of {count_text(all_names)}" if result.total <= all_names else " found"
    words = f"{count_text(result.total)}{more}{of}"
    if result.fuzzy:
        words = f"~ {words}"
    times = [state.refreshed_at for state in result.feeds if state.refreshed_at]
    if times:
        words += f"  {age_text(min(times), now)}"
    if known and not all(state.complete for state in result.feeds):
        words += "  incomplete"
    return words


def status_words(
    result: SearchResult,
    walks: Iterable[Walk],
    ways: Ways,
    *,
    asking: bool = False,
    limit: RateLimit | None = None,
    typing: bool = False,
) -> str:
    """Say what the hits are if they are not what was typed, and how the walks do.

    Where there is no list, one line says what the registry allows instead. Where the registry names
    the `limit` of requests, what is left of it comes last, unless a countdown says it already.
    `typing` says that keys are letters of the filter.
    """
    walks = list(walks)
    words = [_walk_words(walk, "esc, then x" if typing else "x") for walk in walks]
    words.append(_unfinished_words(result, walks, ways))
    if asking:
        words.append("asking the registry ...")
    elif not any(words) and len(result.matches) and (allowed := allows(ways)):
        words.append(allowed)
    if result.fuzzy:
        words.append(
            f"No name contains {result.query!r}: these have its letters in the same order."
        )
    if len(result.feeds) > 1:
        words.append(failures_words(walks))
    if limit is not None and not any(walk.running and walk.waiting for walk in walks):
        words.append(limit_words(limit, datetime.now(UTC)))
    return "   ".join(filter(None, words))


def failures_words(walks: Sequence[Walk]) -> str:
    """Name the feeds among several whose registries failed; one alone is explained instead."""
    names = [feed.name for feed in failed_feeds(walks)]
    if not names:
        return ""
    return f"{', '.join(names)} could not be read; t checks {names[0]}, the feeds say why"


def failed_feeds(walks: Sequence[Walk]) -> list[Feed]:
    """Return the feeds whose registries failed."""
    return [walk.feed for walk in walks if walk.report is not None and walk.report.failed]


def empty_words(
    result: SearchResult,
    walks: Sequence[Walk],
    ways: Ways,
    *,
    asking: bool = False,
    typing: bool = False,
) -> str:
    """Say why there are no rows, and what to do; `typing` says that keys are letters."""
    if asking:
        return "Asking the registry ..."
    if ways.no_list is not None:
        return _no_list_words(result, ways)
    if any(state.repositories for state in result.feeds):
        return f"No repository matches.\n\n{_WIDEN[typing]}"
    if any(walk.running for walk in walks):
        keys = "esc, then x stops it" if typing else "x stops it, esc goes back"
        return f"Reading the catalog. The first page is on its way.\n\n{keys}."
    if all(state.refreshed_at is None for state in result.feeds):
        if any(walk.report and walk.report.error for walk in walks):
            if len(result.feeds) > 1:
                return "There is no list to show. The feeds say why: esc.\n\nr asks again."
            return "There is no list to show. Why, and what to do, is below.\n\nr asks again."
        return "Nothing is known of this catalog yet.\n\nr reads it."
    return "This registry has no repositories."


_WIDEN = (
    "/ goes to the filter, where backspace widens it.",
    "Backspace widens the filter; enter opens a whole reference, such as team/app:1.2.",
)


def _no_list_words(result: SearchResult, ways: Ways) -> str:
    """What to do where the registry cannot be listed."""
    if not result.query.strip():
        return allows(ways)
    if ways.searches:
        return "The registry finds nothing.\n\nA whole name can be opened with enter."
    return "No name that was opened here fits.\n\nA whole name can be opened with enter."


def _unfinished_words(result: SearchResult, walks: Sequence[Walk], ways: Ways) -> str:
    """Say which lists are not whole, and what to do, unless the walk says so itself."""
    if ways.no_list is not None:
        return ""
    told = {walk.feed.name for walk in walks if walk.running or walk.cancelled}
    names = [
        state.feed
        for state in result.feeds
        if state.repositories and not state.complete and state.feed not in told
    ]
    if not names:
        return ""
    whose = f" of {', '.join(names)}" if len(result.feeds) > 1 else ""
    return f"The list{whose} was not read to its end; r goes on from there."


def _walk_words(walk: Walk, key: str) -> str:
    progress = walk.progress
    name = walk.feed.name
    if walk.cancelled:
        return f"{name}: stopped; r goes on from there"
    if walk.report is not None:
        return ""
    if walk.waiting is not None:
        return f"{name}: {waiting_words(walk.waiting)}   {key} stops it"
    if progress is None:
        return f"{name}: reading the catalog ...   {key} stops it"
    expected = f" of about {count_text(progress.expected)}" if progress.expected else ""
    pages = plural(progress.pages, "page")
    rate = f", {count_text(round(walk.rate))} per second" if walk.rate else ""
    return (
        f"{name}: {count_text(progress.repositories)}{expected} in {pages}{rate}   {key} stops it"
    )
