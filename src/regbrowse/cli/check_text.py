"""A check in words for a terminal: a line for each step, then the verdict and what to do."""

from collections.abc import Iterator

from regbrowse.diagnosis.evidence import evidence_lines
from regbrowse.diagnosis.verdicts import title_of
from regbrowse.domain.check import CheckReport, StepReport, StepStatus

_FOUND_WIDTH = 44
_BESIDE = frozenset({StepStatus.WARN, StepStatus.FAIL})


def opening(name: str) -> str:
    """Return the first line of a report."""
    return f"check {name}"


def step_line(step: StepReport, *, verbose: bool) -> Iterator[str]:
    """Yield a step's line and, if wanted, its evidence; a step that was not reached has none."""
    if step.status is StepStatus.SKIP and not step.evidence and step.summary == "not reached":
        return
    found = title_of(step.code) if step.code is not None else step.summary
    line = f"  {step.status.value:<4}  {step.step.value:<13}  {found:<{_FOUND_WIDTH}}"
    if step.elapsed_s is not None:
        line += f"  {step.elapsed_s * 1000:>5.0f} ms"
    yield line.rstrip()
    if verbose:
        yield from (f"          {each}" for each in evidence_lines(step.evidence))


def verdict_lines(report: CheckReport) -> Iterator[str]:
    """Yield the verdict, its hints, and what else there is to know."""
    yield f"  {report.summary}"
    yield from (f"    {number}. {hint}" for number, hint in enumerate(report.hints, 1))
    told = report.summary
    for step in report.steps:
        if step.status in _BESIDE and step.summary != told:
            yield f"  Also, step {step.step.value}: {step.summary}"
            yield from (f"    - {hint}" for hint in step.hints[:1])
        elif step.status is StepStatus.OK:
            yield from (f"  Note, step {step.step.value}: {hint}" for hint in step.hints)
