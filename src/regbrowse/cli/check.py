"""`regbrowse check`: find out why a registry does not answer, and what to do about it."""

import argparse
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from regbrowse.cli.check_text import opening, step_line, verdict_lines
from regbrowse.cli.command import USAGE_STATUS, Context, Run
from regbrowse.cli.limits import limit_of, note_limit
from regbrowse.cli.passwords import STDIN, read_stdin, use_variable
from regbrowse.cli.targets import feeds_or_targets
from regbrowse.diagnosis.report_words import notes_of
from regbrowse.domain.check import DEFAULT_TIMEOUT_S, CheckReport, StepReport
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.login import Login, Supplier
from regbrowse.domain.reference import hub_repository, parse_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from regbrowse.domain.feed import Feed

_NO_ADDRESS = frozenset({Code.INVALID_ADDRESS, Code.UNSUPPORTED_SCHEME, Code.SECRET_IN_ADDRESS})
_LONGEST_S = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        nargs="?",
        help="a feed's name, or HOST[:PORT][/PREFIX] (all feeds if there is none)",
    )
    parser.add_argument(
        "--repository",
        metavar="NAME[:TAG]",
        help="read the tags of this repository, and this image of it",
    )
    parser.add_argument("--username", metavar="USER", help="log in as this user")
    parser.add_argument(
        STDIN, action="store_true", help="read the password of that user from stdin"
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=DEFAULT_TIMEOUT_S,
        help=f"end each check after so many seconds (default: {DEFAULT_TIMEOUT_S:g})",
    )
    parser.add_argument(
        "--verbose", "-v", action="store_true", help="show the evidence of each step"
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="write one JSON document to stdout")
    group.add_argument(
        "--markdown", action="store_true", help="write the report as Markdown, for a ticket"
    )
    run: Run = _run
    parser.set_defaults(run=run)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_S:
        message = f"{text!r} is not a number of seconds"
        raise argparse.ArgumentTypeError(message)
    return seconds


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    # What was typed wrong is said before anything is asked.
    repository = None if arguments.repository is None else parse_image(arguments.repository)
    try:
        feeds = feeds_or_targets([arguments.target] if arguments.target else [], context)
    except UsageError as error:
        if error.code not in _NO_ADDRESS:
            raise
        return _unusable(arguments, error, context)
    if arguments.target:
        feeds = [_with_login(feeds[0], arguments, context)]
    elif arguments.username or arguments.password_stdin or repository:
        option = "username" if arguments.username else "password-stdin"
        option = "repository" if repository else option
        raise UsageError(
            Code.INVALID_SETTING, setting=option, reason="the command must name one feed for it"
        )
    else:
        use_variable(context, [])
    reports = [await _check(_target(feed, repository), arguments, context) for feed in feeds]
    limits = [limit_of(feed, context) for feed in feeds]
    _write(reports, limits, arguments, context)
    return 0 if all(report.ok for report in reports) else 1


def _with_login(feed: "Feed", arguments: argparse.Namespace, context: Context) -> "Feed":
    """Return the feed with the user that was named, whose password is handed over."""
    if arguments.username:
        feed = replace(feed, username=arguments.username)
    if not arguments.password_stdin:
        use_variable(context, [feed])
        return feed
    if feed.username is None:
        reason = "a password needs a user name, too"
        raise UsageError(Code.INVALID_SETTING, setting="username", reason=reason)
    context.service.hand_over(
        feed, Login(feed.username, read_stdin(), STDIN, supplier=Supplier.STDIN)
    )
    return feed


def _target(feed: "Feed", named: tuple[str, str | None] | None) -> CheckTarget:
    if named is None:
        return CheckTarget(feed)
    return CheckTarget(feed, hub_repository(feed.address, named[0]), named[1])


async def _check(
    target: CheckTarget, arguments: argparse.Namespace, context: Context
) -> CheckReport:
    """Run one check; as text its steps appear as they end."""
    text = not (arguments.json or arguments.markdown)
    if text:
        context.output.lines([opening(target.feed.name)])
    events = context.service.check(target, arguments.timeout)
    report: CheckReport | None = None
    async with aclosing(events) as running:
        async for event in running:
            if isinstance(event, CheckReport):
                report = event
            elif isinstance(event, StepReport) and text:
                context.output.lines(step_line(event, verbose=arguments.verbose))
                context.output.flush()
    if report is None:
        raise AssertionError(target)
    if text:
        context.output.lines(verdict_lines(report))
        note_limit(target.feed, context)
    return report


def _unusable(arguments: argparse.Namespace, error: UsageError, context: Context) -> int:
    from regbrowse.diagnosis.check.report import of_address

    report = of_address(arguments.target, error)
    if not (arguments.json or arguments.markdown):
        context.output.lines([opening(report.target)])
        for step in report.steps:
            context.output.lines(step_line(step, verbose=False))
        context.output.lines(verdict_lines(report))
    _write([report], [None], arguments, context)
    return USAGE_STATUS


def _write(
    reports: list[CheckReport],
    limits: "Sequence[object]",
    arguments: argparse.Namespace,
    context: Context,
) -> None:
    if arguments.json:
        documents = [
            {**document(report), "rate_limit": limit}
            for report, limit in zip(reports, limits, strict=True)
        ]
        context.output.json(documents[0] if arguments.target else documents)
    elif arguments.markdown:
        for report in reports:
            context.output.lines(context.service.report_markdown(report).splitlines())


def document(report: CheckReport) -> dict[str, object]:
    """Return a report as JSON; keys may be added, never renamed."""
    return {
        "target": report.target,
        "ok": report.ok,
        "api": report.api,
        "code": report.code,
        "summary": report.summary,
        "hints": list(report.hints) or notes_of(report),
        "steps": [_step(step) for step in report.steps],
        "url": report.url,
    }


def _step(step: StepReport) -> dict[str, object]:
    return {
        "name": step.step.value,
        "status": step.status.value,
        "code": step.code.value if step.code else None,
        "summary": step.summary,
        "elapsed_ms": None if step.elapsed_s is None else round(step.elapsed_s * 1000),
        "evidence": dict(step.evidence),
        "hints": list(step.hints),
    }
