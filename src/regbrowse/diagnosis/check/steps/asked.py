"""What a step asked by HTTP, as evidence."""

from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.tokens import told
from regbrowse.domain.check import Evidence
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.probes.names import resolve
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.urls import origin_of

_LOOK_UP_S = 1.0


def asked(transport: Recorder, began: int) -> dict[str, Evidence]:
    """Return the requests from number `began` on, and the token that was issued for them."""
    requests = [seen.evidence for seen in transport.seen[began:]]
    return {**told(transport, began), "requests": requests}


async def elsewhere(state: State, url: str) -> dict[str, Evidence]:
    """Return where another server is that could not be spoken to: a token server, a storage."""
    try:
        _, host, port = origin_of(url)
    except ValueError:
        return {}
    if not host or port is None or (host, port) == (state.host, state.port):
        return {}
    attempt = Attempt("look up the host name", url, state.proxy)
    try:
        found = await resolve(host, port, attempt, state.at_most(_LOOK_UP_S))
    except RegistryError as error:
        return {"elsewhere": {"host": host, "addresses": [], "error": error.code.value}}
    return {"elsewhere": {"host": host, "addresses": list(found.addresses)}}
