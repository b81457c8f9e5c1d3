"""A second look at a failure, by probes below HTTP: two causes that look alike are told apart.

The same for every command, so that each says what the check would. No probe sends a login, and none
a request over a connection whose certificate was not verified, but for `HEAD /`, which asks for the
time where a certificate's dates are wrong.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.probes import trust
from regbrowse.registry.probes.authorities import authorities_of, trusted_organizations
from regbrowse.registry.probes.plain import clock_of, first_words, greeting, shown
from regbrowse.registry.probes.tls import Handshake, look_at_certificate, shake_hands
from regbrowse.registry.probes.trusted_by import trusted_by
from regbrowse.registry.probes.way import Way
from regbrowse.registry.proxy import ProxySettings
from regbrowse.registry.stage import Stage
from regbrowse.registry.urls import origin_of

LOOK_S: Final = 2.0
"""Seconds that a second look takes at most."""

_SKEW_S = 60

_NO_TLS_HERE = frozenset(
    {
        Code.HTTPS_TO_HTTP_PORT,
        Code.TLS_CLOSED,
        Code.TLS_HANDSHAKE_TIMEOUT,
    }
)

_MAY_BE_TLS = frozenset(
    {
        Code.CONNECTION_RESET,
        Code.NOT_HTTP,
        Code.MALFORMED_HTTP,
        Code.HTTP_TIMEOUT,
        Code.TRUNCATED_RESPONSE,
    }
)
"""How a TLS port that is spoken to in the clear may behave."""

_UNTRUSTED = frozenset({Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED, Code.TLS_INCOMPLETE_CHAIN})
_DATES = frozenset({Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID})


@dataclass(frozen=True, slots=True)
class Look:
    """What a second look came to: the error that says it better, and what was seen."""

    error: RegistryError
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


class SecondLook:
    """Takes second looks for one feed."""

    def __init__(self, feed: Feed, proxies: ProxySettings, environ: Mapping[str, str]) -> None:
        """`environ` is where the variables about certificates are looked up."""
        self._feed = feed
        self._proxies = proxies
        self._environ = environ

    async def __call__(self, error: RegistryError) -> RegistryError:
        """Return the error that says better what `error` is about; see `at`."""
        return (await self.at(error)).error

    async def at(self, error: RegistryError, within_s: float = LOOK_S) -> Look:
        """Look at the server that `error` is about, wherever it is. Raises nothing.

        What it costs is bounded by `within_s`, in seconds; what cannot be found out in time leaves
        the error as it is.
        """
        try:
            _, host, port = origin_of(error.url)
            proxy = self._proxies.for_url(error.url)
        except (ValueError, RegbrowseError):
            return Look(error)
        if port is None:
            return Look(error)
        with_certificate = self._feed.client_cert is not None
        attempt = Attempt("look again", error.url, proxy, with_certificate)
        return await self.on(error, Way(host, host, port, attempt, self._feed), within_s)

    async def on(
        self,
        error: RegistryError,
        way: Way,
        within_s: float = LOOK_S,
        hands: Handshake | None = None,
    ) -> Look:
        """Look by `way`, which led to `error`; `hands` is the handshake that failed, if known."""
        look = _Look(error, way, self._environ, within_s)
        encrypted = way.attempt.url.startswith("https:")
        if error.code in trust.CERTIFICATE_CODES:
            return await look.at_certificate()
        if encrypted and _speaks_no_tls(error):
            return await look.in_the_clear()
        if encrypted and error.code in {Code.TLS_PROTOCOL_VERSION, Code.TLS_HANDSHAKE_FAILED}:
            return await look.at_handshake(hands)
        if encrypted and error.code is Code.TLS_CLIENT_CERT_REQUIRED:
            return look.for_client_certificate()
        if not encrypted and way.attempt.proxy is None and error.code in _MAY_BE_TLS:
            return await look.for_encryption()
        return Look(error)


class _Look:
    """One look, within its time."""

    def __init__(
        self, error: RegistryError, way: Way, environ: Mapping[str, str], within_s: float
    ) -> None:
        self._error = error
        self._way = way
        self._environ = environ
        self._ends_at = asyncio.get_running_loop().time() + within_s
        self._evidence: dict[str, Evidence] = {}

    def _left_s(self) -> float:
        return max(0.05, self._ends_at - asyncio.get_running_loop().time())

    def _as(self, code: Code | None = None, **facts: str | None) -> Look:
        return Look(self._error.retold(code, **facts), self._evidence)

    @property
    def _path(self) -> str:
        return urlsplit(self._way.attempt.url).path or "/"

    async def at_certificate(self) -> Look:
        """Say what about the certificate is to be mended first."""
        way = self._way
        try:
            seen = await look_at_certificate(way, self._left_s())
        except RegistryError:
            return self._as()
        self._evidence |= trust.told(seen)
        code, facts = trust.judge(self._error, seen, way.host, trusted_organizations(way.feed))
        if code in _UNTRUSTED:
            found = authorities_of(way.feed, way.attempt.host, self._environ)
            place = await trusted_by(way, found, self._left_s())
            return self._as(code, **facts, **found.facts(), **place)
        if code in _DATES and seen.chain:
            return self._as(code, **facts, **await self._clock(seen))
        return self._as(code, **facts)

    async def _clock(self, seen: Handshake) -> dict[str, str]:
        """The clock of the server, if by that the dates are good."""
        skew_s = await clock_of(self._way, self._left_s())
        self._evidence["server_clock_ahead_s"] = None if skew_s is None else round(skew_s)
        if skew_s is None or abs(skew_s) <= _SKEW_S:
            return {}
        there = datetime.now(UTC) + timedelta(seconds=skew_s)
        if not seen.chain[0].not_before <= there <= seen.chain[0].not_after:
            return {}
        return {"skew_s": f"{skew_s:.0f}", "clock": f"{there:%Y-%m-%d %H:%M}"}

    async def in_the_clear(self) -> Look:
        """No TLS came back: ask the same port without."""
        said = await first_words(self._way, self._path, self._left_s())
        speaks_http = said is not None and said.startswith(b"HTTP/")
        self._evidence |= {"plain_http": speaks_http, "said": shown(said)}
        if speaks_http:
            return self._as(Code.HTTPS_TO_HTTP_PORT)
        if said and self._error.code is Code.HTTPS_TO_HTTP_PORT:
            return self._as(Code.NOT_HTTP, detail=f"it says {shown(said)}")
        return self._as()

    async def at_handshake(self, hands: Handshake | None) -> Look:
        """The peer speaks TLS and we do not come together."""
        try:
            hands = hands or await shake_hands(self._way, self._left_s())
            if hands.error is None or hands.error.code is not self._error.code:
                return self._as()  # It was no matter of the handshake.
            self._evidence |= trust.told(hands)
            if self._error.code is Code.TLS_HANDSHAKE_FAILED and (hands.cipher or hands.chain):
                # They had agreed on a cipher, so it is our certificate that was missed (TLS 1.2
                # has no word of its own for that).
                if self._way.attempt.client_cert:
                    return self._as(Code.TLS_CLIENT_CERT_REJECTED)
                return self.for_client_certificate()
            seen = await look_at_certificate(self._way, self._left_s())
        except RegbrowseError:
            return self._as()
        self._evidence["offers"] = {"protocol": seen.protocol, "cipher": seen.cipher}
        return self._as(offers=_version(seen.protocol))

    def for_client_certificate(self) -> Look:
        """A certificate of ours is wanted: docker may have one for this very registry."""
        found = authorities_of(self._way.feed, self._way.attempt.host, self._environ)
        pair = next(iter(found.client_pairs), None)
        certificate, key = (str(each) for each in pair) if pair else (None, None)
        self._evidence["certs_d_client"] = [certificate, key] if pair else []
        return self._as(Code.TLS_CLIENT_CERT_REQUIRED, docker_cert=certificate, docker_key=key)

    async def for_encryption(self) -> Look:
        """No HTTP came back: it may be TLS, or what speaks something else."""
        encrypted = await self._speaks_tls()
        self._evidence["tls"] = encrypted
        if encrypted:
            return self._as(Code.HTTP_TO_HTTPS_PORT)
        if self._error.code is not Code.CONNECTION_RESET:
            return self._as()
        # What a peer said that closed is lost, so it is listened to once more.
        said = await first_words(self._way, self._path, self._left_s() / 2)
        said = said or await greeting(self._way, self._left_s())
        self._evidence["said"] = shown(said)
        if said and not said.startswith(b"HTTP/"):
            return self._as(Code.NOT_HTTP, detail=f"it says {shown(said)}")
        return self._as()

    async def _speaks_tls(self) -> bool:
        try:
            hands = await look_at_certificate(self._way, self._left_s())
        except RegbrowseError:
            return False
        return bool(hands.chain) or hands.error is None


def _speaks_no_tls(error: RegistryError) -> bool:
    """Whether it looks as if a port did not speak TLS; a certificate error does not."""
    hung_up = error.code is Code.CONNECTION_RESET and error.facts.get("stage") == Stage.TLS
    return hung_up or error.code in _NO_TLS_HERE


def _version(protocol: str | None) -> str | None:
    """Write a version as people do: `TLSv1.1` is TLS 1.1."""
    return protocol.replace("TLSv", "TLS ") if protocol else None
