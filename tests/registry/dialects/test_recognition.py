"""Each registry is recognised by its own dialect, and by no other.

Several have similar challenges: GitLab, Gitea and Forgejo share a service, Google and Gitea a path.
"""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

import tests.support.registries as fakes
from regbrowse.domain.address import Address
from regbrowse.registry.dialects.known import DIALECTS
from regbrowse.registry.dialects.sighting import Sighting
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import client_of
from tests.registry.dialects.sites import Sites
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.registries.azure import Azure
from tests.support.registries.fake import FakeRegistry
from tests.support.registries.github import GitHub
from tests.support.registries.hosts import Hosts
from tests.support.registries.hub import Hub
from tests.support.registries.quay import Quay
from tests.support.scripted import Reply

Make = Callable[[ServerFactory, Certificates], Hosts]

HOSTED: dict[str, tuple[str, Make]] = {
    "hub": ("docker.io", lambda start, certificates: Hub(start, certificates).hosts),
    "github": ("ghcr.io", lambda start, certificates: GitHub(start, certificates).hosts),
    "quay": ("quay.io", lambda start, certificates: Quay(start, certificates, "quay.io").hosts),
    "azure": (
        "acme.azurecr.io",
        lambda start, certificates: Azure(start, certificates, "acme.azurecr.io").hosts,
    ),
}
"""Those of one vendor, by the key of their dialect."""

OTHERS = {"fake", "hosts", "v1"}
"""Modules that hold no registry that speaks v2."""


def _kinds(kind: type[FakeRegistry]) -> Iterator[type[FakeRegistry]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(fakes.__path__)}


for name in _modules():
    import_module(f"{fakes.__name__}.{name}")

RUN_BY_COMPANIES = [
    kind for kind in _kinds(FakeRegistry) if kind.__module__.startswith(fakes.__name__)
]


def recognised_by(seen: Sighting) -> list[str]:
    return [kind.key for kind in DIALECTS if kind.recognises(seen)]


def test_no_registry_is_left_out() -> None:
    covered = {kind.__module__.rpartition(".")[2] for kind in RUN_BY_COMPANIES} | set(HOSTED)
    assert covered | OTHERS == _modules()
    assert {kind.software for kind in RUN_BY_COMPANIES} | set(HOSTED) == {
        kind.key for kind in DIALECTS
    }


@pytest.mark.parametrize("kind", RUN_BY_COMPANIES)
async def test_what_companies_run(sites: Sites, kind: type[FakeRegistry]) -> None:
    client = sites.client(sites.open(kind))
    seen = Sighting(client.feed.address, await client.open())
    assert recognised_by(seen) == [kind.software]


@pytest.mark.parametrize("key", HOSTED)
async def test_what_vendors_host(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, key: str
) -> None:
    address, make = HOSTED[key]
    client = client_of(connect, certificates, make(scripted_server, certificates), address)
    seen = Sighting(client.feed.address, await client.open())
    assert recognised_by(seen) == [key]


def _asking(challenge: str, *headers: tuple[str, str]) -> Reply:
    return Reply(401, b"{}", [("WWW-Authenticate", challenge), *headers])


@pytest.mark.parametrize(
    "ping",
    [
        PING,
        Reply(200, b"true"),
        Reply(200, b""),
        _asking('Basic realm="Registry Realm"'),
        _asking('Bearer realm="http://127.0.0.1:1/token",service="registry"'),
        _asking('Bearer realm="http://127.0.0.1:1/v2/token",service="portus.example.com"'),
        _asking('Bearer realm="http://127.0.0.1:1/jwt/auth",service="another"'),
        _asking('Bearer realm="http://127.0.0.1:1/service/token",service="token-service"'),
        _asking('Bearer realm="http://127.0.0.1:1/auth/token",service="another"'),
        _asking('Bearer realm="http://[broken",service="container_registry"'),
        _asking('Bearer service="container_registry"'),
        _asking("Negotiate abc=="),
        _asking('Basic realm="x"', ("Server", "nginx"), ("X-Powered-By", "Nexus/3")),
        Reply(401, b'{"errors": [{"detail": "description"}]}'),
        Reply(401, b"[[[["),
    ],
)
async def test_others_are_not_taken_for_them(
    connect: Connect, scripted_server: ServerFactory, ping: Reply
) -> None:
    server = scripted_server()
    server.on("/v2/", ping)
    endpoint = await connect(server.url).open()
    named = ("harbor.example.com", "gitlab.com", "codeberg.org", "zot.io", "gcr.io", "quay.io")
    for host in ("127.0.0.1", *named):
        assert recognised_by(Sighting(Address.parse(host), endpoint)) == []
