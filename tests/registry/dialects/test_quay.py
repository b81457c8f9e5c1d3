"""Quay's web API lists and searches what the catalog of v2 keeps from nobody's eyes."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.domain.login import Login
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.paging import CursorRefused
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, basic, client_of, found_by
from tests.registry.support import PING, catalog_of, pages_of, password
from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, unauthorized
from tests.support.registries.quay import OAUTH, Quay
from tests.support.scripted import Reply, json_reply

HOST = "registry.example.com"
LIST, SEARCH = "/api/v1/repository", "/api/v1/find/repositories"
ROBOT = password("team+robot", "wonder")
OWNER = password("$oauthtoken", "oauth-secret")
PUBLIC = [f"team/app{n}" for n in range(250)]


@pytest.fixture
def quay(scripted_server: ServerFactory, certificates: Certificates) -> Quay:
    quay = Quay(scripted_server, certificates, HOST, basic(ROBOT))
    quay.public = PUBLIC
    quay.private = ["owner/secret"]
    return quay


@pytest.fixture
def client(connect: Connect, certificates: Certificates, quay: Quay) -> RegistryClient:
    return client_of(connect, certificates, quay.hosts, HOST)


async def test_the_catalog_is_empty_and_the_list_is_not(client: RegistryClient, quay: Quay) -> None:
    pages = await pages_of(client)
    assert [name for page in pages for name in page.names] == PUBLIC
    assert [len(page.names) for page in pages] == [100, 100, 50]
    asked = [r.path for r in quay.server.requests]
    assert asked.index("/v2/_catalog") < asked.index(LIST)
    assert {r.query["public"] for r in quay.server.asked(LIST)} == {"true"}
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("Quay", "Quay", True)


async def test_what_says_less_is_not_quay(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    """Neither a name nor the path of the token server makes it one."""
    hosts = Hosts(scripted_server, certificates, "quay.io")
    realm = 'Bearer realm="https://quay.io/v2/{}",service="{}"'
    for answer in [
        PING,
        Reply(200, b"true"),
        unauthorized(realm.format("auth", "quay.io"), b'{"errors": []}'),
        unauthorized(realm.format("auth", "other.example"), b"true"),
        unauthorized(realm.format("token", "quay.io"), b"true"),
        unauthorized('Bearer realm="https://[",service=""', b"true"),
    ]:
        hosts["quay.io"].on("/v2/", answer)
        client = client_of(connect, certificates, hosts, "quay.io")
        assert (await client.ways()).software is None


async def test_what_is_public_at_quay_io_is_not_listed(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    """There is too much of it; it is searched."""
    hosted = Quay(scripted_server, certificates, "quay.io")
    hosted.public = ["team/app"]
    client = client_of(connect, certificates, hosted.hosts, "quay.io")
    assert await catalog_of(client) == []
    assert hosted.server.asked("/api/v1/repository") == []
    ways = await client.ways()
    assert (ways.software, ways.searches) == ("Quay", True)


async def test_a_walk_is_resumed(client: RegistryClient, quay: Quay) -> None:
    first = (await pages_of(client))[0]
    assert first.cursor is not None
    begun = len(quay.server.asked(LIST))
    rest = [p async for p in client.catalog(first.cursor, known=first.names, pages=1)]
    assert [name for page in rest for name in page.names] == PUBLIC[100:]
    assert len(quay.server.asked(LIST)) == begun + 2


async def test_a_cursor_that_has_expired(client: RegistryClient) -> None:
    """Quay begins anew then, which must not look like the end."""
    with pytest.raises(CursorRefused):
        _ = [p async for p in client.catalog("quay rubbish", known=PUBLIC, pages=3)]


async def test_a_login_sees_its_catalog(
    connect: Connect, certificates: Certificates, quay: Quay
) -> None:
    quay.catalog = ["team/mine"]
    client = client_of(connect, certificates, quay.hosts, HOST, ROBOT)
    assert await catalog_of(client) == ["team/mine"]
    assert quay.server.asked(LIST) == []
    assert (await client.ways()).source is None


@pytest.mark.parametrize(
    ("login", "said", "names"),
    [(None, {None}, []), (ROBOT, {None}, []), (OWNER, {OAUTH}, ["owner/secret"])],
)
async def test_only_an_oauth_token_is_shown_to_the_web_api(
    connect: Connect,
    certificates: Certificates,
    scripted_server: ServerFactory,
    login: Login | None,
    said: set[str | None],
    names: list[str],
) -> None:
    quay = Quay(scripted_server, certificates, HOST, basic(login) if login else "")
    quay.private = ["owner/secret"]
    client = client_of(connect, certificates, quay.hosts, HOST, login)
    assert await catalog_of(client) == names
    assert list((await client.search("secret")).names) == names
    assert list((await client.search("owner/")).names) == names
    web = [r for r in quay.server.requests if r.path.startswith("/api/")]
    assert {r.header("Authorization") for r in web} == said
    assert len(web) == 3


async def test_a_search_goes_on_as_far_as_it_may(client: RegistryClient, quay: Quay) -> None:
    """Quay gives ten pages of ten, and then the tenth again."""
    quay.public = [f"team/etcd{n}" for n in range(150)]
    names = await found_by(client, "ETCD")
    assert names[:100] == quay.public[:100]
    assert set(names) == set(quay.public[:100])
    assert len(quay.server.asked(SEARCH)) <= 11
    quay.public = ["team/etcd"]
    assert (await client.search("etcd")).cursor is None


async def test_a_namespace_is_listed(client: RegistryClient, quay: Quay) -> None:
    quay.public = ["coreos/etcd", "coreos/flannel", "team/etcd"]
    assert list((await client.search("CoreOS/")).names) == ["coreos/etcd", "coreos/flannel"]
    assert list((await client.search("coreos/fla")).names) == ["coreos/flannel"]
    assert quay.server.asked(LIST)[0].query == {"namespace": "coreos", "public": "true"}
    assert list((await client.search("nobody/")).names) == []
    begun = len(quay.server.requests)
    for text in ("", "../x", "a b/c"):
        assert list((await client.search(text)).names) == []
    assert len(quay.server.requests) == begun


async def test_without_a_search_there_are_still_namespaces(
    client: RegistryClient, quay: Quay
) -> None:
    quay.server.on(SEARCH, Reply(404))
    quay.public = ["coreos/etcd"]
    assert list((await client.search("coreos")).names) == ["coreos/etcd"]
    assert list((await client.search("etcd")).names) == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(401), Code.CATALOG_DENIED),
        (Reply(403, b"{}"), Code.CATALOG_DENIED),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(502), Code.GATEWAY_ERROR),
        (Reply(200, b"{"), Code.CATALOG_INVALID),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (json_reply([]), Code.CATALOG_INVALID),
        (json_reply({"repositories": 5, "results": 5}), Code.CATALOG_INVALID),
    ],
)
async def test_what_is_no_search(
    client: RegistryClient, quay: Quay, answer: Reply, code: Code
) -> None:
    quay.server.on(LIST, answer)
    quay.server.on(SEARCH, answer)
    for text in ("etcd", "coreos/"):
        with pytest.raises(RegistryError) as failure:
            await client.search(text)
        assert failure.value.code is code


async def test_a_list_that_is_not_offered(client: RegistryClient, quay: Quay) -> None:
    """Where the web site is closed to nobody, the empty catalog is what there is."""
    quay.server.on(LIST, Reply(404))
    assert await catalog_of(client) == []


async def test_a_list_without_an_end(client: RegistryClient, quay: Quay) -> None:
    entries = [
        {"namespace": "team", "name": "app"},
        {"namespace": "team", "name": "chart", "kind": "application"},
        {"namespace": None, "name": "x"},
        {"namespace": {"name": 3}, "name": "x"},
        {"namespace": "", "name": "x"},
        {"namespace": "team", "name": ["x"]},
        None,
        "team/x",
    ]
    for token in (5, "", None):
        quay.server.on(LIST, json_reply({"repositories": entries, "next_page": token}))
        assert await catalog_of(client) == ["team/app"]
    quay.server.on(LIST, json_reply({"repositories": entries, "next_page": "same"}))
    names: list[str] = []

    async def walk() -> None:
        async for page in client.catalog():
            names.extend(page.names)

    with pytest.raises(CatalogError) as failure:
        await walk()
    assert (failure.value.code, names) == (Code.CATALOG_LOOP, ["team/app"])
    assert len(quay.server.asked(LIST)) == 5


async def test_a_cursor_that_fits_in_no_url(client: RegistryClient, quay: Quay) -> None:
    page = {"repositories": [], "next_page": "x" * 100_000}
    quay.server.on(LIST, json_reply(page))
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_INVALID
    assert len(quay.server.asked(LIST)) == 1


async def test_the_password_does_not_reach_the_web_api(
    connect: Connect, certificates: Certificates, quay: Quay
) -> None:
    client = client_of(connect, certificates, quay.hosts, HOST, ROBOT)
    await catalog_of(client)
    await client.search("app")
    with_basic = [r.path for r in quay.server.requests if r.header("Authorization") == basic(ROBOT)]
    assert set(with_basic) == {"/v2/auth"}
    assert basic(ALICE) not in quay.hosts.authorizations()[HOST]
