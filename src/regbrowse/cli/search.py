"""`regbrowse search`: find repositories by a part of their name, also offline."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regbrowse.cli.command import Context, Run, add_format, count
from regbrowse.cli.limits import limit_of, note_limit
from regbrowse.cli.passwords import use_variable
from regbrowse.cli.refresh import walk
from regbrowse.cli.registry_search import ask_registries
from regbrowse.cli.targets import feeds_or_targets
from regbrowse.domain.wording import age_text, plural, repositories, rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from regbrowse.domain.catalog import CatalogState, SearchResult
    from regbrowse.domain.errors import RegbrowseError
    from regbrowse.domain.feed import Feed
    from regbrowse.domain.ways import Ways


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "term",
        metavar="TERM",
        nargs="+",
        help='words of the name, in any order ("" lists everything)',
    )
    parser.add_argument(
        "--feed",
        dest="feeds",
        metavar="NAME",
        action="append",
        default=[],
        help="search this feed or address only; may be repeated (all feeds without it)",
    )
    parser.add_argument(
        "--offline", action="store_true", help="ask no registry, also if nothing is kept of it"
    )
    parser.add_argument("--limit", metavar="N", type=count, help="show the N best only")
    add_format(parser, csv=True)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    feeds = feeds_or_targets(arguments.feeds, context)
    use_variable(context, feeds if arguments.feeds else [])
    failures: dict[str, RegbrowseError] = {}
    if not arguments.offline:
        failures = await _walk_unknown(feeds, context)
    text = " ".join(arguments.term)
    result = await context.service.search(feeds, text, arguments.limit)
    ways = {feed.name: await context.service.ways.ways(feed) for feed in feeds}
    if not arguments.offline:
        result, more = await ask_registries(result, feeds, ways, arguments.limit, context)
        failures |= more
    for name, error in failures.items():
        context.output.error(error, f"{name}: ")
    kept = result.matches or any(state.repositories for state in result.feeds)
    if failures and len(failures) == len(feeds) and not kept:
        return max(error.exit_status for error in failures.values())
    if arguments.json:
        limits = {feed.name: limit_of(feed, context) for feed in feeds}
        context.output.json(_document(result, ways, failures, limits))
    elif arguments.csv:
        rows = ((match.feed, match.repository) for match in result.matches)
        context.output.csv(("feed", "repository"), rows)
    else:
        context.output.lines(f"{match.feed}/{match.repository}" for match in result.matches)
        _comment(result, ways, context)
        for feed in feeds:
            note_limit(feed, context)
    return 0


async def _walk_unknown(feeds: "list[Feed]", context: Context) -> "dict[str, RegbrowseError]":
    """Read the catalogs that were never read, and return which could not be.

    A registry that has no list for us is no failure where it searches, or names were opened.
    """
    failures = {}
    for feed in feeds:
        state = await context.service.feeds.catalog_state(feed)
        ways = await context.service.ways.ways(feed)
        settled = ways.searches and await context.service.ways.has_no_list(feed)
        if state.refreshed_at is None and not settled:
            report = await walk(feed, context)
            searches = report.ways is not None and report.ways.searches
            opened = await context.service.ways.opened(feed)
            if report.error is not None and not searches and not opened:
                failures[feed.name] = report.error
    return failures


def _comment(result: "SearchResult", ways: "Mapping[str, Ways]", context: Context) -> None:
    """Say on stderr what the list is worth: how many of how many, how old, how whole."""
    from regbrowse.diagnosis.ways import allows

    known = sum(state.repositories + state.opened for state in result.feeds)
    shown = len(result.matches)
    text = f"{plural(result.total, 'match', 'matches')} in {repositories(known)}"
    if shown < result.total:
        text = f"the best {shown} of {text}"
    context.output.note(text)
    if result.fuzzy:
        context.output.note(
            f"no name contains {result.query!r}; these have its letters in the same order"
        )
    now = datetime.now(UTC)
    for state in result.feeds:
        if words := allows(ways[state.feed], kept=bool(state.repositories)):
            context.output.note(f"{state.feed}: {words}")
        if ways[state.feed].no_list is None or state.repositories:
            context.output.note(_age(state, now))


def _age(state: "CatalogState", now: datetime) -> str:
    if state.refreshed_at is None:
        return f"{state.feed}: its catalog was never read (`regbrowse refresh {state.feed}`)"
    whole = "" if state.complete else ", incomplete"
    return f"{state.feed}: its list was read {age_text(state.refreshed_at, now)}{whole}"


def _document(
    result: "SearchResult",
    ways: "Mapping[str, Ways]",
    failures: "Mapping[str, RegbrowseError]",
    limits: "Mapping[str, dict[str, Any] | None]",
) -> dict[str, Any]:
    return {
        "query": result.query,
        "total": result.total,
        "fuzzy": result.fuzzy,
        "results": [
            {"feed": match.feed, "repository": match.repository} for match in result.matches
        ],
        "feeds": [
            {
                "feed": state.feed,
                "repositories": state.repositories,
                "complete": state.complete,
                "refreshed_at": rfc3339(state.refreshed_at),
                "opened": state.opened,
                "software": ways[state.feed].software,
                "no_list": ways[state.feed].no_list,
                "searches": ways[state.feed].searches,
                "error": failures[state.feed].code if state.feed in failures else None,
                "rate_limit": limits[state.feed],
            }
            for state in result.feeds
        ],
    }
