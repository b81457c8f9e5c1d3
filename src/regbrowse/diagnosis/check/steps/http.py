"""The version check: what answers at this address."""

from dataclasses import replace

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.software import software_of
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.registry.discovery import discover
from regbrowse.registry.limits import PING
from regbrowse.registry.probes.plain import skew_of
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.probes.second_look import LOOK_S
from regbrowse.registry.request import Request

_LATER = frozenset({Step.API, Step.AUTH})
"""A registry answers, and it is for a later step to say what about it."""

_AGENT = "docker/27.0.0"


async def run(state: State) -> Outcome:
    """Ask `GET /v2/`, and `/v1/_ping` where that is not there, without a login."""
    transport = state.transport = state.open_transport(state.asked)
    try:
        # Time is kept for a second look at what went wrong.
        with transport.keeping(min(LOOK_S, state.left_s / 4)):
            state.endpoint = await discover(state.asked, transport)
    except RegistryError as error:
        evidence = _evidence(state, transport) | transport.looks
        if error.code.step not in _LATER:
            return fail(await _second_look(state, transport, error, evidence), evidence)
        state.discovery = error
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


async def _second_look(
    state: State, transport: Recorder, error: RegistryError, evidence: dict[str, Evidence]
) -> RegbrowseError:
    """Tell causes apart that look alike."""
    if error.code is Code.BLOCKED_BY_GATEWAY:
        status = await _status(transport, state.root, agent=_AGENT)
        evidence["status_as_docker"] = status
        return error.retold(agent=_AGENT if status in {200, 401} else None)
    if error.code.step is Step.HTTP and state.feed.address.prefix and error.status is not None:
        elsewhere = replace(state.feed.address, prefix="").v2_root(state.scheme)
        status = await _status(transport, elsewhere)
        evidence["status_without_path"] = status
        if status in {200, 401}:
            return error.retold(without_path=elsewhere.removesuffix("/v2/"))
    return error


async def _status(transport: Recorder, url: str, agent: str | None = None) -> int | None:
    """The status of a version check without a login, which is 200 or 401 at a registry."""
    headers = {"Accept": "application/json"} | ({"User-Agent": agent} if agent else {})
    request = Request(url, "ask for the API version", PING, headers)
    try:
        answer = await transport.send(request)
    except RegistryError:
        return None
    page = answer.looks_like_html or answer.crossed
    return None if page and answer.status == 200 else answer.status
