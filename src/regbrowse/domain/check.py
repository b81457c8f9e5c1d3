"""A check: what each step of the staged diagnosis found, and the verdict.

All of it is safe to show and to send to others: no secret is ever part of a report. Texts may hold
what a registry sent, so they are drawn like everything else that is untrusted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from regbrowse.domain.codes import Code, Step

Evidence = str | int | float | bool | None | Sequence["Evidence"] | Mapping[str, "Evidence"]
"""A fact as JSON can hold it."""

STEPS: Final = tuple(step for step in Step if step is not Step.USAGE)
"""The steps of a check in the order in which they run."""

HEALTHY: Final = "healthy"
"""The code of a report in which no step failed or warned."""

NOT_REACHED: Final = "not reached"
"""The summary of a step that a failure before it, or the kind of registry, left out."""

DEFAULT_TIMEOUT_S: Final = 15.0
"""Seconds that a whole check takes at most, unless it is told otherwise."""


class StepStatus(StrEnum):
    """How a step ended. After a failure what depends on it is skipped."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step has begun."""

    step: Step


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step found.

    `code` is set if it warned or failed, and `hints` say what to do then, most likely first; a step
    that is fine may have a hint, too, where other tools would stumble. `elapsed_s` is None for a
    step that was skipped.
    """

    step: Step
    status: StepStatus
    code: Code | None
    summary: str
    elapsed_s: float | None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    hints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The verdict, and the steps that led to it.

    `target` is the name of the feed, or the address as it was typed; `url` is where the version of
    the API is asked for, to be opened in a browser, None if the address cannot be one. `api` is
    "v1" or "v2" once it is known. `code` is that of the first step that failed, else of the first
    that warned, else `HEALTHY`.
    """

    target: str
    ok: bool
    api: str | None
    code: str
    summary: str
    hints: Sequence[str]
    steps: Sequence[StepReport]
    url: str | None = None


CheckEvent = StepStarted | StepReport | CheckReport
"""What a running check tells: when each step begins and what it found, and the whole report last.

A step is found out again where a later one has shown that it was asked for the wrong way.
"""
