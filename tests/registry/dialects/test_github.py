"""GitHub's registry lists nothing; GitHub's API lists the packages of an owner to token holders."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError, RegistryError
from regbrowse.domain.login import Login
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import basic, client_of, details_of, found_by
from tests.registry.support import (
    PING,
    catalog_of,
    everything_said,
    identity_token,
    password,
    registry_token,
)
from tests.support.certificates import Certificates
from tests.support.registries.github import API, CHALLENGE, REGISTRY, GitHub
from tests.support.registries.hosts import Hosts, unauthorized
from tests.support.scripted import Reply, json_reply

OCTO = password("octo", "ghp_secret")
PACKAGES = "/users/octo/packages"


@pytest.fixture
def github(scripted_server: ServerFactory, certificates: Certificates) -> GitHub:
    github = GitHub(scripted_server, certificates, basic(OCTO), "ghp_secret")
    github.users = {"octo": ["cat", "tools/lint"]}
    github.orgs = {"acme": [*(f"app{n}" for n in range(249)), "web"]}
    return github


@pytest.fixture
def client(connect: Connect, certificates: Certificates, github: GitHub) -> RegistryClient:
    return client_of(connect, certificates, github.hosts, REGISTRY, OCTO)


async def test_it_is_recognised_and_its_catalog_is_left_alone(
    client: RegistryClient, github: GitHub
) -> None:
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_UNSUPPORTED
    ways = await client.ways(failure.value.code)
    assert (ways.software, ways.searches) == ("GitHub", True)
    assert ways.prompt is not None
    assert "OWNER/" in ways.prompt
    assert "api.github.com" in ways.prompt
    assert github.hosts[REGISTRY].asked("/v2/_catalog") == []


async def test_a_name_alone_is_not_github(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    hosts = Hosts(scripted_server, certificates, REGISTRY)
    for answer in [
        PING,
        unauthorized('Bearer realm="https://ghcr.io/token",service="other"'),
        unauthorized('Bearer realm="https://other.example/token",service="ghcr.io"'),
    ]:
        hosts[REGISTRY].on("/v2/", answer)
        client = client_of(connect, certificates, hosts, REGISTRY)
        assert (await client.ways()).software is None


async def test_a_user_and_an_organization(client: RegistryClient, github: GitHub) -> None:
    found = await client.search("Octo/")
    assert (list(found.names), found.cursor) == (["octo/cat", "octo/tools/lint"], None)
    assert [r.path for r in github.api.requests] == [PACKAGES]
    names = await found_by(client, "acme/")
    assert names == [f"acme/{name}" for name in github.orgs["acme"]]
    # Once it is known that this is an organization, no user is asked for.
    asked = [(r.path.split("/")[1], r.query["page"]) for r in github.api.requests[1:]]
    assert asked == [("users", "1"), ("orgs", "1"), ("orgs", "2"), ("orgs", "3")]


async def test_a_part_of_a_name(client: RegistryClient) -> None:
    assert list((await client.search("acme/we")).names) == ["acme/web"]
    assert list((await client.search("octo/lint")).names) == ["octo/tools/lint"]
    assert list((await client.search("octo/dog")).names) == []


async def test_an_organization_that_is_known_as_a_user_without_packages(
    client: RegistryClient, github: GitHub
) -> None:
    github.users["acme"] = []
    assert len((await client.search("acme/")).names) == 100
    github.users["empty"] = []
    assert list((await client.search("empty/")).names) == []
    assert list((await client.search("nobody/")).names) == []


@pytest.mark.parametrize("text", ["", "octo", "/", "../", "a b/", "%2e%2e/x", "-/"])
async def test_what_names_no_owner_is_not_asked_for(
    client: RegistryClient, github: GitHub, text: str
) -> None:
    assert list((await client.search(text)).names) == []
    assert github.api.requests == []


@pytest.mark.parametrize("login", [None, identity_token("refresh"), registry_token("ready")])
async def test_without_a_personal_token_nothing_is_asked(
    connect: Connect, certificates: Certificates, github: GitHub, login: Login | None
) -> None:
    registry = github.hosts[REGISTRY]
    registry.on("/token", json_reply({"token": "any"}))
    client = client_of(connect, certificates, github.hosts, REGISTRY, login)
    with pytest.raises(AuthError) as failure:
        await client.search("octo/")
    assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert failure.value.facts["host"] == API
    assert github.api.requests == []


async def test_who_sees_the_token(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, github: GitHub
) -> None:
    """The registry and its token server, GitHub's API, and nobody who is redirected to."""
    elsewhere = scripted_server(tls=certificates.issue("elsewhere", "evil.example"))
    elsewhere.on("/x", json_reply([]))
    places = {
        f"{name}:443": (server.host, server.port)
        for name, server in [
            (REGISTRY, github.hosts[REGISTRY]),
            (API, github.api),
            ("evil.example", elsewhere),
        ]
    }
    github.hosts.proxy.act_as_proxy(places)
    client = client_of(connect, certificates, github.hosts, REGISTRY, OCTO)
    await client.search("octo/")
    github.api.on(PACKAGES, Reply(302, b"", [("Location", "https://evil.example/x")]))
    assert list((await client.search("octo/")).names) == []
    assert [r.header("Authorization") for r in elsewhere.requests] == [None]
    said = github.hosts.authorizations()
    assert said[API] == {"Bearer ghp_secret"}
    assert said[REGISTRY] == {None, basic(OCTO), "Bearer token-"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (json_reply({"message": "Bad credentials"}, 401), Code.CATALOG_DENIED),
        (json_reply({"message": "read:packages is needed"}, 403), Code.CATALOG_DENIED),
        (Reply(403, b"{}", [("X-RateLimit-Remaining", "0")]), Code.RATE_LIMITED),
        (Reply(403, b"{}", [("Retry-After", "60")]), Code.RATE_LIMITED),
        (Reply(429, b"{}"), Code.RATE_LIMITED),
        (json_reply({"message": "Invalid argument."}, 400), Code.CATALOG_INVALID),
        (Reply(200, b"["), Code.CATALOG_INVALID),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (json_reply({"items": []}), Code.CATALOG_INVALID),
    ],
)
async def test_what_is_no_list_of_packages(
    client: RegistryClient, github: GitHub, answer: Reply, code: Code
) -> None:
    github.api.on(PACKAGES, answer)
    with pytest.raises(RegistryError) as failure:
        await client.search("octo/")
    assert failure.value.code is code
    assert "ghp_secret" not in everything_said(failure.value)


async def test_entries_of_any_type_and_a_list_without_an_end(
    client: RegistryClient, github: GitHub
) -> None:
    link = [("Link", '<https://api.github.com/x?page=2>; rel="next"')]
    entries = [None, 5, {"name": 5}, {"name": ""}, {"name": "cat"}]
    github.api.on(PACKAGES, json_reply(entries, 200, link))
    found = await client.search("octo/")
    assert list(found.names) == ["octo/cat"]
    found = await client.search("octo/dog", found.cursor)
    assert (list(found.names), len(github.api.requests)) == ([], 11)
    assert found.cursor is not None


async def test_the_placeholder_scope_is_not_asked_for(
    client: RegistryClient, github: GitHub
) -> None:
    await client.open()
    assert "repository:user/image:pull" in CHALLENGE
    asked = [r.query.get("scope") for r in github.hosts[REGISTRY].asked("/token")]
    assert asked == [None]


async def test_a_look_at_tags_shows_the_token_to_nobody_else(
    client: RegistryClient, github: GitHub
) -> None:
    """Only a person who names an owner sends it to GitHub's API."""
    assert await details_of(client, "octo/cat") == []
    assert github.api.requests == []
