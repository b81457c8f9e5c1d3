"""One feed's connections: TLS, proxies, deadlines, size caps, retries, redirects.

Everything that goes wrong leaves as a domain error. No login is known here: `headers` may carry
an Authorization, which is dropped as soon as a redirect leaves the origin.

httpx's transports are used without its client. That would prepare each redirect, also one that is
not followed, and raise for those it does not like; and keep cookies, so that a session outlived a
login that was refused, and reached other ports of the same host.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from functools import cached_property
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from regbrowse import __version__
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.veil import Veil
from regbrowse.registry.answer import Answer
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.body import read_body
from regbrowse.registry.exchange import Exchange
from regbrowse.registry.failures import EXPECTED, translate
from regbrowse.registry.proxy import Proxy, ProxySettings
from regbrowse.registry.rate_limits import RateLimits
from regbrowse.registry.request import Request
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.stage import Progress
from regbrowse.registry.tls import proxy_tls_context, tls_context
from regbrowse.registry.urls import origin_of
from regbrowse.registry.waits import Waits

USER_AGENT = f"regbrowse/{__version__}"

_HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}

_AT_ONCE = 8
"""Requests, at most, because a browser must not look like an attack to the registry of a whole
company."""

SecondLook = Callable[[RegistryError], Awaitable[RegistryError]]
"""Returns the error that says better what the one that is given is about."""


class Transport:
    """Sends the requests of one feed. Use it as an async context manager, or close it."""

    def __init__(
        self,
        feed: Feed,
        proxies: ProxySettings,
        retry: RetryPolicy,
        limits: RateLimits | None = None,
        look: SecondLook | None = None,
        veil: Veil | None = None,
    ) -> None:
        """`limits` remembers what answers say of rate limits, `veil` what is secret.

        `look` finds out more about a failure by probes.
        """
        self._look = look
        self._answered: set[tuple[str, str, int | None]] = set()
        self.waits = Waits()
        self.veil = veil or Veil()
        self.veil.keep(*proxies.secrets())
        self._limits = limits or RateLimits()
        self._feed = feed
        self._proxies = proxies
        self._retry = retry
        self._pools: dict[str | None, httpx.AsyncHTTPTransport] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    async def send(self, request: Request) -> Answer:
        """Send `request`, following redirects, and read the whole answer.

        Any status is an answer; only what prevents one is an error: Unreachable, BadAnswer, or a
        UsageError for settings that cannot be used.
        """
        # Waiting for a slot is our own doing, so it does not count against the server's time.
        try:
            async with self._slots:
                return await Exchange(self, self._retry, self.waits, request).run()
        except RegistryError as error:
            if not request.second_look:
                raise
            again = await self.looked_into(error)
            again.veil(self.veil.over)
            raise again from error.__cause__

    async def looked_into(self, error: RegistryError) -> RegistryError:
        """Return what says better why a server could not be spoken to, if probes can tell.

        A server that has answered before is not looked at: that it can be spoken to is known.
        """
        cause = error.__cause__
        if error.code is Code.REDIRECT_ELSEWHERE and isinstance(cause, RegistryError):
            again = error.retold()
            again.__cause__ = await self.looked_into(cause)
            return again
        if self._look is None or not error.url or origin_of(error.url) in self._answered:
            return error
        return await self._look(error)

    def attempt(self, request: Request) -> Attempt:
        """Return how `request` will be sent. Raises UsageError for settings that cannot be used.

        Reading them and the system's authorities takes a while, which is not the server's.
        """
        proxy = self._proxies.for_url(request.url)
        self._pool(proxy)
        with_certificate = self._feed.client_cert is not None
        return Attempt(request.operation, request.url, proxy, with_certificate)

    async def once(self, request: Request, attempt: Attempt, progress: Progress) -> Answer:
        """Send `request` one time, following no redirect. Raises RegistryError."""
        self.veil.keep(*request.secrets())
        try:
            return await self._once(request, attempt, progress)
        except RegistryError as error:
            error.veil(self.veil.over)
            raise

    async def _once(self, request: Request, attempt: Attempt, progress: Progress) -> Answer:
        raw = httpx.Request(
            request.method,
            request.url,
            headers={**_HEADERS, **request.headers},
            content=request.form,
            extensions={"timeout": _timeouts(request), "trace": progress.trace},
        )
        try:
            response = await self._pool(attempt.proxy).handle_async_request(raw)
            try:
                body = await read_body(
                    response,
                    request.limits.max_bytes,
                    attempt,
                    progress,
                    request.into if response.status_code == 200 else None,
                )
            finally:
                await response.aclose()
        except httpx.LocalProtocolError:
            raise  # What we sent was no HTTP: a bug, which must be seen.
        except EXPECTED as error:
            raise translate(error, attempt, progress, request.connect_s) from error
        self._answered.add(origin_of(request.url))
        host = urlsplit(request.url).netloc
        self._limits.learn(response.status_code, response.headers, host)
        return Answer(
            response.status_code,
            response.headers,
            body,
            request.url,
            proxy=attempt.proxy,
            veil=self.veil,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context(self._feed)

    def _pool(self, proxy: Proxy | None) -> httpx.AsyncHTTPTransport:
        key = proxy.url if proxy else None
        if key not in self._pools:
            self._pools[key] = httpx.AsyncHTTPTransport(
                verify=self._tls,
                proxy=_proxy(proxy, self._feed) if proxy else None,
                trust_env=False,
                limits=httpx.Limits(max_connections=_AT_ONCE),
            )
        return self._pools[key]


def _timeouts(request: Request) -> dict[str, float | None]:
    # A slot of our own was waited for already, so the pool always has a connection.
    silent_s = request.limits.idle_s or request.limits.deadline_s
    return httpx.Timeout(silent_s, connect=request.connect_s, pool=None).as_dict()


def _proxy(proxy: Proxy, feed: Feed) -> httpx.Proxy:
    encrypted = urlsplit(proxy.url).scheme == "https"
    return httpx.Proxy(proxy.url, ssl_context=proxy_tls_context(feed) if encrypted else None)
