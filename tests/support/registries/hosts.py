"""Hosts of the internet on loopback: a TLS server for each, and a proxy that knows where it is.

hosts = Hosts(scripted_server, certificates, "quay.io")
hosts["quay.io"].on("/v2/", Reply(200))
feed("quay.io", proxy=hosts.proxy.url, ca_file=certificates.ca)
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from tests.support.certificates import CertificateFiles, Certificates
from tests.support.scripted import Reply, Request, ScriptedServer, json_reply

PAGE_SIZE = 100


class StartServer(Protocol):
    def __call__(self, *, tls: CertificateFiles | None = None) -> ScriptedServer: ...


class Hosts:
    """The hosts, each by its real name and with a certificate for that."""

    def __init__(self, start: StartServer, certificates: Certificates, *names: str) -> None:
        self._servers = {
            name: start(tls=certificates.issue(name.replace("/", "-"), name)) for name in names
        }
        self.proxy = start()
        self.proxy.act_as_proxy(
            {f"{name}:443": (server.host, server.port) for name, server in self._servers.items()}
        )

    def __getitem__(self, name: str) -> ScriptedServer:
        return self._servers[name]

    def authorizations(self) -> dict[str, set[str | None]]:
        """Which host saw which Authorization, without those that were not asked anything."""
        seen = {
            name: {request.header("Authorization") for request in server.requests}
            for name, server in self._servers.items()
        }
        return {name: said for name, said in seen.items() if said}

    def reached(self) -> set[str]:
        """Every `host:port` that a tunnel was asked for."""
        return {request.target for request in self.proxy.requests}


def token_gate(
    good: Reply | Callable[[Request], Reply], challenge: str, *, anonymous: bool = True
) -> Callable[[Request], Reply]:
    """Answer those with a Bearer token (`nobody` only if `anonymous`), challenge all others."""

    def answer(request: Request) -> Reply:
        said = request.header("Authorization") or ""
        allowed = said.startswith("Bearer ") and (anonymous or said != "Bearer nobody")
        if not allowed:
            return unauthorized(challenge)
        return good if isinstance(good, Reply) else good(request)

    return answer


def unauthorized(challenge: str, body: bytes = b"{}") -> Reply:
    return Reply(401, body, [("WWW-Authenticate", challenge)])


def tokens(basic: str) -> Callable[[Request], Reply]:
    """A token endpoint: a token for the one login, another for nobody, 401 for any other.

    The token names the scope that it was given for.
    """

    def answer(request: Request) -> Reply:
        said = request.header("Authorization")
        if said not in (None, basic):
            return Reply(401)
        scope = request.query.get("scope", "").replace(":", ".").replace("/", "-")
        return json_reply({"token": "nobody" if said is None else f"token-{scope}"})

    return answer


def page_of(
    request: Request, entries: Sequence[object], key: str = "page_size"
) -> tuple[list[object], int | None]:
    """The entries of the page that was asked for, and the number of the next one."""
    size = min(int(request.query.get(key, "10")), PAGE_SIZE)
    page = int(request.query.get("page", "1"))
    more = page * size < len(entries)
    return list(entries[(page - 1) * size : page * size]), page + 1 if more else None
