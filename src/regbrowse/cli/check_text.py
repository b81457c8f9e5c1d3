"""A check in words for a terminal: a line for each step, then the verdict and what to do."""

import textwrap
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from regbrowse.diagnosis.evidence import evidence_lines
from regbrowse.diagnosis.report_words import besides, found_words, is_worth_a_line
from regbrowse.domain.check import CheckEvent, CheckReport, StepReport

_FOUND_WIDTH = 44
_FOUND_AT = 23


def opening(name: str) -> str:
    """Return the first line of a report."""
    return f"check {name}"


def step_line(step: StepReport, *, verbose: bool) -> Iterator[str]:
    """Yield a step's line and, if wanted, its evidence; a step that was not reached has none."""
    if not is_worth_a_line(step):
        return
    found, *more = _folded(found_words(step))
    line = f"  {step.status.value:<4}  {step.step.value:<13}  {found:<{_FOUND_WIDTH}}"
    if step.elapsed_s is not None:
        line += f"  {step.elapsed_s * 1000:>5.0f} ms"
    yield line.rstrip()
    yield from (f"{' ' * _FOUND_AT}{each}" for each in more)
    if verbose:
        yield from (f"          {each}" for each in evidence_lines(step.evidence))


def _folded(found: str) -> list[str]:
    """Keep the times in their column: what is longer goes on below, a URL stays whole."""
    return textwrap.wrap(found, _FOUND_WIDTH, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]


def verdict_lines(report: CheckReport) -> Iterator[str]:
    """Yield the verdict, its hints, and what else there is to know."""
    yield f"  {report.summary}"
    yield from (f"    {number}. {hint}" for number, hint in enumerate(report.hints, 1))
    for words, hint in besides(report):
        yield f"  {words}"
        if hint is not None:
            yield f"    - {hint}"


async def whole_report(events: AsyncGenerator[CheckEvent]) -> CheckReport:
    """Run a check to its end and return the report."""
    async with aclosing(events) as running:
        async for event in running:
            if isinstance(event, CheckReport):
                return event
    raise AssertionError("a check ends with a report")
