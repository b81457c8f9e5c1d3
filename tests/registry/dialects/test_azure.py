"""Azure lists by v2 for most, by its own API for the rest, and describes tags by that."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError, RegistryError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, basic, client_of, details_of, digest
from tests.registry.support import PING, catalog_of, pages_of, tags_of
from tests.support.certificates import Certificates
from tests.support.registries.azure import Azure
from tests.support.registries.hosts import Hosts, unauthorized
from tests.support.scripted import Reply, json_reply

HOST = "contoso.azurecr.io"
CATALOG, MANIFESTS = "/acr/v1/_catalog", "/acr/v1/team/app/_manifests"
IMAGE_TYPE = "application/vnd.oci.image.manifest.v1+json"
NAMES = [f"team/app{n}" for n in range(250)]


@pytest.fixture
def azure(scripted_server: ServerFactory, certificates: Certificates) -> Azure:
    azure = Azure(scripted_server, certificates, HOST, basic(ALICE))
    azure.repositories = NAMES
    return azure


@pytest.fixture
def client(connect: Connect, certificates: Certificates, azure: Azure) -> RegistryClient:
    return client_of(connect, certificates, azure.hosts, HOST, ALICE)


def manifest(number: int, *tags: str, **more: object) -> dict[str, object]:
    return {
        "digest": digest(number),
        "imageSize": 1_000 + number,
        "createdTime": "2026-05-04T03:02:01.1234567Z",
        "lastUpdateTime": "2026-05-05T03:02:01.1234567Z",
        "architecture": "amd64",
        "os": "linux",
        "mediaType": IMAGE_TYPE,
        "tags": list(tags),
        **more,
    }


async def test_the_catalog_of_v2_is_enough_for_most(client: RegistryClient, azure: Azure) -> None:
    azure.in_v2 = ["team/app"]
    assert await catalog_of(client) == ["team/app"]
    assert azure.server.asked(CATALOG) == []
    ways = await client.ways()
    assert (ways.software, ways.source) == ("Azure Container Registry", None)
    assert (ways.searches, ways.prompt) == (False, None)


@pytest.mark.parametrize("v2", [None, Reply(404), Reply(405), Reply(403, b"{}")])
async def test_its_own_catalog_steps_in(
    client: RegistryClient, azure: Azure, v2: Reply | None
) -> None:
    if v2 is not None:
        azure.server.on("/v2/_catalog", v2)
    pages = await pages_of(client)
    assert [name for page in pages for name in page.names] == NAMES
    assert [len(page.names) for page in pages] == [100, 100, 50]
    assert (await client.ways()).source == "Azure Container Registry"
    asked = len(azure.server.asked(CATALOG))
    rest = [p async for p in client.catalog(pages[0].cursor, known=pages[0].names, pages=1)]
    assert [name for page in rest for name in page.names] == NAMES[100:]
    assert len(azure.server.asked(CATALOG)) == asked + 2


async def test_a_name_alone_is_not_azure(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    hosts = Hosts(scripted_server, certificates, HOST)
    realm = 'Bearer realm="https://{}/oauth2/{}",service="{}"'
    for answer in [
        PING,
        unauthorized(realm.format(HOST, "token", "other.azurecr.io")),
        unauthorized(realm.format("evil.example", "token", "evil.example")),
        unauthorized(realm.format("azurecr.io.evil.example", "token", "azurecr.io.evil.example")),
        unauthorized(realm.format(HOST, "exchange", HOST)),
    ]:
        hosts[HOST].on("/v2/", answer)
        assert (await client_of(connect, certificates, hosts, HOST).ways()).software is None


@pytest.mark.parametrize("host", ["contoso.azurecr.cn", "contoso.azurecr.us"])
async def test_it_is_recognised_in_other_clouds(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, host: str
) -> None:
    azure = Azure(scripted_server, certificates, host, basic(ALICE))
    client = client_of(connect, certificates, azure.hosts, host, ALICE)
    assert (await client.ways()).software == "Azure Container Registry"


async def test_nobody_is_not_shown_the_list(
    connect: Connect, certificates: Certificates, azure: Azure
) -> None:
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client_of(connect, certificates, azure.hosts, HOST))
    assert failure.value.code is Code.CATALOG_DENIED
    assert "v2/_catalog" in failure.value.facts["url"]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, b"{"),
        json_reply({}),
        json_reply({"repositories": 5}),
        Reply(500),
    ],
)
async def test_what_is_no_catalog(client: RegistryClient, azure: Azure, answer: Reply) -> None:
    """What the catalog of v2 said is what there is to report."""
    azure.server.on("/v2/_catalog", Reply(404))
    azure.server.on(CATALOG, answer)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_UNSUPPORTED


async def test_too_many_requests_are_told(client: RegistryClient, azure: Azure) -> None:
    """They do not say that there is no list, as what the catalog of v2 said would."""
    azure.server.on("/v2/_catalog", Reply(404))
    azure.server.on(CATALOG, Reply(429, headers=[("Retry-After", "70")]))
    with pytest.raises(RegistryError) as failure:
        await catalog_of(client)
    assert (failure.value.code, failure.value.facts["retry_after_s"]) == (Code.RATE_LIMITED, "70.0")
    assert len(azure.server.asked(CATALOG)) == 1


async def test_a_catalog_without_an_end(client: RegistryClient, azure: Azure) -> None:
    link = [("Link", f'<{CATALOG}?last=a&n=100>; rel="next"')]
    azure.server.on(CATALOG, json_reply({"repositories": ["a", None, 5]}, 200, link))
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_LOOP
    assert len(azure.server.requests) < 20


async def test_a_link_that_fits_in_no_url(client: RegistryClient, azure: Azure) -> None:
    link = [("Link", f'<{CATALOG}?last={"x" * 70_000}>; rel="next"')]
    azure.server.on(CATALOG, json_reply({"repositories": ["a"]}, 200, link))
    azure.server.on(MANIFESTS, json_reply({"manifests": [manifest(1, "1")]}, 200, link))
    with pytest.raises(RegistryError) as failure:
        _ = [page async for page in client.catalog("azure n=100")]
    assert failure.value.code is Code.CATALOG_INVALID
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "team/app")
    assert failure.value.code is Code.TAGS_INVALID


async def test_everything_that_it_says_of_tags(client: RegistryClient, azure: Azure) -> None:
    index = {"imageSize": 0, "architecture": None, "os": None, "mediaType": None}
    azure.tags["team/app"] = ["1", "2"]
    azure.manifests["team/app"] = [
        manifest(1, "1", "latest"),
        manifest(2),
        manifest(3, "2", **index),
    ]
    at = datetime(2026, 5, 4, 3, 2, 1, 123456, UTC)
    assert await tags_of(client) == ["1", "2"]
    assert await details_of(client, "team/app") == [
        TagDetails("1", digest(1), 1_001, at, ("linux/amd64",), IMAGE_TYPE),
        TagDetails("latest", digest(1), 1_001, at, ("linux/amd64",), IMAGE_TYPE),
        TagDetails("2", digest(3), None, at),
    ]
    assert azure.server.asked(MANIFESTS)[-1].query == {"n": "100", "orderby": "timedesc"}


async def test_details_want_a_scope_of_their_own(client: RegistryClient, azure: Azure) -> None:
    """Each kind of token is fetched once and kept, however the questions alternate."""
    azure.tags["team/app"] = ["1"]
    azure.manifests["team/app"] = [manifest(n, f"v{n}") for n in range(230)]
    for _ in range(2):
        assert await tags_of(client) == ["1"]
        assert len(await details_of(client, "team/app")) == 230
    scopes = [r.query.get("scope") for r in azure.server.asked("/oauth2/token")]
    wanted = ["repository:team/app:pull", "repository:team/app:metadata_read"]
    assert scopes == [None, *wanted]
    # Three pages each time, and a challenge the first time.
    assert len(azure.server.asked(MANIFESTS)) == 7
    with_password = {
        r.path for r in azure.server.requests if r.header("Authorization") == basic(ALICE)
    }
    assert with_password == {"/oauth2/token"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(403, b"{}"), Code.TAGS_DENIED),
        (Reply(404), Code.TAGS_NOT_FOUND),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(200, b"{"), Code.TAGS_INVALID),
        (json_reply({"manifests": 3}), Code.TAGS_INVALID),
        (
            json_reply({"manifests": [manifest(1)]}, 200, [("Link", '<?last=x>; rel="next"')]),
            Code.TAGS_INVALID,
        ),
    ],
)
async def test_what_is_no_list_of_manifests(
    client: RegistryClient, azure: Azure, answer: Reply, code: Code
) -> None:
    """The last one never ends."""
    azure.server.on(MANIFESTS, answer)
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "team/app")
    assert failure.value.code is code
    assert len(azure.server.asked(MANIFESTS)) <= 3


async def test_nobody_may_not_read_the_details(
    connect: Connect, certificates: Certificates, azure: Azure
) -> None:
    azure.manifests["team/app"] = [manifest(1, "1")]
    with pytest.raises(AuthError) as failure:
        await details_of(client_of(connect, certificates, azure.hosts, HOST), "team/app")
    assert failure.value.code is Code.CREDENTIALS_REQUIRED


async def test_manifests_of_any_type(client: RegistryClient, azure: Azure) -> None:
    odd: list[object] = [None, "", [], {}, -1, 10**400, True, "\x1b[2J"]
    keys = ["digest", "imageSize", "createdTime", "architecture", "os", "mediaType"]
    manifests: list[object] = [
        {**dict.fromkeys(keys, value), "tags": [f"t{n}", None, ""]} for n, value in enumerate(odd)
    ]
    manifests += [None, 5, {"tags": 5}, {"tags": None}, {}]
    azure.server.on(MANIFESTS, json_reply({"manifests": manifests}))
    assert await details_of(client, "team/app") == [TagDetails(f"t{n}") for n in range(len(odd))]
    assert await details_of(client, "../v2/secret") == []
    assert len(azure.server.asked(MANIFESTS)) == 1
