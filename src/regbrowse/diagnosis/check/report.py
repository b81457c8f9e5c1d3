"""From what the steps found to a report that can be shown to anybody."""

from collections.abc import Mapping
from dataclasses import replace

from regbrowse.diagnosis.check.outcome import Outcome, fail, skip
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.check import (
    HEALTHY,
    NOT_REACHED,
    STEPS,
    CheckReport,
    Evidence,
    StepReport,
    StepStatus,
)
from regbrowse.domain.codes import Step
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.domain.veil import STARS, Veil


class Reporter:
    """Collects the steps of one check."""

    def __init__(self, feed: Feed, state: State) -> None:
        self._feed = feed
        self._state = state
        self._steps: dict[Step, StepReport] = {}

    def add(self, step: Step, outcome: Outcome, elapsed_s: float | None) -> StepReport:
        """Turn how a step ended into words. Nothing secret gets into them.

        A step that is told again takes the place of what it was.
        """
        skipped = outcome.status is StepStatus.SKIP
        veil = self._state.veil
        if outcome.error is not None:
            # Before its words are made, for those are cut, and half a secret is one, too.
            _veil(outcome.error, veil)
        elapsed_s = None if skipped else elapsed_s
        report = _cleaned(report_of(step, outcome, elapsed_s, self._feed.saved_name), veil)
        self._steps[step] = report
        return report

    def whole(self) -> CheckReport:
        """Return the report of all steps."""
        endpoint = self._state.endpoint
        api = endpoint.api.value if endpoint is not None else None
        if endpoint is None and self._state.mismatch is not None:
            api = self._found()
        url = self._state.root
        if endpoint is not None and endpoint.api is ApiVersion.V1:
            url = f"{endpoint.root}_ping"
        steps = list(self._steps.values())
        return concluded(self._feed.name, api, steps, url, str(self._feed.address))

    def _found(self) -> str | None:
        step = self._steps.get(Step.API)
        found = step.evidence.get("found") if step is not None else None
        return found if isinstance(found, str) else None


def report_of(
    step: Step, outcome: Outcome, elapsed_s: float | None, feed: str | None
) -> StepReport:
    """Return a step in words; those of a failure are the ones that any command would say."""
    if outcome.error is None:
        return StepReport(
            step,
            outcome.status,
            None,
            outcome.summary,
            elapsed_s,
            outcome.evidence,
            tuple(outcome.hints),
        )
    words = explain(outcome.error, feed=feed)
    return StepReport(
        step,
        outcome.status,
        words.code,
        words.summary,
        elapsed_s,
        outcome.evidence,
        (*words.hints, *outcome.hints),
    )


def _veil(error: RegbrowseError, veil: Veil) -> None:
    error.veil(veil.over)
    if isinstance(error.__cause__, RegbrowseError):
        error.__cause__.veil(veil.over)


def of_address(target: str, error: RegbrowseError) -> CheckReport:
    """Return the report on an address that cannot be one; nothing was asked of anybody."""
    first = report_of(Step.ADDRESS, fail(error), 0.0, None)
    rest = [report_of(step, skip(NOT_REACHED), None, None) for step in STEPS[1:]]
    shown = STARS if set(target) & set("@?#") else target
    return concluded(shown, None, [first, *rest], None, shown)


def concluded(
    target: str, api: str | None, steps: list[StepReport], url: str | None, place: str
) -> CheckReport:
    """Draw the verdict: the first step that failed, else the first that warned."""
    failed = next((each for each in steps if each.status is StepStatus.FAIL), None)
    warned = next((each for each in steps if each.status is StepStatus.WARN), None)
    decisive = failed or warned
    if decisive is None or decisive.code is None:
        return CheckReport(target, True, api, HEALTHY, _healthy(place, steps), (), steps, url)
    return CheckReport(
        target,
        failed is None,
        api,
        decisive.code.value,
        decisive.summary,
        tuple(decisive.hints),
        tuple(steps),
        url,
    )


def _healthy(place: str, steps: list[StepReport]) -> str:
    by_step = {each.step: each for each in steps}
    asked = [
        each.summary
        for step in (Step.API, Step.AUTH, Step.CATALOG)
        if (each := by_step.get(step)) is not None and each.status is StepStatus.OK
    ]
    return f"{place} works: {', '.join(asked)}." if asked else f"{place} works."


def _cleaned(report: StepReport, veil: Veil) -> StepReport:
    """Put stars in the place of every secret: a server may say back what it was sent."""
    return replace(
        report,
        summary=veil.over(report.summary),
        evidence={key: _clean(value, veil) for key, value in report.evidence.items()},
        hints=tuple(veil.over(hint) for hint in report.hints),
    )


def _clean(value: Evidence, veil: Veil) -> Evidence:
    if isinstance(value, str):
        return veil.over(value)
    if isinstance(value, Mapping):
        return {veil.over(key): _clean(each, veil) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each, veil) for each in value]
    return value
