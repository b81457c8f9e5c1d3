"""A TLS handshake by hand, to see what a failed one does not show.

TLS runs over memory here, so that the bytes of a peer that speaks something else are at hand. What
goes over an unverified connection is the handshake; `plain.clock_of` alone says more, and asks for
the time.
"""

import asyncio
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.registry.failures import too_late, translate
from regbrowse.registry.probes.certificate import Certificate, read_certificate
from regbrowse.registry.probes.tcp import hang_up
from regbrowse.registry.probes.way import Streams, Way
from regbrowse.registry.stage import Progress, Stage
from regbrowse.registry.tls import tls_context

_MOST_CERTIFICATES = 10
_ALERT_S = 0.3
"""A server that wants a client certificate says so only after a TLS 1.3 handshake is complete."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a handshake ended; `error` is None if encryption was set up.

    `chain` is what the server sent, its own certificate first; `whole_chain` is False where only
    that one could be had. `said` are the first bytes of the peer, which are no TLS if it does not
    speak it.
    """

    elapsed_s: float
    error: RegistryError | None = None
    protocol: str | None = None
    cipher: str | None = None
    chain: Sequence[Certificate] = ()
    whole_chain: bool = False
    said: bytes = b""


async def shake_hands(
    way: Way, timeout_s: float, context: ssl.SSLContext | None = None
) -> Handshake:
    """Set TLS up as all requests of the feed do, or as `context` says, and hang up.

    Raises UsageError for files of the feed that cannot be used, and Unreachable if there is no
    connection to begin with.
    """
    return await _try(way, context or tls_context(way.feed), timeout_s)


async def look_at_certificate(way: Way, timeout_s: float) -> Handshake:
    """Set TLS up without verifying anything or showing a certificate of ours, and hang up."""
    return await _try(way, lenient_context(way.feed), timeout_s)


def lenient_context(feed: Feed) -> ssl.SSLContext:
    """Return a context that takes any certificate, any version and any cipher: to look, only."""
    bare = replace(feed, insecure=True, client_cert=None, client_key=None)
    context = tls_context(bare)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


async def _try(way: Way, context: ssl.SSLContext, timeout_s: float) -> Handshake:
    began = time.monotonic()
    streams = await way.open(timeout_s)
    conversation = Conversation(context, way.host, streams)
    progress = Progress(way.attempt)
    progress.stage = Stage.TLS
    error: RegistryError | None = None
    try:
        async with asyncio.timeout(max(0.1, timeout_s - (time.monotonic() - began))):
            await conversation.agree()
    except TimeoutError:
        error = too_late(way.attempt, progress, timeout_s)
    except OSError as cause:
        error = translate(cause, way.attempt, progress)
        error.__cause__ = cause
    finally:
        await hang_up(streams[1])
    chain, whole = conversation.chain()
    return Handshake(
        time.monotonic() - began,
        error,
        conversation.tls.version(),
        (conversation.tls.cipher() or (None,))[0],
        chain,
        whole,
        conversation.said,
    )


class Conversation:
    """The client's side of TLS on top of a plain connection."""

    def __init__(self, context: ssl.SSLContext, host: str, streams: Streams) -> None:
        self._reader, self._writer = streams
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.said = b""

    async def agree(self) -> None:
        """Complete the handshake, and wait a moment for a late refusal. Raises OSError."""
        began = time.monotonic()
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._flush()
                await self._receive()
        await self._flush()
        patience_s = min(_ALERT_S, max(0.03, 3 * (time.monotonic() - began)))
        try:
            async with asyncio.timeout(patience_s):
                await self.read()
        except TimeoutError:
            pass

    async def write(self, data: bytes) -> None:
        """Send data, encrypted."""
        self.tls.write(data)
        await self._flush()

    async def read(self) -> bytes:
        """Return what comes next, decrypted; nothing at the end. Raises OSError."""
        while True:
            try:
                return self.tls.read(1 << 16)
            except ssl.SSLWantReadError:
                await self._receive()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def chain(self) -> tuple[Sequence[Certificate], bool]:
        """Return the certificates of the peer, and whether they are all that it sent."""
        ders, whole = _certificates(self.tls)
        found = (read_certificate(each) for each in ders[:_MOST_CERTIFICATES])
        return [each for each in found if each is not None], whole

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            self._writer.write(data)
            await self._writer.drain()

    async def _receive(self) -> None:
        if data := await self._reader.read(1 << 16):
            self.said = self.said or data[:200]
            self._incoming.write(data)
        else:
            self._incoming.write_eof()


def _certificates(tls: ssl.SSLObject) -> tuple[list[bytes], bool]:
    """The chain as it was sent. Python has a public way to it from 3.13 on.

    Before, there is the one that 3.13 has made public, which truststore uses too; and if that were
    gone, the server's own certificate is better than nothing.
    """
    try:
        if (public := getattr(tls, "get_unverified_chain", None)) is not None:
            return list(public() or ()), True
        inner = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)
        if inner is not None:
            pems = [each.public_bytes() for each in inner() or ()]
            return [ssl.PEM_cert_to_DER_cert(pem) for pem in pems], True
        own = tls.getpeercert(binary_form=True)
    except ValueError:  # there was no handshake to get one in
        return [], False
    return ([own], False) if own else ([], False)
