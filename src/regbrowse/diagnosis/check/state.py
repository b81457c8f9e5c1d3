"""What a check knows so far, handed from step to step."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from regbrowse.credentials.source import Resolution
from regbrowse.domain.address import DEFAULT_PORT, Address, Scheme
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.veil import Veil
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.probes.second_look import SecondLook
from regbrowse.registry.probes.way import Way
from regbrowse.registry.proxy import Proxy, ProxySettings
from regbrowse.registry.rate_limits import RateLimits
from regbrowse.registry.v1.registry import V1Registry
from regbrowse.registry.v2 import V2Registry

LOGIN_S = 6.0
"""A helper that takes longer hangs, or waits for somebody to type something."""

FindLogin = Callable[[Address, str | None, str | None, float | None], Awaitable[Resolution]]
"""Asks the chain of credentials.

For an address, a user if one is named, and a repository; within so many seconds.
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The machine that the check runs on."""

    find_login: FindLogin
    environ: Mapping[str, str]
    limits: RateLimits | None = None
    """Where is remembered what the registry says of rate limits."""


@dataclass(slots=True)
class State:
    """One check. Steps write what later steps need; None is what nobody has found out yet."""

    target: CheckTarget
    around: Surroundings
    ends_at: float
    """The time of the event loop at which the check ends."""

    scheme: Scheme = "https"
    proxy: Proxy | None = None
    addresses: Sequence[str] = ()
    answering: str | None = None
    """The address that took a connection first."""

    transport: Recorder | None = None
    mismatch: RegistryError | None = None
    """Why there is no endpoint although a registry answers: it speaks another version."""

    endpoint: Endpoint | None = None
    auth: Authenticator | None = None
    registry: V2Registry | V1Registry | None = None
    skew_s: float | None = None
    """By how much the registry's clock is ahead of ours."""

    names: Sequence[str] = ()
    """Repositories of the catalog, as far as it was read."""

    chosen: str | None = None
    tags: Sequence[str] = ()
    tag: str | None = None
    digest: str | None = None
    opened: list[Recorder] = field(default_factory=list)
    veil: Veil = field(default_factory=Veil)
    """Knows everything secret that the check came across; no report may hold any of it."""

    def __post_init__(self) -> None:
        """A proxy may say its login back, and what it says is shown."""
        self.veil.keep(*ProxySettings(None, self.around.environ).secrets())

    @property
    def feed(self) -> Feed:
        """The feed that is checked."""
        return self.target.feed

    @property
    def repository(self) -> str | None:
        """The repository that was named, if one was."""
        return self.target.repository

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.ends_at - asyncio.get_running_loop().time()

    def at_most(self, seconds: float) -> float:
        """Return `seconds`, or what is left if that is less."""
        return max(0.1, min(seconds, self.left_s - 0.1))

    @property
    def asked(self) -> Feed:
        """The feed with the scheme that is used."""
        return replace(self.feed, address=self.feed.address.with_scheme(self.scheme))

    @property
    def root(self) -> str:
        """The URL of the version check."""
        return self.feed.address.v2_root(self.scheme)

    @property
    def host(self) -> str:
        """The name or address of the host that speaks the API."""
        return self.feed.address.api_host

    @property
    def port(self) -> int:
        """The port that is connected to."""
        return self.feed.address.port or DEFAULT_PORT[self.scheme]

    def attempt(self, operation: str) -> Attempt:
        """Return what is tried, for errors to tell."""
        certificate = self.feed.client_cert is not None
        return Attempt(operation, self.root, self.proxy, certificate)

    def way(self, operation: str) -> Way:
        """Return the way to the registry, by the address that answered."""
        address = self.answering or (self.addresses[0] if self.addresses else self.host)
        return Way(address, self.host, self.port, self.attempt(operation), self.feed)

    def second_look(self, feed: Feed) -> SecondLook:
        """Return what looks again at failures of `feed`."""
        proxies = ProxySettings(feed.proxy, self.around.environ)
        return SecondLook(feed, proxies, self.around.environ)

    def open_transport(self, feed: Feed) -> Recorder:
        """Return a new transport that ends with the check."""
        look = self.second_look(feed)
        proxies = ProxySettings(feed.proxy, self.around.environ)
        limits = self.around.limits
        recorder = Recorder(feed, proxies, look, self.ends_at, self.veil, limits)
        self.opened.append(recorder)
        return recorder

    async def aclose(self) -> None:
        """Close all connections."""
        for each in self.opened:
            await each.aclose()
