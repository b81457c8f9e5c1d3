"""A report in short words, the same for the terminal and the screens."""

import re
from collections.abc import Iterator

from regbrowse.diagnosis.verdicts import title_of
from regbrowse.domain.check import NOT_REACHED, CheckReport, StepReport, StepStatus
from regbrowse.domain.codes import Code, Step

_BESIDE = frozenset({StepStatus.WARN, StepStatus.FAIL})
_WITH_NOTES = frozenset({StepStatus.OK, StepStatus.SKIP})

_ARTICLES = frozenset({"the", "a", "an"})
_AUXILIARY = re.compile(r"(?<!that) (?:is|are|has)(?= (?:not )?\w+(?:ed|wn)\b)")


def is_worth_a_line(step: StepReport) -> bool:
    """Whether a step says more than that it was not reached."""
    return step.summary != NOT_REACHED


def found_words(step: StepReport) -> str:
    """Return what a step found, in a few words."""
    return title_of(step.code) if step.code is not None else step.summary


def works_words(report: CheckReport) -> str:
    """Return what is known of a registry that works: its version, and who we are to it."""
    steps = (step for step in report.steps if step.step in {Step.API, Step.AUTH})
    return ", ".join(found_words(step) for step in steps)


def besides(report: CheckReport) -> Iterator[tuple[str, str | None]]:
    """Yield what there is to know beside the verdict, each with what to do about it."""
    for step in report.steps:
        if step.status in _BESIDE and step.summary != report.summary:
            first = next(iter(step.hints), None)
            yield f"Also, step {step.step.value}: {step.summary}", first
        elif step.status in _WITH_NOTES:
            yield from ((f"Note, step {step.step.value}: {hint}", None) for hint in step.hints)


def notes_of(report: CheckReport) -> list[str]:
    """Return what to know of steps that are fine, such as where other programs would stumble."""
    return [hint for step in report.steps if step.status is StepStatus.OK for hint in step.hints]


def state_words(report: CheckReport) -> str:
    """Return the verdict in a few words, as the state of a feed."""
    code = next((s.code for s in report.steps if s.code and s.code.value == report.code), None)
    if code is not None:
        return brief(code)
    step = next((each for each in report.steps if each.step is Step.AUTH), None)
    evidence = step.evidence if step is not None else {}
    name = evidence.get("username")
    if evidence.get("anonymous") is False and isinstance(name, str):
        return f"ok, as {name}"
    return "ok, not logged in" if evidence.get("challenges") else "ok"


def brief(code: Code) -> str:
    """Return a failure as briefly as the headline of a paper: `certificate expired`."""
    first, _, rest = title_of(code).partition(" ")
    return _AUXILIARY.sub("", rest if first in _ARTICLES else f"{first} {rest}")
