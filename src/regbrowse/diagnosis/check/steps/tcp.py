"""A connection to each address of the host."""

from collections.abc import Sequence

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.registry.limits import CONNECT_S
from regbrowse.registry.probes.tcp import Knock, knock_at_all


async def run(state: State) -> Outcome:
    """Connect to all addresses at once."""
    if state.proxy is not None:
        return skip("the proxy connects to the registry")
    knocks = await _knock(state)
    attempts = [_tell(knock, state.port) for knock in knocks]
    if _may_be_plain(state, knocks):
        # Without a port https means 443; a registry on this machine may be at 80.
        state.scheme = "http"
        knocks = await _knock(state)
        attempts += [_tell(knock, state.port) for knock in knocks]
    answering = [knock for knock in knocks if knock.error is None]
    evidence: dict[str, Evidence] = {"port": state.port, "attempts": attempts}
    silent = [knock for knock in knocks if knock.error is not None]
    if not answering:
        first = silent[0].error
        if first is None:
            raise AssertionError(knocks)
        return fail(first.retold(addresses=_listed(silent)), evidence | {"answered": None})
    state.answering = answering[0].address
    evidence["answered"] = [knock.address for knock in answering]
    if silent and not state.feed.address.is_loopback:
        error = silent[0].error
        if error is None:
            raise AssertionError(silent)
        mismatch = error.retold(
            Code.ADDRESS_FAMILY_MISMATCH,
            answering=_listed(answering),
            silent=_listed(silent),
            first="yes" if knocks[0].error is not None else None,
        )
        return warn(mismatch, evidence)
    return ok(f"{_at(state.answering)}:{state.port} takes connections", evidence)


async def _knock(state: State) -> list[Knock]:
    attempt = state.attempt("connect")
    return await knock_at_all(state.addresses, state.port, attempt, state.at_most(CONNECT_S))


def _may_be_plain(state: State, knocks: Sequence[Knock]) -> bool:
    refused = all(k.error is not None and k.error.code is Code.CONNECTION_REFUSED for k in knocks)
    return refused and state.feed.address.port is None and len(_schemes(state)) > 1


def _schemes(state: State) -> Sequence[str]:
    return state.feed.address.schemes_to_try


def _tell(knock: Knock, port: int) -> dict[str, Evidence]:
    return {
        "address": knock.address,
        "port": port,
        "ok": knock.error is None,
        "error": knock.error.code.value if knock.error else None,
        "elapsed_ms": round(knock.elapsed_s * 1000),
    }


def _at(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _listed(knocks: Sequence[Knock]) -> str:
    return ", ".join(knock.address for knock in knocks)
