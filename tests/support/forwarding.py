"""What a forward proxy does: tunnels for CONNECT, and plain requests passed on.

    proxy.on(None, Tunnel({"registry.example.com:443": ("127.0.0.1", port)}), method="CONNECT")

Only loopback is reached: a destination is either in the map or itself on loopback, else the answer
is 502.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.support.connection import Connection
from tests.support.wire import End, Reply, Request, send_reply

Destinations = Mapping[str, tuple[str, int]]
"""Where `host:port` really is."""

_HOP_BY_HOP = frozenset({"connection", "proxy-connection", "proxy-authorization", "keep-alive"})


@dataclass(frozen=True, slots=True)
class Tunnel:
    """The answer to CONNECT: 200, and then bytes in both directions."""

    destinations: Destinations = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forward:
    """The answer to a request with an absolute URL: that of its destination."""

    destinations: Destinations = field(default_factory=dict)


async def tunnel(connection: Connection, request: Request, destinations: Destinations) -> End:
    """Serve CONNECT."""
    try:
        far = await _connect(request.target, destinations)
    except OSError as error:
        return await send_reply(connection, _bad_gateway(error), request)
    try:
        await connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        # Either side may finish first; what the other still has to say is passed on.
        await asyncio.gather(_copy(connection, far), _copy(far, connection))
    finally:
        far.drop()
    return End.DROP


async def forward(connection: Connection, request: Request, destinations: Destinations) -> End:
    """Serve a request with an absolute URL; the answer is passed on as it comes."""
    url = urlsplit(request.target)
    authority = url.netloc if url.port else f"{url.netloc}:80"
    try:
        far = await _connect(authority, destinations)
    except OSError as error:
        return await send_reply(connection, _bad_gateway(error), request)
    try:
        await far.send(_passed_on(request, url.path or "/", url.query))
        await connection.send(await _closing_head(far))
        await _copy(far, connection)
    finally:
        far.drop()
    return End.CLOSE


async def _connect(authority: str, destinations: Destinations) -> Connection:
    host, _, port = authority.rpartition(":")
    host, number = destinations.get(authority, (host.strip("[]"), int(port)))
    if not host.startswith("127.") and host not in ("localhost", "::1"):
        message = f"{authority} is not on loopback"
        raise OSError(message)
    return Connection(0, *await asyncio.open_connection(host, number))


async def _copy(source: Connection, target: Connection) -> None:
    with contextlib.suppress(OSError):
        while data := await source.reader.read(1 << 16):
            await target.send(data)
        await target.finish_sending()


async def _closing_head(far: Connection) -> bytes:
    """The head of an answer, from which the client learns not to use the connection again."""
    try:
        head = await far.reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as broken:
        return broken.partial
    return head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def _passed_on(request: Request, path: str, query: str) -> bytes:
    target = f"{path}?{query}" if query else path
    lines = [f"{request.method} {target} HTTP/1.1"]
    lines += [
        f"{name}: {value}" for name, value in request.headers if name.lower() not in _HOP_BY_HOP
    ]
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    return head.encode("latin-1") + request.body


def _bad_gateway(error: OSError) -> Reply:
    return Reply(502, f"proxy: {error}\n".encode(), [("Content-Type", "text/plain")])
