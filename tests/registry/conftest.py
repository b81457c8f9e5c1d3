"""Clients and transports that are closed when the test is over."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Protocol

import pytest

from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.proxy import ProxySettings
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.transport import Transport
from tests.registry.support import SOON, feed, finding


class Connect(Protocol):
    """Makes a client: `connect(server.url, login=password("alice", "wonder"))`."""

    def __call__(
        self,
        target: str | Feed,
        login: Login | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        retry: RetryPolicy = SOON,
        clock: Callable[[], float] | None = None,
    ) -> RegistryClient: ...


class Transports(Protocol):
    """Makes a transport: `transports(server.url)`."""

    def __call__(
        self,
        target: str | Feed,
        *,
        environ: Mapping[str, str] | None = None,
        retry: RetryPolicy = SOON,
    ) -> Transport: ...


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Make clients for one feed each; nothing of the environment has a say unless it is given."""
    async with AsyncExitStack() as stack:

        def make(
            target: str | Feed,
            login: Login | None = None,
            *,
            environ: Mapping[str, str] | None = None,
            retry: RetryPolicy = SOON,
            clock: Callable[[], float] | None = None,
        ) -> RegistryClient:
            target = feed(target) if isinstance(target, str) else target
            found = finding(login)
            if clock is None:
                client = RegistryClient(target, found, environ or {}, retry)
            else:
                client = RegistryClient(target, found, environ or {}, retry, clock)
            stack.push_async_callback(client.aclose)
            return client

        yield make


@pytest.fixture
async def transports() -> AsyncIterator[Transports]:
    """Make transports, which know no login."""
    async with AsyncExitStack() as stack:

        def make(
            target: str | Feed,
            *,
            environ: Mapping[str, str] | None = None,
            retry: RetryPolicy = SOON,
        ) -> Transport:
            target = feed(target) if isinstance(target, str) else target
            transport = Transport(target, ProxySettings(target.proxy, environ or {}), retry)
            stack.push_async_callback(transport.aclose)
            return transport

        yield make
