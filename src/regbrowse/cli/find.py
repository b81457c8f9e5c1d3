"""`regbrowse find`: find a tag or digest in many repositories."""

import argparse
from contextlib import AbstractContextManager, aclosing, nullcontext
from typing import TYPE_CHECKING

from regbrowse.cli.command import Context, Run, add_format, count
from regbrowse.cli.limits import limit_of, note_limit
from regbrowse.cli.passwords import use_variable
from regbrowse.cli.targets import feeds_or_targets
from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.progress import Notice, WalkProgress
from regbrowse.domain.rate_limit import Waiting

if TYPE_CHECKING:
    from regbrowse.cli.find_bar import FindBar
    from regbrowse.domain.feed import Feed
    from regbrowse.domain.finding import FindEvent, Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "query",
        metavar="TAG|DIGEST",
        help="a tag, a pattern such as '2.7.*', or a whole digest (sha256:...)",
    )
    parser.add_argument(
        "--feed",
        dest="feeds",
        metavar="NAME",
        action="append",
        default=[],
        help="look in this feed or address only; may be repeated (all feeds without it)",
    )
    parser.add_argument(
        "--in",
        dest="within",
        metavar="TEXT",
        default="",
        help="look in repositories only that `regbrowse search TEXT` finds",
    )
    parser.add_argument("--limit", metavar="N", type=count, help="stop when N are found")
    add_format(parser, csv=False)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    import asyncio  # not for the help, which loads nothing heavy

    from regbrowse.cli.find_text import comment, document, show
    from regbrowse.domain.finding import Finding, read_query

    finding = Finding(read_query(arguments.query))
    feeds = feeds_or_targets(arguments.feeds, context)
    use_variable(context, feeds if arguments.feeds else [])

    def answer() -> None:
        if arguments.json:
            limits = [{"feed": f.name, "rate_limit": limit_of(f, context)} for f in feeds]
            context.output.json({**document(finding, arguments.limit), "feeds": limits})
        else:
            show(finding, arguments.limit, context.output)
            for feed in feeds:
                note_limit(feed, context)

    try:
        await _search(finding, feeds, arguments, context)
    except asyncio.CancelledError:
        # Who stops a search has seen enough of it, and what was found was paid for with requests:
        # it is the answer so far, and says itself that it is not complete.
        if finding.begun is not None:
            answer()
            comment(finding, arguments.limit, context.output)
        raise
    if finding.searched or not finding.failures:
        answer()
        comment(finding, arguments.limit, context.output)
    for failure in finding.failures:
        context.output.error(failure.error, f"{failure.feed}: ")
    return max((failure.error.exit_status for failure in finding.failures), default=0)


async def _search(
    finding: "Finding", feeds: "list[Feed]", arguments: argparse.Namespace, context: Context
) -> None:
    """Search until the end, or until enough is found."""
    notices: list[Notice] = []
    waits = WaitTeller(context.output, ", ".join(feed.name for feed in feeds))
    with _bar(context) as bar:
        events = context.service.find(feeds, finding.query, arguments.within)
        async with aclosing(events):
            async for event in events:
                finding.take(event)
                if isinstance(event, Notice):
                    notices.append(event)
                elif bar is not None:
                    _draw(bar, event, finding)
                elif isinstance(event, Waiting):
                    waits.tell(event)
                if arguments.limit is not None and finding.found >= arguments.limit:
                    break
    for notice in notices:
        context.output.notice(notice)


def _draw(bar: "FindBar", event: "FindEvent", finding: "Finding") -> None:
    if isinstance(event, Waiting):
        bar.show_wait(event)
    elif isinstance(event, WalkProgress):
        bar.show_walk(event)
    else:
        bar.show(finding)


def _bar(context: Context) -> "AbstractContextManager[FindBar | None]":
    stream = context.output.progress_stream
    if stream is None:
        return nullcontext()
    from regbrowse.cli.find_bar import FindBar

    return FindBar(stream)
