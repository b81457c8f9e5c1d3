"""Docker Hub lists nothing, so it is searched, and namespaces are listed, both as nobody."""

import time

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, basic, client_of
from tests.registry.support import PING, catalog_of
from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, token_gate, tokens, unauthorized
from tests.support.registries.hub import AUTH, CHALLENGE, INDEX, REGISTRY, WEB, Hub
from tests.support.scripted import Reply, json_reply

SEARCH = "/v2/search/repositories/"


@pytest.fixture
def hub(scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    return Hub(scripted_server, certificates, basic(ALICE))


@pytest.fixture
def client(connect: Connect, certificates: Certificates, hub: Hub) -> RegistryClient:
    return client_of(connect, certificates, hub.hosts, "docker.io")


async def test_it_is_recognised_and_its_catalog_is_left_alone(
    client: RegistryClient, hub: Hub
) -> None:
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_UNSUPPORTED
    ways = await client.ways(failure.value.code)
    assert (ways.software, ways.searches, ways.prompt) == ("Docker Hub", True, None)
    assert hub.hosts[REGISTRY].asked("/v2/_catalog") == []


async def test_a_name_alone_is_not_docker_hub(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    hosts = Hosts(scripted_server, certificates, REGISTRY)
    for answer in [
        PING,
        unauthorized('Bearer realm="https://auth.docker.io/token",service="other"'),
        unauthorized('Bearer realm="https://other.example/token",service="registry.docker.io"'),
    ]:
        hosts[REGISTRY].on("/v2/", answer)
        client = client_of(connect, certificates, hosts, "docker.io")
        assert (await client.ways()).software is None


async def test_a_mirror_that_says_so_is_docker_hub(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    hosts = Hosts(scripted_server, certificates, "mirror.example.com", AUTH)
    hosts["mirror.example.com"].on("/v2/", token_gate(PING, CHALLENGE))
    hosts[AUTH].on("/token", tokens(""))
    client = client_of(connect, certificates, hosts, "mirror.example.com")
    assert (await client.ways()).software == "Docker Hub"


async def test_a_search_goes_on(client: RegistryClient, hub: Hub) -> None:
    hub.found = ["nginx", *(f"team{n}/nginx" for n in range(149))]
    first = await client.search(" Nginx ")
    assert first.names[:2] == ["library/nginx", "team0/nginx"]
    assert (len(first.names), first.total) == (100, 150)
    second = await client.search("nginx", first.cursor)
    assert second.names[-1] == "team148/nginx"
    assert (len(second.names), second.cursor) == (50, None)
    queries = [(r.query["query"], r.query["page"]) for r in hub.hosts[WEB].asked(SEARCH)]
    assert queries == [("nginx", "1"), ("nginx", "2")]
    assert INDEX not in hub.hosts.authorizations()


@pytest.mark.parametrize(
    "answer",
    [
        Reply(404),
        Reply(403, b"<html>no"),
        Reply(400),
        Reply(200, b"<html>sign in"),
        Reply(200, b"{"),
        json_reply([]),
        json_reply({"count": 0, "results": []}),  # the tombstone
        json_reply({"results": None}),
    ],
)
async def test_dockers_own_search_steps_in(client: RegistryClient, hub: Hub, answer: Reply) -> None:
    hub.hosts[WEB].on(SEARCH, answer)
    hub.indexed = ["nginx", *(f"team{n}/nginx" for n in range(129))]
    first = await client.search("nginx")
    assert first.names[:2] == ["library/nginx", "team0/nginx"]
    assert (len(first.names), first.total) == (100, 130)
    second = await client.search("nginx", first.cursor)
    assert (len(second.names), second.cursor) == (30, None)
    assert len(hub.hosts[WEB].asked(SEARCH)) == 1
    assert [r.query["page"] for r in hub.hosts[INDEX].asked("/v1/search")] == ["1", "2"]


async def test_a_web_site_out_of_reach(client: RegistryClient, hub: Hub) -> None:
    """Companies that let the registry through their proxy often do not the web site."""
    places = {
        f"{name}:443": (hub.hosts[name].host, hub.hosts[name].port)
        for name in (REGISTRY, AUTH, INDEX)
    }
    hub.hosts.proxy.act_as_proxy(places)
    hub.indexed = ["nginx"]
    assert list((await client.search("nginx")).names) == ["library/nginx"]
    hub.hosts[INDEX].on("/v1/search", Reply(503))
    with pytest.raises(RegistryError) as failure:
        await client.search("nginx")
    assert failure.value.code is Code.PROXY_BAD_GATEWAY
    assert failure.value.facts["host"] == WEB


async def test_neither_search_answers(client: RegistryClient, hub: Hub) -> None:
    hub.hosts[INDEX].on("/v1/search", Reply(404))
    assert list((await client.search("no-such-thing")).names) == []
    hub.hosts[WEB].on(SEARCH, Reply(403, b"{}"))
    with pytest.raises(CatalogError) as failure:
        await client.search("nginx")
    assert failure.value.code is Code.CATALOG_DENIED
    assert failure.value.facts["host"] == WEB


async def test_a_limit_is_not_dodged(client: RegistryClient, hub: Hub) -> None:
    """`X-Retry-After` is a Unix time; the other search is not asked in its place."""
    until = ("X-Retry-After", str(int(time.time()) + 600))
    hub.hosts[WEB].on(SEARCH, Reply(429, b"Too Many Requests", [until]))
    with pytest.raises(RegistryError) as failure:
        await client.search("nginx")
    assert failure.value.code is Code.RATE_LIMITED
    assert 500 < float(failure.value.facts["retry_after_s"]) <= 600
    assert INDEX not in hub.hosts.authorizations()


async def test_a_namespace_is_listed(client: RegistryClient, hub: Hub) -> None:
    hub.namespaces = {"bitnami": [*(f"app{n}" for n in range(120)), "nginx"]}
    first = await client.search("Bitnami/")
    assert first.names[:2] == ["bitnami/app0", "bitnami/app1"]
    assert (len(first.names), first.total) == (100, 121)
    second = await client.search("bitnami/", first.cursor)
    assert (second.names[-1], second.cursor) == ("bitnami/nginx", None)
    part = await client.search("bitnami/ngi")
    assert (list(part.names), part.cursor, part.total) == (["bitnami/nginx"], None, None)
    assert list((await client.search("nobody/")).names) == []
    hub.namespaces["library"] = ["nginx", "redis"]
    assert list((await client.search("library/re")).names) == ["library/redis"]


@pytest.mark.parametrize("text", ["", "  ", "/", "../x", "a b/", "%2e%2e/", "a?b/"])
async def test_what_cannot_be_a_namespace_is_not_asked_for(
    client: RegistryClient, hub: Hub, text: str
) -> None:
    assert list((await client.search(text)).names) == []
    assert WEB not in hub.hosts.authorizations()


async def test_any_text_can_be_searched_for(client: RegistryClient, hub: Hub) -> None:
    hub.found = ["nginx"]
    for text in ("ein & zwei=3", "\udcff", "x" * 100_000, "\x1b[2J", "東京"):
        assert list((await client.search(text)).names) == ["library/nginx"]
    assert hub.hosts[WEB].requests[0].query["query"] == "ein & zwei=3"


async def test_a_namespace_that_does_not_end(client: RegistryClient, hub: Hub) -> None:
    """Each search reads so many pages at most; the cursor leads on if that is wished."""
    again = json_reply({"next": "https://hub.docker.com/x", "results": [{"name": "app"}]})
    hub.hosts[WEB].on("/v2/repositories/bitnami/", again)
    found = await client.search("bitnami/nginx")
    assert list(found.names) == []
    assert found.cursor is not None
    assert len(hub.hosts[WEB].requests) == 10


async def test_entries_of_any_type(client: RegistryClient, hub: Hub) -> None:
    results: list[object] = [
        None,
        5,
        [],
        {"repo_name": 5},
        {"repo_name": ""},
        {"repo_name": "a/b\nc"},
    ]
    document = {"count": "many", "next": 7, "results": results}
    hub.hosts[WEB].on(SEARCH, json_reply(document))
    found = await client.search("a")
    assert (list(found.names), found.total) == (["a/b\u240ac"], None)


async def test_the_login_stays_with_the_registry(
    connect: Connect, certificates: Certificates, hub: Hub
) -> None:
    hub.found, hub.namespaces = ["nginx"], {"team": ["app"]}
    client = client_of(connect, certificates, hub.hosts, "docker.io", ALICE)
    assert await client.identity() == "alice"
    await client.search("nginx")
    await client.search("team/")
    hub.found = []
    await client.search("nginx")
    said = hub.hosts.authorizations()
    assert said[AUTH] == {basic(ALICE)}
    assert said[REGISTRY] == {None, "Bearer token-"}
    assert said[WEB] == said[INDEX] == {None}
    assert hub.hosts.reached() == {f"{host}:443" for host in (REGISTRY, AUTH, WEB, INDEX)}
