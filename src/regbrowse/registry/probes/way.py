"""A plain connection on the way that requests take: direct, or through the proxy's tunnel."""

import asyncio
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import httpx

from regbrowse.domain.feed import Feed
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.failures import too_late, translate
from regbrowse.registry.probes.tcp import hang_up
from regbrowse.registry.proxy import Proxy
from regbrowse.registry.stage import Progress
from regbrowse.registry.tls import proxy_tls_context
from regbrowse.registry.urls import origin_of

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_NEXT_ADDRESS_S = 0.25
"""Seconds after which another address of the host is tried, too (RFC 8305, 5)."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a host is reached: `address` is one of its addresses, or its name for a proxy."""

    address: str
    host: str
    port: int
    attempt: Attempt
    feed: Feed

    async def open(self, timeout_s: float) -> Streams:
        """Connect. Raises Unreachable: with a code of the proxy, or of TCP if there is none."""
        proxy = self.attempt.proxy
        progress = Progress(self.attempt)
        try:
            async with asyncio.timeout(timeout_s):
                if proxy is None:
                    return await asyncio.open_connection(
                        self.address, self.port, happy_eyeballs_delay=_NEXT_ADDRESS_S
                    )
                return await self._tunnel(proxy)
        except TimeoutError:
            raise too_late(self.attempt, progress, timeout_s) from None
        except (OSError, httpx.HTTPError) as error:
            raise translate(error, self.attempt, progress) from error

    async def greet_proxy(self, timeout_s: float) -> None:
        """Connect to the proxy alone, where requests are passed on and there is no tunnel."""
        proxy = self.attempt.proxy
        if proxy is None:
            raise AssertionError(self)
        progress = Progress(self.attempt)
        try:
            async with asyncio.timeout(timeout_s):
                _, writer = await self._reach(proxy)
        except TimeoutError:
            raise too_late(self.attempt, progress, timeout_s) from None
        except OSError as error:
            raise translate(error, self.attempt, progress) from error
        await hang_up(writer)

    async def _reach(self, proxy: Proxy) -> Streams:
        scheme, host, port = origin_of(proxy.url)
        secure = proxy_tls_context(self.feed) if scheme == "https" else None
        return await asyncio.open_connection(host, port, ssl=secure)

    async def _tunnel(self, proxy: Proxy) -> Streams:
        reader, writer = await self._reach(proxy)
        try:
            writer.write(_connect(proxy, self.host, self.port))
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            status = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")[2]
            if not status.startswith("2"):
                raise httpx.ProxyError(status[:200])
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            await hang_up(writer)
            raise ConnectionResetError from error
        except BaseException:
            await hang_up(writer)
            raise
        return reader, writer


def _connect(proxy: Proxy, host: str, port: int) -> bytes:
    """The request for a tunnel (RFC 9110, 9.3.6), with the proxy's own login."""
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
    parts = urlsplit(proxy.url)
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        encoded = b64encode(pair.encode("utf-8", "surrogateescape")).decode("ascii")
        lines.append(f"Proxy-Authorization: Basic {encoded}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
