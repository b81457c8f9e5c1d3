"""A server on loopback that does what it is told, over HTTP or TLS, from sync and async tests.

server = scripted_server()
server.on("/v2/", Reply(200, b"{}"))
server.on("/v2/_catalog", Reply(503), json_reply({"repositories": []}))   # one after the other
server.on("/v2/", lambda request: Reply(401), method="GET", query={"a": "1"})
httpx.get(server.url + "/v2/")
server.requests[0].header("Authorization")
"""

import re
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from tests.support.certificates import CertificateFiles
from tests.support.connection import Connection
from tests.support.forwarding import Destinations, Forward, Tunnel, forward, tunnel
from tests.support.serving import ThreadedServer
from tests.support.wire import (
    End,
    Raw,
    Reply,
    Request,
    error_reply,
    json_reply,
    read_request,
    send_raw,
    send_reply,
)

__all__ = [
    "End",
    "Forward",
    "Raw",
    "Reply",
    "Request",
    "ScriptedServer",
    "Tunnel",
    "error_reply",
    "json_reply",
]

Answer = Reply | Raw | Tunnel | Forward
Script = Answer | Callable[[Request], Answer]

_NOT_FOUND = Reply(404, b"404 page not found\n", [("Content-Type", "text/plain; charset=utf-8")])


@dataclass(slots=True)
class _Rule:
    path: str | re.Pattern[str] | None
    method: str | None
    query: Mapping[str, str]
    scripts: list[Script]
    used: int = field(default=0)

    def fits(self, request: Request) -> bool:
        if self.method not in (None, request.method):
            return False
        if isinstance(self.path, str) and self.path != request.path:
            return False
        if isinstance(self.path, re.Pattern) and not self.path.fullmatch(request.path):
            return False
        return self.query.items() <= request.query.items()

    def answer(self, request: Request) -> Answer:
        script = self.scripts[min(self.used, len(self.scripts) - 1)]
        self.used += 1
        return script(request) if callable(script) else script


class ScriptedServer(ThreadedServer):
    """A running server, which listens when the constructor returns.

    `tls` is a certificate or a whole context. Paths without a rule are 404.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: CertificateFiles | ssl.SSLContext | None = None,
    ) -> None:
        self.requests: list[Request] = []
        """Everything that was asked, in order, whatever became of it."""
        self.says_back = False
        """Whether the login of a request is said back in a header that reports show."""
        self._rules: list[_Rule] = []
        self._on_connect: Raw | None = None
        self._on_first_data: Raw | None = None
        super().__init__(host=host, port=port, tls=tls)

    def on(
        self,
        path: str | re.Pattern[str] | None,
        *scripts: Script,
        method: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> None:
        """Answer requests for `path` (None: any) with one script after the other, then the last.

        `query` names parameters that must be there, among others. A later rule goes before an
        earlier one.
        """
        self._rules.insert(0, _Rule(path, method, query or {}, list(scripts)))

    def on_connect(self, raw: Raw) -> None:
        """Send this on every new connection, before reading: `Raw(end=End.HANG)` says nothing."""
        self._on_connect = raw

    def on_first_data(self, raw: Raw) -> None:
        """Send this as soon as a connection's first bytes are there, whatever they are."""
        self._on_first_data = raw

    def act_as_proxy(
        self, destinations: Destinations | None = None, *, user: str = "", password: str = ""
    ) -> None:
        """Tunnel CONNECT and pass on plain requests; 407 without the login if one is given."""
        places = destinations or {}
        expected = "Basic " + b64encode(f"{user}:{password}".encode()).decode()

        def answer(request: Request) -> Answer:
            if user and request.header("Proxy-Authorization") != expected:
                return Reply(407, headers=[("Proxy-Authenticate", 'Basic realm="proxy"')])
            return Tunnel(places) if request.method == "CONNECT" else Forward(places)

        self.on(None, answer, method="CONNECT")
        self.on(re.compile(r"http://.*"), answer)

    def asked(self, path: str, method: str | None = None) -> list[Request]:
        """The requests for one path, in order."""
        return [r for r in self.requests if r.path == path and method in (None, r.method)]

    async def converse(self, connection: Connection) -> End:
        """Answer the requests on a connection by the rules."""
        if self._on_connect:
            return await send_raw(connection, self._on_connect)
        if self._on_first_data:
            await connection.reader.read(1 << 16)
            return await send_raw(connection, self._on_first_data)
        end = End.KEEP
        while end is End.KEEP:
            request = await read_request(connection)
            if request is None:
                return End.CLOSE
            self.requests.append(request)
            end = await self._answer(connection, request)
        return end

    async def _answer(self, connection: Connection, request: Request) -> End:
        rule = next((rule for rule in list(self._rules) if rule.fits(request)), None)
        answer = rule.answer(request) if rule else _NOT_FOUND
        match answer:
            case Reply():
                said = self._said_back(request) if self.says_back else []
                answer = replace(answer, headers=[*answer.headers, *said])
                return await send_reply(connection, answer, request)
            case Raw():
                return await send_raw(connection, answer)
            case Tunnel():
                return await tunnel(connection, request, answer.destinations)
            case Forward():
                return await forward(connection, request, answer.destinations)

    @staticmethod
    def _said_back(request: Request) -> list[tuple[str, str]]:
        """The login of a request in the ways in which servers say it in their errors."""
        given = request.header("Authorization")
        if given is None:
            return []
        scheme, _, secret = given.partition(" ")
        words = [secret, f"{secret[: len(secret) // 2]}..."]
        if scheme == "Basic":
            password = b64decode(secret).decode().partition(":")[2]
            words += [password, quote(password, safe="")]
        return [("Warning", f'299 - "{each}"') for each in words]
