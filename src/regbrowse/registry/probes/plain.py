"""Does a port speak plain HTTP? Asked where TLS was expected, without a login of any kind."""

import asyncio
import contextlib
import email.utils
import re
import time
from datetime import UTC, datetime

from regbrowse.domain.errors import RegistryError
from regbrowse.registry.probes.tcp import hang_up
from regbrowse.registry.probes.tls import Conversation, lenient_context
from regbrowse.registry.probes.way import Way

_MOST_BYTES = 4096
_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{10,60})\r?$", re.IGNORECASE | re.MULTILINE)


async def first_words(way: Way, path: str, timeout_s: float) -> bytes | None:
    """Send `GET path` in the clear and return the first bytes of the answer.

    Nothing if the peer hangs up, None if it says nothing in time or there is no connection.
    """
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await way.open(timeout_s)
            try:
                writer.write(_request("GET", path, way))
                await writer.drain()
                return await reader.read(_MOST_BYTES)
            finally:
                await hang_up(writer)
    except (TimeoutError, RegistryError):
        return None
    except OSError:
        return b""


async def greeting(way: Way, timeout_s: float) -> bytes | None:
    """Return what the peer says before anything is said to it; None if that is nothing.

    Mail servers (RFC 5321, 3.1), SSH (RFC 4253, 4.2) and FTP speak first. What they said is lost
    where they close on a request that they do not understand: the reset overtakes it.
    """
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await way.open(timeout_s)
            try:
                return await reader.read(_MOST_BYTES) or None
            finally:
                await hang_up(writer)
    except (OSError, RegistryError):  # TimeoutError is an OSError
        return None


def shown(said: bytes | None) -> str | None:
    """Return the first line of what a peer said, cut short."""
    if not said:
        return None
    return said[:80].decode("latin-1").partition("\r")[0].partition("\n")[0]


async def clock_of(way: Way, timeout_s: float) -> float | None:
    """Return by how many seconds the server's clock is ahead of ours, None if it does not say.

    For a certificate whose dates are wrong: the request is `HEAD /` and says nothing else. The
    answer proves nothing, for the server is not verified; it is good for a hint.
    """
    try:
        async with asyncio.timeout(timeout_s):
            streams = await way.open(timeout_s)
            try:
                conversation = Conversation(lenient_context(way.feed), way.host, streams)
                await conversation.agree()
                await conversation.write(_request("HEAD", "/", way))
                return skew_s(await conversation.read())
            finally:
                await hang_up(streams[1])
    except (OSError, RegistryError):  # TimeoutError is an OSError
        return None


def skew_s(head: bytes) -> float | None:
    """Return how far the `Date` in an answer is ahead of our clock, in seconds."""
    found = _DATE.search(head)
    return skew_of(found[1].decode("latin-1")) if found else None


def skew_of(date: str) -> float | None:
    """The same for the value of the header (RFC 9110, 6.6.1)."""
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        moment = email.utils.parsedate_to_datetime(date)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - datetime.fromtimestamp(time.time(), UTC)).total_seconds()
    return None


def _request(method: str, path: str, way: Way) -> bytes:
    host = f"[{way.host}]" if ":" in way.host else way.host
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{way.port}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")
