"""Runs a check: one step after the other, within its time, and a report at the end."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

from regbrowse.diagnosis.check.late import too_late
from regbrowse.diagnosis.check.outcome import Outcome, skip
from regbrowse.diagnosis.check.report import Reporter
from regbrowse.diagnosis.check.state import State, Surroundings
from regbrowse.diagnosis.check.steps import (
    address,
    api,
    auth,
    catalog,
    dns,
    http,
    manifest,
    proxy,
    registry_path,
    tags,
    tcp,
    tls,
)
from regbrowse.domain.check import (
    DEFAULT_TIMEOUT_S,
    NOT_REACHED,
    STEPS,
    CheckEvent,
    StepReport,
    StepStarted,
    StepStatus,
)
from regbrowse.domain.codes import Step
from regbrowse.domain.feed import Feed

_RUN: Mapping[Step, Callable[[State], Awaitable[Outcome]]] = {
    Step.ADDRESS: address.run,
    Step.PROXY: proxy.run,
    Step.DNS: dns.run,
    Step.TCP: tcp.run,
    Step.TLS: tls.run,
    Step.HTTP: http.run,
    Step.API: api.run,
    Step.AUTH: auth.run,
    Step.CATALOG: catalog.run,
    Step.TAGS: tags.run,
    Step.MANIFEST: manifest.run,
    Step.REGISTRY_PATH: registry_path.run,
}

_AFTER = 0.05
"""Seconds within which a step that was told to end does so."""


async def run_check(
    feed: Feed,
    around: Surroundings,
    repository: str | None = None,
    timeout_s: float = DEFAULT_TIMEOUT_S,
) -> AsyncGenerator[CheckEvent]:
    """Yield each step when it begins and when it ends, and the whole report last.

    `repository` is the one whose tags are read; without it one of the catalog is. `timeout_s` are
    seconds for all steps together. Failures are in the report and never raised. Closing the
    generator ends the check and all its connections.
    """
    state = State(feed, around, repository, asyncio.get_running_loop().time() + timeout_s)
    reporter = Reporter(feed, state)
    stopped = False
    try:
        for step in STEPS:
            yield StepStarted(step)
            report, stopped = await _report(step, state, reporter, timeout_s, stopped=stopped)
            yield report
        yield reporter.whole()
    finally:
        await state.aclose()


async def _report(
    step: Step, state: State, reporter: Reporter, timeout_s: float, *, stopped: bool
) -> tuple[StepReport, bool]:
    if stopped:
        return reporter.add(step, skip(NOT_REACHED), None), stopped
    began = time.monotonic()
    outcome = await _run(step, state, timeout_s)
    report = reporter.add(step, outcome, time.monotonic() - began)
    return report, outcome.status is StepStatus.FAIL and not outcome.goes_on


async def _run(step: Step, state: State, timeout_s: float) -> Outcome:
    if state.left_s <= 0:
        return too_late(step, state, timeout_s)
    try:
        async with asyncio.timeout(state.left_s + _AFTER):
            return await _RUN[step](state)
    except TimeoutError:
        return too_late(step, state, timeout_s)
