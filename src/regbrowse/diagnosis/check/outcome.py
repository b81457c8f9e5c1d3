"""What a step comes back with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from regbrowse.domain.check import Evidence, StepStatus
from regbrowse.domain.errors import RegbrowseError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a step.

    `error` is what it warns of or failed with, whose words are its summary; `summary` is for steps
    without one. `goes_on` says that the steps after a failure can still find something out.
    """

    status: StepStatus
    error: RegbrowseError | None = None
    summary: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    hints: Sequence[str] = ()
    goes_on: bool = False

    def with_evidence(self, evidence: Mapping[str, Evidence]) -> "Outcome":
        """Return the same outcome with more evidence, after what it has."""
        return replace(self, evidence={**self.evidence, **evidence})


def ok(
    summary: str, evidence: Mapping[str, Evidence] | None = None, hints: Sequence[str] = ()
) -> Outcome:
    """All is well."""
    return Outcome(StepStatus.OK, None, summary, evidence or {}, hints)


def skip(
    summary: str, evidence: Mapping[str, Evidence] | None = None, hints: Sequence[str] = ()
) -> Outcome:
    """There was nothing to ask."""
    return Outcome(StepStatus.SKIP, None, summary, evidence or {}, hints)


def warn(error: RegbrowseError, evidence: Mapping[str, Evidence] | None = None) -> Outcome:
    """It works, and a person should know something."""
    return Outcome(StepStatus.WARN, error, "", evidence or {})


def fail(
    error: RegbrowseError,
    evidence: Mapping[str, Evidence] | None = None,
    *,
    goes_on: bool = False,
) -> Outcome:
    """It does not work."""
    return Outcome(StepStatus.FAIL, error, "", evidence or {}, (), goes_on)
