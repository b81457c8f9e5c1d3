"""`regbrowse refresh`: read the catalog of feeds and keep it."""

import argparse
from contextlib import AbstractContextManager, aclosing, nullcontext
from typing import TYPE_CHECKING, Any

from regbrowse.cli.command import Context, Run, add_format
from regbrowse.cli.limits import limit_of, note_limit
from regbrowse.cli.passwords import use_variable
from regbrowse.cli.targets import feeds_or_targets
from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.progress import Notice, WalkReport
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.wording import plural, repositories

if TYPE_CHECKING:
    from regbrowse.cli.progress import WalkBar
    from regbrowse.domain.feed import Feed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "targets",
        metavar="TARGET",
        nargs="*",
        help="a feed's name, or HOST[:PORT][/PREFIX] (all feeds if there is none)",
    )
    add_format(parser, csv=False)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    feeds = feeds_or_targets(arguments.targets, context)
    use_variable(context, feeds if arguments.targets else [])
    reports = [await walk(feed, context) for feed in feeds]
    if arguments.json:
        context.output.json(
            [
                {**_document(report), "rate_limit": limit_of(feed, context)}
                for feed, report in zip(feeds, reports, strict=True)
            ]
        )
    else:
        context.output.lines(_sentence(report) for report in reports)
        for feed in feeds:
            note_limit(feed, context)
    for report in reports:
        if report.error is not None:
            context.output.error(report.error, f"{report.feed}: ")
    return max((_status(report) for report in reports), default=0)


async def walk(feed: "Feed", context: Context) -> WalkReport:
    """Walk one catalog with a progress bar, if somebody is looking, and tell its notices."""
    report: WalkReport | None = None
    notices: list[Notice] = []
    waits = WaitTeller(context.output, feed.name)
    with _bar(context) as bar:
        async with aclosing(context.service.refresh(feed)) as events:
            async for event in events:
                if isinstance(event, WalkReport):
                    report = event
                elif isinstance(event, Notice):
                    notices.append(event)
                elif isinstance(event, Waiting):
                    if bar is None:
                        waits.tell(event)
                    else:
                        bar.show_wait(feed.name, event)
                elif bar is not None:
                    bar.show(event)
    for notice in notices:
        context.output.notice(notice)
    if report is None:
        raise AssertionError(feed)
    return report


def _bar(context: Context) -> "AbstractContextManager[WalkBar | None]":
    stream = context.output.progress_stream
    if stream is None:
        return nullcontext()
    from regbrowse.cli.progress import WalkBar

    return WalkBar(stream)


def _status(report: WalkReport) -> int:
    return report.error.exit_status if report.error is not None and report.failed else 0


def _document(report: WalkReport) -> dict[str, Any]:
    return {
        "feed": report.feed,
        "repositories": report.repositories,
        "pages": report.pages,
        "complete": report.complete,
        "resumed": report.resumed,
        "elapsed_s": round(report.elapsed_s, 3),
        "error": None if report.error is None else report.error.code.value,
    }


def _sentence(report: WalkReport) -> str:
    resumed = ", resumed" if report.resumed else ""
    pages, known = plural(report.pages, "page"), repositories(report.repositories)
    if report.complete:
        result = f"{known} in {pages}, complete{resumed}"
    else:
        # What is kept may be the list of an earlier walk.
        result = f"incomplete after {pages}{resumed}, {known} kept"
    return f"{report.feed}: {result} ({report.elapsed_s:.1f} s)"
