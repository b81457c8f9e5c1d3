"""A step whose time is over, by what it was waiting for."""

from regbrowse.diagnosis.check.outcome import Outcome, fail, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import BadAnswer, CatalogError, RegistryError, Unreachable

_CODES: dict[Step, tuple[type[RegistryError], Code, str]] = {
    Step.PROXY: (Unreachable, Code.PROXY_TIMEOUT, "connect through the proxy"),
    Step.DNS: (Unreachable, Code.DNS_FAILURE, "look up the host name"),
    Step.TCP: (Unreachable, Code.CONNECTION_TIMEOUT, "connect"),
    Step.TLS: (Unreachable, Code.TLS_HANDSHAKE_TIMEOUT, "set up encryption"),
    Step.HTTP: (BadAnswer, Code.HTTP_TIMEOUT, "ask for the API version"),
    Step.AUTH: (BadAnswer, Code.HTTP_TIMEOUT, "log in"),
    Step.CATALOG: (CatalogError, Code.CATALOG_SLOW, "read the catalog"),
    Step.TAGS: (BadAnswer, Code.HTTP_TIMEOUT, "list the tags"),
    Step.MANIFEST: (BadAnswer, Code.HTTP_TIMEOUT, "read an image"),
}
"""Steps that wait; the others cannot be late, or it does not matter."""


def too_late(step: Step, state: State, timeout_s: float) -> Outcome:
    """Return how `step`, which asks, ended when the check's time was over."""
    kind, code, operation = _CODES[step]
    facts = {"waited_s" if code is Code.CATALOG_SLOW else "seconds": f"{timeout_s:g}"}
    error = state.attempt(operation).error(kind, code, **facts)
    return warn(error) if code is Code.CATALOG_SLOW else fail(error)


def would_ask(step: Step, state: State) -> bool:
    """Whether the step would have asked for anything at all."""
    if step not in _CODES:
        return False
    if step in {Step.DNS, Step.TCP}:
        return state.proxy is None
    if step is Step.TLS:
        return state.scheme == "https"
    if step is Step.TAGS:
        return bool(state.repository or state.names)
    return step is not Step.MANIFEST or state.chosen is not None
