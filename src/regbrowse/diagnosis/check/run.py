"""Runs a check: one step after the other, within its time, and a report at the end."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

from regbrowse.diagnosis.check.outcome import Outcome, skip
from regbrowse.diagnosis.check.pace import Pace
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
from regbrowse.domain.address import Scheme
from regbrowse.domain.check import (
    DEFAULT_TIMEOUT_S,
    NOT_REACHED,
    STEPS,
    CheckEvent,
    StepReport,
    StepStarted,
    StepStatus,
)
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.codes import Step
from regbrowse.registry.proxy import Proxy

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

_ON_THE_WAY = (Step.PROXY, Step.DNS, Step.TCP)
"""Steps whose findings are those of one scheme: variables name a proxy for each."""


async def run_check(
    target: CheckTarget, around: Surroundings, timeout_s: float = DEFAULT_TIMEOUT_S
) -> AsyncGenerator[CheckEvent]:
    """Yield each step when it begins and when it ends, and the whole report last.

    `timeout_s` are seconds for all steps together. A step is told again where a later one finds
    that http is spoken and a proxy is named for that alone. Failures are in the report and never
    raised. Closing the generator ends the check and all its connections.
    """
    state = State(target, around, asyncio.get_running_loop().time() + timeout_s)
    reporter = Reporter(target.feed, state)
    pace = Pace(state, timeout_s)
    stopped = False
    try:
        for step in STEPS:
            yield StepStarted(step)
            way = (state.scheme, proxy.effective(state))
            report, stopped = await _report(step, state, reporter, pace, stopped=stopped)
            yield report
            for earlier in _to_correct(step, way, state):
                report, stopped = await _report(earlier, state, reporter, pace, stopped=stopped)
                yield report
        yield reporter.whole()
    finally:
        await state.aclose()


def _to_correct(step: Step, way: tuple[Scheme, Proxy | None], state: State) -> Sequence[Step]:
    """The steps before, if `step` has turned from https to http, and that goes another way."""
    scheme, before = way
    if step not in {Step.TCP, Step.TLS} or scheme == state.scheme:
        return ()
    return _ON_THE_WAY if proxy.effective(state) != before else ()


async def _report(
    step: Step, state: State, reporter: Reporter, pace: Pace, *, stopped: bool
) -> tuple[StepReport, bool]:
    if stopped:
        return reporter.add(step, skip(NOT_REACHED), None), stopped
    began = time.monotonic()
    outcome = await pace.run(step, _RUN[step])
    report = reporter.add(step, outcome, time.monotonic() - began)
    return report, outcome.status is StepStatus.FAIL and not outcome.goes_on
