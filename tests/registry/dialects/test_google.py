"""Google: projects are walked, and tags described, by the list of tags."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.client import RegistryClient
from tests.registry.dialects.hosted import ALICE, details_of, digest
from tests.registry.dialects.sites import JUNK, NO_TAGS, REFUSALS, Sites, code_of
from tests.registry.support import tags_of
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.registries.google import FakeGcr, FakeGoogle, manifest
from tests.support.scripted import Reply, Request, json_reply

MANY = [f"shop/images/part-{number:02d}" for number in range(70)]


@pytest.fixture
def google(sites: Sites) -> FakeGoogle:
    google = sites.open(FakeGoogle)
    for name in ("acme/web/app", "acme/web/app/cache", "acme/tools/lint", "other/x/y", *MANY):
        google.images[name] = {digest(1): manifest("1")}
    return google


async def everything(client: RegistryClient, text: str) -> list[str]:
    found = await client.search(text)
    names = [*found.names]
    while found.cursor is not None:
        found = await client.search(text, found.cursor)
        names += found.names
    return names


@pytest.mark.parametrize("kind", [FakeGoogle, FakeGcr])
async def test_it_is_recognised(sites: Sites, kind: type[FakeGoogle]) -> None:
    ways = await sites.client(sites.open(kind)).ways()
    assert (ways.software, ways.searches) == ("Google Artifact Registry", True)
    assert ways.prompt is not None


async def test_a_project_is_walked(sites: Sites, google: FakeGoogle) -> None:
    client = sites.client(google, ALICE)
    names = await everything(client, "acme/")
    assert sorted(names) == ["acme/tools/lint", "acme/web/app", "acme/web/app/cache"]
    assert authorizations(google.server, "/v2/acme") == {"Bearer"}
    assert authorizations(google.server, "/v2/token") == {"Basic"}
    assert await everything(client, "acme/web/ap") == ["acme/web/app", "acme/web/app/cache"]
    assert await everything(client, "acme/web/app/") == ["acme/web/app", "acme/web/app/cache"]
    google.tags["acme/web/app"] = ["1"]
    assert await tags_of(client, "acme/web/app") == ["1"]


async def test_a_large_project_comes_in_pages(sites: Sites, google: FakeGoogle) -> None:
    client = sites.client(google)
    first = await client.search("shop/images/")
    assert first.cursor is not None
    assert 40 <= len(first.names) <= 48
    assert await everything(client, "shop/") == MANY


async def test_what_is_no_path_is_not_asked_for(sites: Sites, google: FakeGoogle) -> None:
    client = sites.client(google)
    await client.open()
    before = len(google.server.requests)
    for text in ("acme", "", "/", "../x/", "a//", "a/b?c/"):
        assert await client.search(text) == Found(())
    assert await client.search("", "../../x a?b") == Found([])
    assert len(google.server.requests) == before
    assert await client.search("nobody/") == Found(())


async def test_what_is_closed_is_left_out(sites: Sites, google: FakeGoogle) -> None:
    google.private = {"acme/web", "other"}
    client = sites.client(google)
    assert await everything(client, "acme/") == ["acme/tools/lint"]
    assert await code_of(lambda: client.search("other/")) is Code.CATALOG_DENIED
    member = sites.client(google, ALICE)
    assert len(await everything(member, "acme/")) == 3


async def test_details_of_tags(sites: Sites, google: FakeGoogle) -> None:
    index = "application/vnd.oci.image.index.v1+json"
    docker = "application/vnd.docker.distribution.manifest.v2+json"
    google.images["acme/app"] = {
        digest(1): manifest("1", "latest"),
        digest(2): manifest(),
        digest(3): manifest("bazel", timeCreatedMs="0", timeUploadedMs=1714636800000),
        digest(4): manifest("all", mediaType=index, timeCreatedMs="-62135596800000"),
    }
    details = await details_of(sites.client(google, ALICE), "acme/app")
    built, uploaded = datetime(2024, 5, 1, 8, tzinfo=UTC), datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert details == [
        TagDetails("1", digest(1), 1234, built, (), docker),
        TagDetails("latest", digest(1), 1234, built, (), docker),
        TagDetails("bazel", digest(3), 1234, uploaded, (), docker),
        TagDetails("all", digest(4), None, uploaded, (), index),
    ]
    assert len(google.server.asked("/v2/acme/app/tags/list")) == 1


@pytest.mark.parametrize(
    ("reply", "code"), [each for each in REFUSALS if each[0].status not in {401, 404}]
)
async def test_refusals(sites: Sites, google: FakeGoogle, reply: Reply, code: Code) -> None:
    google.server.on("/v2/acme/tags/list", reply)
    assert await code_of(lambda: sites.client(google).search("acme/")) is code


async def test_without_the_right(sites: Sites, google: FakeGoogle) -> None:
    denied = google.unauthorized(f'{google.challenge},error="insufficient_scope"')
    google.server.on("/v2/acme/tags/list", denied)
    for login in (None, ALICE):
        client = sites.client(google, login)
        assert await code_of(lambda: client.search("acme/")) is Code.CATALOG_DENIED  # noqa: B023
        assert await code_of(lambda: details_of(client, "acme")) is Code.TAGS_DENIED  # noqa: B023


async def test_limits_end_a_walk(sites: Sites, google: FakeGoogle) -> None:
    limited = Reply(429, b"{}", [("Retry-After", "0")])
    google.server.on("/v2/acme/tools/tags/list", limited)
    client = sites.client(google)
    assert await code_of(lambda: client.search("acme/")) is Code.RATE_LIMITED


@pytest.mark.parametrize(("reply", "code"), [each for each in NO_TAGS if each[0].status != 401])
async def test_no_details(sites: Sites, google: FakeGoogle, reply: Reply, code: Code) -> None:
    google.server.on("/v2/acme/app/tags/list", reply)
    assert await code_of(lambda: details_of(sites.client(google), "acme/app")) is code


async def test_junk_is_left_out(sites: Sites, google: FakeGoogle) -> None:
    children = [*JUNK, "../..", "a?b", "a\nb", "A", "good"]
    google.server.on("/v2/acme/tags/list", json_reply({"child": children, "tags": 1}))
    google.server.on("/v2/acme/good/tags/list", json_reply({"child": "x", "tags": ["1"]}))
    manifests = {
        "no digest": manifest(
            "1", "a\nb", imageSizeBytes=2**80, timeCreatedMs="9" * 18, mediaType=5
        ),
        digest(1): {"tag": [*JUNK, "2"], "timeUploadedMs": True},
        digest(2): [],
        digest(3): {"tag": "x"},
    }
    google.server.on("/v2/acme/app/tags/list", json_reply({"manifest": manifests}))
    client = sites.client(google)
    assert (await client.search("acme/")).names == ["acme", "acme/good"]
    uploaded = datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert await details_of(client, "acme/app") == [
        TagDetails("1", created=uploaded),
        TagDetails("a\u240ab", created=uploaded),
        TagDetails("x", digest(1)),
        TagDetails("2", digest(1)),
    ]
    assert await details_of(client, "acme/../app") == []


async def test_a_tree_without_end(sites: Sites, google: FakeGoogle) -> None:
    def endless(request: Request) -> Reply:
        return json_reply({"child": [f"c{number}" for number in range(300)], "tags": ["1"]})

    google.server.on(None, endless)
    google.server.on("/v2/", google.ping)
    client = sites.client(google)
    found = await client.search("acme/")
    assert len(google.server.requests) < 60
    assert found.cursor is not None
    assert len(found.cursor.split(" ")) == 1000


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("us-docker.pkg.dev",)

    class Elsewhere(FakeGoogle):
        names = ("docker.pkg.dev.example.com",)

    for kind in (Named, Elsewhere):
        assert (await sites.client(sites.open(kind)).ways()).software is None
