"""How far a request has come, for the errors of httpx do not tell.

The same exception means another thing before and after TLS, or while only a proxy has been spoken
to. httpcore tells each step through its `trace` extension (httpcore docs, "Extensions").
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from regbrowse.registry.attempt import Attempt


class Stage(StrEnum):
    """What a request is at."""

    PROXY = "proxy"
    """Speaking to the proxy alone: the registry has not been reached."""

    CONNECT = "connect"
    TLS = "tls"
    EXCHANGE = "exchange"
    """Asking, and waiting for an answer; also on a connection that was open already."""

    BODY = "body"
    """The head of the answer is there, the rest is arriving."""


class Progress:
    """How far one attempt of a request has come."""

    __slots__ = ("_opens_tunnel", "_passed_on", "_proxied", "received", "stage")

    def __init__(self, attempt: Attempt) -> None:
        self._proxied = attempt.proxy is not None
        self._passed_on = attempt.passed_on
        # What a proxy is asked on a new connection is a tunnel, and no exchange yet.
        self._opens_tunnel = False
        self.stage = self._first
        self.received = 0
        """Bytes of the body so far, as they came over the wire."""

    @property
    def _first(self) -> Stage:
        return Stage.PROXY if self._proxied else Stage.CONNECT

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        """Follow the events of httpcore. On an open connection there are only those of http11."""
        if event == "connection.connect_tcp.started":
            self.stage = self._first
            self._opens_tunnel = self._proxied and not self._passed_on
        elif event == "connection.start_tls.started":
            self.stage = Stage.PROXY if self._proxied else Stage.TLS
        elif event == "proxy.start_tls.started":
            self.stage = Stage.TLS
            self._opens_tunnel = False
        elif self._opens_tunnel:
            return
        elif event == "http11.send_request_headers.started":
            self.stage = Stage.EXCHANGE
        elif event == "http11.receive_response_headers.complete":
            self.stage = Stage.BODY
