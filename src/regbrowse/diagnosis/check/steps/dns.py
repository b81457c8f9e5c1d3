"""From the host's name to its addresses."""

import ipaddress

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.probes.names import resolve

_PATIENCE_S = 5.0


async def run(state: State) -> Outcome:
    """Look the name up, unless the proxy does so."""
    if state.proxy is not None:
        return skip("the proxy looks the name up", {"host": state.host})
    if _is_literal(state.host):
        state.addresses = [state.host]
        return ok(f"{state.host} is an address already", {"addresses": [state.host]})
    attempt = state.attempt("look up the host name")
    try:
        found = await resolve(state.host, state.port, attempt, state.at_most(_PATIENCE_S))
    except RegistryError as error:
        return fail(error, {"host": state.host, "addresses": []})
    state.addresses = found.addresses
    evidence: dict[str, Evidence] = {
        "host": state.host,
        "addresses": list(found.addresses),
        "elapsed_ms": round(found.elapsed_s * 1000),
    }
    return ok(", ".join(found.addresses), evidence)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
