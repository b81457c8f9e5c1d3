"""One feed's connections: TLS, proxies, deadlines, size caps, retries, redirects.

Everything that goes wrong leaves as a domain error. No login is known here: `headers` may carry
an Authorization, which is dropped as soon as a redirect leaves the origin.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import TracebackType
from typing import Self

import httpx

from regbrowse import __version__
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.registry.answer import Answer
from regbrowse.registry.body import Progress, read_body
from regbrowse.registry.failures import EXPECTED, Attempt, translate
from regbrowse.registry.limits import CONNECT_S, MAX_REDIRECTS, Limits
from regbrowse.registry.proxy import Proxy, ProxySettings
from regbrowse.registry.redact import redact
from regbrowse.registry.redirects import STATUSES, origin_of, redirect_target
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.tls import tls_context

USER_AGENT = f"regbrowse/{__version__}"

_MAX_CONNECTIONS = 8
"""Few, because a browser must not look like an attack to the registry of a whole company."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: a GET, or a POST if there is a `form`.

    `operation` says for people what is tried ("read the catalog"). `headers` and `form` may hold a
    secret, so they are kept out of the repr.
    """

    url: str
    operation: str
    limits: Limits
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    connect_s: float = CONNECT_S


class Transport:
    """Sends the requests of one feed. Use it as an async context manager, or close it."""

    def __init__(self, feed: Feed, proxies: ProxySettings, retry: RetryPolicy) -> None:
        self._feed = feed
        self._proxies = proxies
        self._retry = retry
        self._clients: dict[str | None, httpx.AsyncClient] = {}

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
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def send(self, request: Request) -> Answer:
        """Send `request`, following redirects, and read the whole answer.

        Any status is an answer; only what prevents one is an error: Unreachable, BadAnswer, or a
        UsageError for settings that cannot be used.
        """
        progress = Progress()
        try:
            async with asyncio.timeout(request.limits.deadline_s):
                return await self._follow(request, progress)
        except TimeoutError:
            code = Code.SLOW_RESPONSE if progress.received else Code.HTTP_TIMEOUT
            raise self._attempt(request).error(
                BadAnswer,
                code,
                seconds=f"{request.limits.deadline_s:g}",
                received_bytes=progress.received,
            ) from None

    async def _follow(self, request: Request, progress: Progress) -> Answer:
        start = origin_of(request.url)
        seen = {request.url}
        location: str | None = None
        while True:
            answer = await self._try(request, progress)
            target = answer.headers.get("location") if answer.status in STATUSES else None
            if target is None:
                return replace(answer, crossed=origin_of(request.url) != start, location=location)
            attempt = self._attempt(request)
            location = redirect_target(request.url, target, attempt)
            if location in seen or len(seen) > MAX_REDIRECTS:
                raise attempt.error(BadAnswer, Code.REDIRECT_LOOP, location=redact(location))
            if request.form is not None:
                # A form holds a secret; where that goes is decided before it is sent.
                raise attempt.error(BadAnswer, Code.REDIRECT_ELSEWHERE, location=redact(location))
            seen.add(location)
            request = _redirected(request, location)

    async def _try(self, request: Request, progress: Progress) -> Answer:
        number = 0
        while True:
            number += 1
            try:
                answer = await self._once(request, progress)
            except RegistryError as error:
                wait = self._retry.wait_after_failure(error.code, number)
                if wait is None:
                    raise
            else:
                wait = self._retry.wait_after_status(answer.status, answer.headers, number)
                if wait is None:
                    return answer
            await asyncio.sleep(wait)

    async def _once(self, request: Request, progress: Progress) -> Answer:
        attempt = self._attempt(request)
        client = self._client(attempt.proxy)
        raw = client.build_request(
            "GET" if request.form is None else "POST",
            request.url,
            headers=dict(request.headers),
            data=None if request.form is None else dict(request.form),
            timeout=httpx.Timeout(request.limits.deadline_s, connect=request.connect_s, pool=None),
        )
        try:
            response = await client.send(raw, stream=True)
            try:
                body = await read_body(response, request.limits.max_bytes, attempt, progress)
            finally:
                await response.aclose()
        except EXPECTED as error:
            raise translate(error, attempt) from error
        return Answer(response.status_code, response.headers, body, request.url)

    def _attempt(self, request: Request) -> Attempt:
        return Attempt(
            request.operation,
            request.url,
            self._proxies.for_url(request.url),
            self._feed.client_cert is not None,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context(self._feed)

    def _client(self, proxy: Proxy | None) -> httpx.AsyncClient:
        key = proxy.url if proxy else None
        if key not in self._clients:
            self._clients[key] = httpx.AsyncClient(
                verify=self._tls,
                proxy=key,
                trust_env=False,
                follow_redirects=False,
                limits=httpx.Limits(max_connections=_MAX_CONNECTIONS),
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            )
        return self._clients[key]


def _redirected(request: Request, location: str) -> Request:
    """The request for the next hop; another origin gets nothing but what we accept."""
    headers = request.headers
    if origin_of(location) != origin_of(request.url):
        headers = {key: value for key, value in headers.items() if key.lower() == "accept"}
    return replace(request, url=location, headers=headers)
