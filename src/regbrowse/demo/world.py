"""The registries of `regbrowse demo`: a good one, one with a login, and two that fail."""

import socket
import ssl
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from regbrowse.demo.api import RegistryApi
from regbrowse.demo.content.names import expired_families, families, team_families
from regbrowse.demo.content.registry import Content
from regbrowse.demo.server import LOOPBACK, QuietServer
from regbrowse.demo.tokens import TokenServer
from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret

DEFAULT_EPOCH = datetime(2026, 11, 23, 9, tzinfo=UTC)

REGISTRY_PATH = "registry.demo.example"
"""What pull commands of the demo show: by its real name nobody could pull from it."""

_CERTIFICATES = Path(__file__).with_name("certificates")
_SERVICE = "team.demo.example"


class DemoWorld:
    """Four registries on loopback; use it as a context manager, once.

    `acme` is open and full, `team` asks for `login`, the certificate of `expired` has expired, and
    at `gone` nothing listens. Nothing is bound before the context is entered, and the images of a
    repository are made when it is first asked for. `epoch` is the time (UTC) from which the dates
    of all images are counted backwards: the same epoch gives the same digests. `latency_s` seconds
    pass before each answer, so that a walk can be seen.
    """

    login = Login("ana", Secret("acme"), "the demo")

    def __init__(self, *, epoch: datetime = DEFAULT_EPOCH, latency_s: float = 0) -> None:
        self._epoch = epoch
        self._latency_s = latency_s
        self._running = ExitStack()
        self._feeds: tuple[Feed, ...] = ()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds `acme`, `team`, `expired` and `gone`, in this order; none while stopped."""
        return self._feeds

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._feeds = (
                self._demo(stack),
                self._team(stack),
                self._expired(stack),
                self._gone(stack),
            )
            self._running = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._feeds = ()
        self._running.close()

    def _demo(self, stack: ExitStack) -> Feed:
        server = self._server(stack)
        server.start(RegistryApi(Content(families(), self._epoch)).answer)
        return Feed("acme", _address(server.port), registry_path=REGISTRY_PATH)

    def _team(self, stack: ExitStack) -> Feed:
        server = self._server(stack)
        tokens = TokenServer(f"http://{LOOPBACK}:{server.port}/token", _SERVICE, self.login)
        content = Content(team_families(), self._epoch, seed="team")
        server.start(RegistryApi(content, tokens).answer)
        return Feed("team", _address(server.port), username=self.login.username)

    def _expired(self, stack: ExitStack) -> Feed:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_CERTIFICATES / "server.pem", _CERTIFICATES / "server.key")
        server = self._server(stack, context)
        content = Content(expired_families(), self._epoch, seed="expired")
        server.start(RegistryApi(content).answer)
        address = Address(LOOPBACK, server.port, "https")
        return Feed("expired", address, ca_file=_CERTIFICATES / "ca.pem")

    def _gone(self, stack: ExitStack) -> Feed:
        # Bound and never listening: connections are refused, and nobody else gets the port.
        unused = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        unused.bind((LOOPBACK, 0))
        return Feed("gone", _address(unused.getsockname()[1]))

    def _server(self, stack: ExitStack, tls: ssl.SSLContext | None = None) -> QuietServer:
        server = QuietServer(latency_s=self._latency_s, tls=tls)
        stack.callback(server.stop)
        return server


def _address(port: int) -> Address:
    return Address(LOOPBACK, port, "http")
