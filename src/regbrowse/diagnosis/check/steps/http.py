"""The version check: what answers at this address."""

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.software import software_of
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Step
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.registry.discovery import discover
from regbrowse.registry.probes.plain import skew_of
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.probes.second_look import LOOK_S
from regbrowse.registry.software import software_in


async def run(state: State) -> Outcome:
    """Ask `GET /v2/`, and `/v1/_ping` where that is not there, without a login."""
    transport = state.transport = state.open_transport(state.asked)
    try:
        # Time is kept for a second look at what went wrong.
        with transport.keeping(min(LOOK_S, state.left_s / 4)):
            state.endpoint = await discover(state.asked, transport)
    except RegistryError as error:
        evidence = _evidence(state, transport) | transport.looks
        if error.code.step is not Step.API:
            headers = transport.seen[-1].headers if transport.seen else {}
            return fail(error, evidence | {"software": software_in(headers)})
        state.mismatch = error
        return ok(f"an answer with status {error.status}", evidence)
    except RegbrowseError as error:
        return fail(error)
    evidence = _evidence(state, transport)
    ping = state.endpoint.ping
    software = software_of(state.feed.address, state.endpoint)
    evidence |= {"status": ping.status, "software": software}
    named = f", {software}" if software else ""
    return ok(f"{state.endpoint.root} answers with status {ping.status}{named}", evidence)


def _evidence(state: State, transport: Recorder) -> dict[str, Evidence]:
    dates = [seen.headers["date"] for seen in transport.seen if "date" in seen.headers]
    state.skew_s = skew_of(dates[-1]) if dates else None
    return {
        "requests": [seen.evidence for seen in transport.seen],
        "clock_ahead_s": None if state.skew_s is None else round(state.skew_s),
    }
