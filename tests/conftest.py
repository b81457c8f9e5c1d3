"""Fixtures for all tests: an isolated machine, real registries and servers that misbehave.

What they hand out is described in `tests/support/`.
"""

import itertools
import os
import signal
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol, Unpack

import pytest

from tests.support.certificates import CertificateFiles, Certificates
from tests.support.loopback import Resolver, guard_connections
from tests.support.machine import Machine, isolate
from tests.support.registry import RealRegistry, RegistryOptions, registry_binary
from tests.support.scripted import ScriptedServer
from tests.support.sockets import BlackHole, ClosedPort
from tests.support.storage import SAMPLE, fill
from tests.support.tokens import TokenServer, User

# Read before the tests are cut off from the developer's environment.
_REGISTRY_REQUIRED = os.environ.get("REGBROWSE_REQUIRE_REGISTRY") == "1"
_NO_REGISTRY = "docker-registry is not installed (apt install docker-registry)"

_machines = itertools.count()

guard_connections()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it runs in the background ignore ctrl-c, and the commands that the tests
    # interrupt would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that a real registry takes part in."""
    for item in items:
        if "installed_registry" in getattr(item, "fixturenames", ()):
            item.add_marker("registry")


@pytest.fixture(scope="session")
def _machine_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("machines")


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, _machine_root: Path) -> Machine:
    """The machine that the test runs on, as far as it can see: empty and its own."""
    return isolate(monkeypatch, _machine_root / str(next(_machines)))


@pytest.fixture(autouse=True)
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """The name service: `resolver["registry.example.com"] = ["127.0.0.2"]`."""
    resolver = Resolver()
    resolver.install(monkeypatch)
    return resolver


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A directory in memory if the machine has one: filling a large storage there takes no time."""
    in_memory = Path("/dev/shm")
    if not os.access(in_memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="regbrowse-", dir=in_memory) as directory:
        yield Path(directory)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of every kind; `certificates.ca` is the authority to trust."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def ca(certificates: Certificates) -> Path:
    """The PEM file of the authority that signed `certificates.server`."""
    return certificates.ca


@pytest.fixture(scope="session")
def installed_registry() -> None:
    """Skip, or fail if REGBROWSE_REQUIRE_REGISTRY=1, where there is no docker-registry."""
    if registry_binary() is not None:
        return
    if _REGISTRY_REQUIRED:
        pytest.fail(_NO_REGISTRY)
    pytest.skip(_NO_REGISTRY)


class RegistryFactory(Protocol):
    """Starts a real registry that lives as long as the test."""

    def __call__(self, **options: Unpack[RegistryOptions]) -> RealRegistry: ...


@pytest.fixture
def docker_registry(
    installed_registry: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RegistryFactory]:
    """Start real registries: `docker_registry(users={"alice": "wonder"})`, as often as needed."""
    with ExitStack() as stack:

        def start(**options: Unpack[RegistryOptions]) -> RealRegistry:
            registry = RealRegistry(tmp_path_factory.mktemp("registry"), **options)
            stack.callback(registry.stop)
            return registry

        yield start


@pytest.fixture(scope="session")
def open_registry(
    installed_registry: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealRegistry]:
    """One real registry for all tests, open to all, that holds `storage.SAMPLE`: only read it."""
    directory = tmp_path_factory.mktemp("open-registry")
    fill(directory / "storage", SAMPLE)
    registry = RealRegistry(directory)
    yield registry
    registry.stop()


class ServerFactory(Protocol):
    """Starts a scripted server that lives as long as the test."""

    def __call__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: CertificateFiles | ssl.SSLContext | None = None,
    ) -> ScriptedServer: ...


@pytest.fixture
def scripted_server() -> Iterator[ServerFactory]:
    """Start servers that do as told: `scripted_server(tls=certificates.expired)`.

    A mistake in a script fails the test when it ends.
    """
    with ExitStack() as stack:

        def start(
            *,
            host: str = "127.0.0.1",
            port: int = 0,
            tls: CertificateFiles | ssl.SSLContext | None = None,
        ) -> ScriptedServer:
            server = ScriptedServer(host=host, port=port, tls=tls)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def closed_port() -> Iterator[ClosedPort]:
    """A port of 127.0.0.1 on which nobody listens."""
    with closing(ClosedPort()) as port:
        yield port


@pytest.fixture
def black_hole() -> Iterator[BlackHole]:
    """A port of 127.0.0.1 that neither accepts nor refuses."""
    with closing(BlackHole()) as hole:
        yield hole


class TokenServerFactory(Protocol):
    """Starts a token server that lives as long as the test."""

    def __call__(
        self,
        *,
        users: Mapping[str, User] | None = None,
        service: str = "test-service",
        host: str = "127.0.0.1",
        tls: CertificateFiles | ssl.SSLContext | None = None,
    ) -> TokenServer: ...


@pytest.fixture
def token_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenServerFactory]:
    """Start token servers: `docker_registry(token=token_server(users=...).auth)`."""
    with ExitStack() as stack:

        def start(
            *,
            users: Mapping[str, User] | None = None,
            service: str = "test-service",
            host: str = "127.0.0.1",
            tls: CertificateFiles | ssl.SSLContext | None = None,
        ) -> TokenServer:
            directory = tmp_path_factory.mktemp("tokens")
            server = TokenServer(directory, users=users, service=service, host=host, tls=tls)
            stack.callback(server.close)
            return server

        yield start
