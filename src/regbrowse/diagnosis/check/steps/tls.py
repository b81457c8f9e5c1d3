"""Encryption: the handshake, the certificate, and whose authorities decide about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, RegistryError, Unreachable
from regbrowse.registry.limits import CONNECT_S, LOOPBACK_TLS_S
from regbrowse.registry.probes import trust
from regbrowse.registry.probes.authorities import authorities_of, trusted_organizations
from regbrowse.registry.probes.plain import clock_of, first_words, shown
from regbrowse.registry.probes.tls import Handshake, look_at_certificate, shake_hands
from regbrowse.registry.urls import origin_of

_SOON = timedelta(days=14)
_PROBE_S = 2.0

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
        return _judge_good(state, hands, evidence | _told(hands))
    if hands.error.code in trust.CERTIFICATE_CODES:
        return await _judge_certificate(state, hands.error, evidence)
    if hands.error.code in _NO_TLS_HERE:
        return await _judge_silence(state, hands.error, evidence, plain_allowed=may_be_plain)
    return await _judge_handshake(state, hands, evidence)


def _authorities(state: State) -> dict[str, Evidence]:
    around = state.around
    netloc = state.feed.address.netloc
    found = authorities_of(state.feed, netloc, around.environ)
    own = state.feed.ca_file
    return {
        "ca_store": found.system,
        "ca_store_set_by": found.variable,
        "ca_store_missing": found.missing,
        "ca_file": str(own) if own else None,
        "verified": not state.feed.insecure,
        "client_certificate": str(state.feed.client_cert) if state.feed.client_cert else None,
        "client_key": str(state.feed.client_key) if state.feed.client_key else None,
        "certs_d": [str(path) for path in found.certs_d],
    }


def _told(hands: Handshake) -> dict[str, Evidence]:
    return {
        "protocol": hands.protocol,
        "cipher": hands.cipher,
        "chain_length": len(hands.chain) if hands.whole_chain else None,
        "chain": trust.described(hands.chain),
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


async def _judge_certificate(
    state: State, error: RegistryError, evidence: dict[str, Evidence]
) -> Outcome:
    again, seen = await examined(state, error)
    facts: dict[str, str | None] = {}
    if seen is not None:
        evidence |= _told(seen)
    certs_d = evidence["certs_d"]
    if isinstance(certs_d, list) and certs_d:
        facts["certs_d"] = str(certs_d[0])
    if again.code in {Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED, Code.TLS_INCOMPLETE_CHAIN}:
        missing = evidence["ca_store_missing"]
        facts["ca_missing"] = str(missing) if missing else None
        facts["ca_variable"] = str(evidence["ca_store_set_by"]) if missing else None
    if again.code in {Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID} and seen and seen.chain:
        skew_s = await clock_of(state.way("ask for the time"), state.at_most(_PROBE_S))
        evidence["server_clock_ahead_s"] = None if skew_s is None else round(skew_s)
        leaf = seen.chain[0]
        if skew_s is not None and abs(skew_s) > 60:
            there = datetime.now(UTC) + timedelta(seconds=skew_s)
            if leaf.not_before <= there <= leaf.not_after:
                facts |= {"skew_s": f"{skew_s:.0f}", "clock": f"{there:%Y-%m-%d %H:%M}"}
    return fail(again.retold(**facts), evidence)


async def examined(state: State, error: RegistryError) -> tuple[RegbrowseError, Handshake | None]:
    """Look at a certificate that was refused, of any server, and return the better error.

    No login and no request is sent: the handshake shows the certificate.
    """
    try:
        scheme, host, port = origin_of(error.url)
    except ValueError:
        return error, None
    if scheme != "https" or port is None or error.code not in trust.CERTIFICATE_CODES:
        return error, None
    way = state.way("look at the certificate")
    if (host, port) != (state.host, state.port):
        attempt = replace(way.attempt, url=error.url)
        way = replace(way, address=host, host=host, port=port, attempt=attempt)
    try:
        seen = await look_at_certificate(way, state.at_most(_PROBE_S))
    except RegistryError:
        return error, None
    code, facts = trust.judge(error, seen, host, trusted_organizations(state.feed))
    return error.retold(code, **facts), seen


async def _judge_silence(
    state: State,
    error: RegistryError,
    evidence: dict[str, Evidence],
    *,
    plain_allowed: bool,
) -> Outcome:
    """No TLS came back: ask the same port in the clear."""
    path = f"{state.feed.address.prefix}/v2/"
    way = state.way("ask without encryption")
    said = await first_words(way, path, state.at_most(_PROBE_S))
    speaks_http = said is not None and said.startswith(b"HTTP/")
    evidence |= {"plain_http": speaks_http, "said": shown(said)}
    if plain_allowed:
        state.scheme = "http"
        return skip("this port speaks no TLS, so http is used, as for any loopback host", evidence)
    if speaks_http:
        return fail(error.retold(Code.HTTPS_TO_HTTP_PORT), evidence)
    if said and error.code is Code.HTTPS_TO_HTTP_PORT:
        return fail(error.retold(Code.NOT_HTTP, detail=f"it says {shown(said)}"), evidence)
    return fail(error, evidence)


async def _judge_handshake(
    state: State, hands: Handshake, evidence: dict[str, Evidence]
) -> Outcome:
    """The peer speaks TLS and we do not come together."""
    error = hands.error
    if error is None:
        raise AssertionError(hands)
    evidence |= _told(hands)
    if error.code is Code.TLS_HANDSHAKE_FAILED and (hands.cipher or hands.chain):
        # They had agreed on a cipher, so it is our certificate that was missed (TLS 1.2 has no
        # word of its own for that).
        given = state.feed.client_cert is not None
        code = Code.TLS_CLIENT_CERT_REJECTED if given else Code.TLS_CLIENT_CERT_REQUIRED
        return fail(error.retold(code), evidence)
    if error.code in {Code.TLS_PROTOCOL_VERSION, Code.TLS_HANDSHAKE_FAILED}:
        try:
            seen = await look_at_certificate(state.way("look"), state.at_most(_PROBE_S))
        except RegistryError:
            return fail(error, evidence)
        evidence["offers"] = {"protocol": seen.protocol, "cipher": seen.cipher}
        return fail(error.retold(offers=_version(seen.protocol)), evidence)
    return fail(error, evidence)


def _version(protocol: str | None) -> str | None:
    """Write a version as people do: `TLSv1.1` is TLS 1.1."""
    return protocol.replace("TLSv", "TLS ") if protocol else None
