"""HTTP/1.1 as a server sees it, one byte at a time: what was asked, and how it is answered."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import parse_qsl

from tests.support.connection import Connection

Headers = Sequence[tuple[str, str]]


class End(Enum):
    """What becomes of the connection after an answer."""

    KEEP = auto()
    """It waits for the next request, unless the client said `Connection: close`."""
    CLOSE = auto()
    """It is closed in an orderly way."""
    DROP = auto()
    """It is closed without TLS's good-bye."""
    RESET = auto()
    """It is reset: the client sees ECONNRESET."""
    HANG = auto()
    """It stays open, and nothing more is said on it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; header names keep their case and order."""

    method: str
    target: str
    """The path with its query, or what stands there for a proxy: `host:443`, `http://...`."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    """Which connection of this server it came on, counted from 1."""
    at: float
    """When its head was complete, by `time.monotonic()`."""
    version: str = "HTTP/1.1"

    @property
    def path(self) -> str:
        """The path as it was sent, percent-encoded, without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The decoded parameters; of those that repeat, the last."""
        return dict(self.parameters)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def header(self, name: str) -> str | None:
        """The first header of this name, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def wants_close(self) -> bool:
        said = (self.header("Connection") or "").lower()
        return "close" in said or (self.version == "HTTP/1.0" and "keep-alive" not in said)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response. Nothing is added to `headers` but the length of the body."""

    status: int = 200
    body: bytes = b""
    headers: Headers = ()
    """Pairs, sent in this order and case; a name may repeat."""
    reason: str | None = None
    length: int | None = -1
    """Content-Length: -1 for the true one, None for no such header, else this lie."""
    chunked: bool = False
    delay: float = 0
    """Seconds before the first byte."""
    piece: int = 1 << 16
    """The body is sent in pieces (or chunks) of so many bytes."""
    pause: float = 0
    """Seconds after each piece: with pieces of one byte, a slow drip."""
    cut_after: int | None = None
    """Stop after so many bytes of the body, and end the connection by `end` (KEEP is CLOSE)."""
    end: End = End.KEEP


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that need not be HTTP, and then the end; no bytes means no answer at all.

    A list is sent one by one; the numbers in it are seconds to wait.
    """

    data: bytes | Sequence[bytes | float] = b""
    end: End = End.CLOSE


def json_reply(document: object, status: int = 200, headers: Headers = ()) -> Reply:
    """A response with a JSON body."""
    typed = (("Content-Type", "application/json; charset=utf-8"), *headers)
    return Reply(status, json.dumps(document).encode(), typed)


def error_reply(
    status: int, code: str, message: str = "", *, detail: object = None, headers: Headers = ()
) -> Reply:
    """A response with the error body of the OCI specification."""
    error = {"code": code, "message": message or code.lower(), "detail": detail}
    return json_reply({"errors": [error]}, status, headers)


async def read_request(connection: Connection) -> Request | None:
    """The next request, or None if the client went away first or does not speak HTTP."""
    reader = connection.reader
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, version = line.split(" ")
        split = (each.partition(":") for each in rest)
        headers = tuple((name, value.strip()) for name, _, value in split)
        request = Request(
            method, target, headers, b"", connection.number, time.monotonic(), version
        )
        return replace(request, body=await _read_body(reader, request))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError):
        return None


async def _read_body(reader: asyncio.StreamReader, request: Request) -> bytes:
    if "chunked" in (request.header("Transfer-Encoding") or "").lower():
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")
        return body
    return await reader.readexactly(int(request.header("Content-Length") or 0))


async def send_reply(connection: Connection, reply: Reply, request: Request) -> End:
    """Send a response, and say how the connection goes on."""
    await asyncio.sleep(reply.delay)
    await connection.send(_head(reply))
    body = b"" if request.method == "HEAD" else reply.body[: reply.cut_after]
    for start in range(0, len(body), reply.piece):
        piece = body[start : start + reply.piece]
        await connection.send(_chunk(piece) if reply.chunked else piece)
        if reply.pause:
            await asyncio.sleep(reply.pause)
    cut = reply.cut_after is not None and reply.cut_after < len(reply.body)
    if reply.chunked and not cut and request.method != "HEAD":
        await connection.send(_chunk(b""))
    unbounded = reply.length is None and not reply.chunked
    if reply.end is End.KEEP and (cut or unbounded or request.wants_close):
        return End.CLOSE
    return reply.end


async def send_raw(connection: Connection, raw: Raw) -> End:
    """Send bytes as they are."""
    for part in [raw.data] if isinstance(raw.data, bytes) else raw.data:
        if isinstance(part, bytes):
            await connection.send(part)
        else:
            await asyncio.sleep(part)
    return raw.end


def _head(reply: Reply) -> bytes:
    reason = reply.reason
    if reason is None:
        known = reply.status in {status.value for status in HTTPStatus}
        reason = HTTPStatus(reply.status).phrase if known else "Unknown"
    lines = [f"HTTP/1.1 {reply.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.chunked:
        lines.append("Transfer-Encoding: chunked")
    elif reply.length is not None:
        lines.append(f"Content-Length: {len(reply.body) if reply.length < 0 else reply.length}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)
