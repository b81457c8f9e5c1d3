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

    __slots__ = ("_proxied", "_tunnelled", "received", "stage")

    def __init__(self, attempt: Attempt) -> None:
        self.stage = Stage.EXCHANGE
        self.received = 0
        """Bytes of the body so far, as they came over the wire."""
        self._proxied = attempt.proxy is not None
        # To an https server a proxy opens a tunnel; asking it for that is no exchange yet.
        self._tunnelled = self._proxied and not attempt.passed_on

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        """Follow the events of httpcore."""
        with_proxy = self._tunnelled and self.stage is Stage.PROXY
        if event == "connection.connect_tcp.started":
            self.stage = Stage.PROXY if self._proxied else Stage.CONNECT
        elif event == "connection.start_tls.started":
            self.stage = Stage.PROXY if self._proxied else Stage.TLS
        elif event == "proxy.start_tls.started":
            self.stage = Stage.TLS
        elif event == "http11.send_request_headers.started" and not with_proxy:
            self.stage = Stage.EXCHANGE
        elif event == "http11.receive_response_headers.complete" and not with_proxy:
            self.stage = Stage.BODY
