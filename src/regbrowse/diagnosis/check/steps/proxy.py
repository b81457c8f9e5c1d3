"""The proxy on the way: which one, who set it, and whether it lets us through."""

import re

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable, UsageError
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.probes.names import resolve
from regbrowse.registry.probes.tcp import knock_at_all
from regbrowse.registry.proxy import Proxy, ProxySettings, is_network

_PATIENCE_S = 6.0
_DIRECT_S = 1.5
_LOGIN = re.compile(r"[^\s,]*@")
_VARIABLES = ("https_proxy", "http_proxy", "all_proxy", "no_proxy")


async def run(state: State) -> Outcome:
    """Find the effective proxy and go through it once."""
    settings = ProxySettings(state.feed.proxy, state.around.environ)
    evidence: dict[str, Evidence] = {"proxy": None, "source": None, "variables": _variables(state)}
    try:
        state.proxy = settings.for_url(state.root)
    except UsageError as error:
        return fail(error, evidence)
    if state.proxy is None:
        return _direct(state, settings, evidence)
    evidence |= {"proxy": state.proxy.display, "source": state.proxy.source}
    way = state.way("connect through the proxy")
    try:
        if state.scheme == "https":
            _, writer = await way.open(state.at_most(_PATIENCE_S))
            writer.transport.abort()
        else:
            await way.greet_proxy(state.at_most(_PATIENCE_S))
    except RegistryError as error:
        direct = await _answers_directly(state)
        again = error.retold(direct="yes" if direct else None)
        return fail(again, evidence | {"direct_connection": direct})
    if state.feed.address.is_loopback:
        return warn(_loopback(state), evidence)
    return ok(f"{state.proxy.display} (set by {state.proxy.source})", evidence)


def effective(state: State) -> Proxy | None:
    """Return the proxy for the scheme that is used; None also where settings cannot be used."""
    try:
        return ProxySettings(state.feed.proxy, state.around.environ).for_url(state.root)
    except UsageError:
        return None


def _direct(state: State, settings: ProxySettings, evidence: dict[str, Evidence]) -> Outcome:
    exception = settings.exception_for(state.root)
    if exception is None:
        return ok("none, the connection is direct", evidence)
    variable, entry = exception
    evidence["exception"] = {"variable": variable, "entry": entry}
    hints = []
    if is_network(entry):
        hints.append(
            f"{variable} excepts the network {entry}: docker and podman read that as regbrowse"
            " does, curl before 7.86 and most Python programs ignore it and use the proxy."
        )
    return ok(f"none, because {variable} excepts {entry}", evidence, hints)


def _variables(state: State) -> dict[str, Evidence]:
    """Which variables are set, without the values of proxies, which may hold passwords."""
    environ = state.around.environ
    found: dict[str, Evidence] = {}
    for name in _VARIABLES:
        for spelling in (name, name.upper()):
            if environ.get(spelling, "").strip():
                # A login has no business in no_proxy, and somebody may have put one there.
                shown = _LOGIN.sub("***@", environ[spelling]) if name == "no_proxy" else "(set)"
                found[spelling] = shown
    return found


def _loopback(state: State) -> Unreachable:
    attempt = state.attempt("connect through the proxy")
    error = attempt.error(Unreachable, Code.PROXY_USED_FOR_LOOPBACK)
    if not isinstance(error, Unreachable):
        raise AssertionError(error)
    return error


async def _answers_directly(state: State) -> bool:
    """Whether the registry would take a connection without the proxy; nothing is sent to it."""
    attempt = Attempt("connect without the proxy", state.root)
    try:
        found = await resolve(state.host, state.port, attempt, state.at_most(_DIRECT_S))
    except RegistryError:
        return False
    knocks = await knock_at_all(found.addresses, state.port, attempt, state.at_most(_DIRECT_S))
    return any(knock.error is None for knock in knocks)
