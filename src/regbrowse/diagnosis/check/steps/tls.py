"""Encryption: the handshake, the certificate, and whose authorities decide about it."""

from datetime import UTC, datetime, timedelta

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, Unreachable
from regbrowse.registry.limits import CONNECT_S, LOOPBACK_TLS_S
from regbrowse.registry.probes import trust
from regbrowse.registry.probes.authorities import authorities_of
from regbrowse.registry.probes.second_look import LOOK_S
from regbrowse.registry.probes.tls import Handshake, shake_hands

_SOON = timedelta(days=14)

_NO_TLS_HERE = frozenset(
    {
        Code.HTTPS_TO_HTTP_PORT,
        Code.TLS_CLOSED,
        Code.TLS_HANDSHAKE_TIMEOUT,
        Code.CONNECTION_RESET,
    }
)
"""How it looks when a port does not speak TLS; a certificate error is not among these."""


async def run(state: State) -> Outcome:
    """Shake hands; if that fails, look why with probes that send no request of ours."""
    if state.scheme == "http":
        return skip("the address says http" if state.feed.address.scheme else "http is used")
    evidence = _authorities(state)
    may_be_plain = len(state.feed.address.schemes_to_try) > 1
    patience_s = LOOPBACK_TLS_S if may_be_plain else CONNECT_S
    way = state.way("set up encryption")
    try:
        hands = await shake_hands(way, state.at_most(patience_s))
    except RegbrowseError as error:
        return fail(error, evidence)
    if hands.error is None:
        return _judge_good(state, hands, evidence | trust.told(hands))
    look = await state.second_look(state.feed).on(hands.error, way, state.at_most(LOOK_S), hands)
    evidence |= {**trust.told(hands), **look.evidence}
    if may_be_plain and hands.error.code in _NO_TLS_HERE:
        state.scheme = "http"
        return skip("this port speaks no TLS, so http is used, as for any loopback host", evidence)
    return fail(look.error, evidence)


def _authorities(state: State) -> dict[str, Evidence]:
    around = state.around
    netloc = state.feed.address.netloc
    found = authorities_of(state.feed, netloc, around.environ)
    own = state.feed.ca_file
    return {
        "ca_store": found.system,
        "ca_store_set_by": found.variable,
        "ca_store_broken": found.broken,
        "ca_file": str(own) if own else None,
        "verified": not state.feed.insecure,
        "client_certificate": str(state.feed.client_cert) if state.feed.client_cert else None,
        "client_key": str(state.feed.client_key) if state.feed.client_key else None,
        "certs_d": [str(path) for path in found.certs_d],
    }


def _judge_good(state: State, hands: Handshake, evidence: dict[str, Evidence]) -> Outcome:
    leaf = hands.chain[0] if hands.chain else None
    attempt = state.attempt("set up encryption")
    now = datetime.now(UTC)
    if state.feed.insecure:
        return warn(attempt.error(Unreachable, Code.TLS_UNVERIFIED), evidence)
    if leaf is None:
        return ok(f"{hands.protocol}, with a trusted certificate", evidence)
    if leaf.not_after - now < _SOON:
        facts = trust.dates(leaf, now)
        return warn(attempt.error(Unreachable, Code.TLS_EXPIRES_SOON, **facts), evidence)
    hints = []
    if not leaf.names:
        hints.append(
            "docker and podman refuse this certificate: its host is in the common name only."
            " Have one issued with the host as a subject alternative name."
        )
    until = f"{leaf.not_after:%Y-%m-%d}"
    return ok(
        f"{hands.protocol}, certificate for {trust.listed(leaf)} until {until}", evidence, hints
    )
