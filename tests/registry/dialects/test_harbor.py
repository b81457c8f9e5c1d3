"""Harbor: listed by its API, which shows members more than nobody."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.tag_details import TagDetails
from tests.registry.dialects.hosted import ALICE, basic, details_of, digest
from tests.registry.dialects.sites import (
    JUNK,
    NO_TAGS,
    REFUSALS,
    Sites,
    code_of,
    listed,
)
from tests.registry.support import catalog_of, tags_of
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.registries.harbor import API, FakeHarbor, artifact
from tests.support.scripted import Reply, json_reply

NAMES = [f"library/app-{number:03d}" for number in range(250)]


@pytest.fixture
def harbor(sites: Sites) -> FakeHarbor:
    harbor = sites.open(FakeHarbor)
    harbor.repositories = [*NAMES, "secret/team/app"]
    harbor.private["secret"] = "alice"
    return harbor


async def test_nobody_and_a_member_see_their_parts(sites: Sites, harbor: FakeHarbor) -> None:
    assert await catalog_of(sites.client(harbor)) == NAMES
    client = sites.client(harbor, ALICE)
    assert await catalog_of(client) == [*NAMES, "secret/team/app"]
    assert harbor.server.asked("/v2/_catalog") == []
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("Harbor", "Harbor", True)
    harbor.tags["secret/team/app"] = ["1", "2"]
    assert await tags_of(client, "secret/team/app") == ["1", "2"]


async def test_it_is_asked_with_basic_at_once(sites: Sites, harbor: FakeHarbor) -> None:
    await catalog_of(sites.client(harbor, ALICE))
    asked = harbor.server.asked(f"{API}/repositories")
    assert [request.header("Authorization") for request in asked] == [basic(ALICE)] * 3
    assert [request.query["page_size"] for request in asked] == ["100"] * 3
    assert authorizations(harbor.server, f"{API}/ping") == set()


async def test_it_goes_on_at_a_page(sites: Sites, harbor: FakeHarbor) -> None:
    client = sites.client(harbor)
    pages = [page async for page in client.catalog()]
    assert [page.cursor for page in pages] == ["harbor 2", "harbor 3", None]
    rest = [page async for page in client.catalog("harbor 3", NAMES[:200], 2)]
    assert [name for page in rest for name in page.names] == NAMES[200:]


async def test_it_searches(sites: Sites, harbor: FakeHarbor) -> None:
    harbor.repositories.append("library/a&b=c/täg")
    found = await sites.client(harbor, ALICE).search("team/")
    assert (list(found.names), found.cursor, found.total) == (["secret/team/app"], None, 1)
    assert (await sites.client(harbor).search("team/")).names == []
    assert (await sites.client(harbor).search("a&b=c/tä")).names == ["library/a&b=c/täg"]
    assert (await sites.client(harbor).search(" ")).names == ()


async def test_details_of_tags(sites: Sites, harbor: FakeHarbor) -> None:
    platforms = [("linux", "amd64", ""), ("linux", "arm64", "v8"), ("unknown", "unknown", "")]
    index = artifact(
        digest(2),
        "latest",
        manifest_media_type="application/vnd.oci.image.index.v1+json",
        extra_attrs=None,
        references=[
            {"platform": {"os": os, "architecture": arch, "variant": variant}}
            for os, arch, variant in platforms
        ],
    )
    harbor.artifacts["secret/team/app"] = [
        dict(artifact(digest(1), "1.0", "1")),
        dict(index),
        dict(artifact(digest(3))),
        *(dict(artifact(digest(10 + number), f"old-{number}")) for number in range(120)),
    ]
    details = await details_of(sites.client(harbor, ALICE), "secret/team/app")
    built = datetime(2024, 5, 1, 8, tzinfo=UTC)
    kind = "application/vnd.oci.image.manifest.v1+json"
    assert details[0] == TagDetails("1.0", digest(1), 1000, built, ("linux/amd64",), kind)
    assert [each.name for each in details[1:3]] == ["1", "latest"]
    pushed = datetime(2024, 5, 2, 10, 0, 0, 123000, tzinfo=UTC)
    assert (details[2].size, details[2].created) == (None, pushed)
    assert details[2].platforms == ("linux/amd64", "linux/arm64/v8")
    assert len(details) == 3 + 120
    (first, second) = harbor.server.asked(
        f"{API}/projects/secret/repositories/team%252Fapp/artifacts"
    )
    assert (first.query["q"], first.query["with_tag"], second.query["page"]) == (
        "tags=*",
        "true",
        "2",
    )


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals(sites: Sites, harbor: FakeHarbor, reply: Reply, code: Code) -> None:
    harbor.server.on(f"{API}/repositories", reply)
    harbor.server.on(f"{API}/search", reply)
    client = sites.client(harbor, ALICE)
    assert await code_of(lambda: listed(client)) is code
    assert await code_of(lambda: client.search("app")) is code


@pytest.mark.parametrize(("reply", "code"), NO_TAGS)
async def test_no_details(sites: Sites, harbor: FakeHarbor, reply: Reply, code: Code) -> None:
    harbor.server.on(f"{API}/projects/library/repositories/app/artifacts", reply)
    assert await code_of(lambda: details_of(sites.client(harbor), "library/app")) is code


async def test_junk_is_left_out(sites: Sites, harbor: FakeHarbor) -> None:
    junk = [*JUNK, {"name": "a/b\nc"}, {"repository_name": "a/b"}]
    harbor.server.on(f"{API}/repositories", json_reply(junk))
    harbor.server.on(f"{API}/search", json_reply({"repository": junk}))
    broken = artifact("no digest", "x", size=2**80, push_time=5, extra_attrs=[], references={})
    harbor.server.on(
        f"{API}/projects/a/repositories/b/artifacts",
        json_reply(
            [*junk, {**broken, "manifest_media_type": None, "tags": [*junk, {"name": "1"}]}]
        ),
    )
    client = sites.client(harbor)
    assert [page.names for page in await listed(client)] == [["a/b\u240ac"]]
    assert (await client.search("a")).names == ["a/b"]
    assert await details_of(client, "a/b") == [TagDetails("a/b\u240ac"), TagDetails("1")]
    assert await details_of(client, "a/../b") == []
    assert await details_of(client, "b") == []


async def test_a_list_without_end(sites: Sites, harbor: FakeHarbor) -> None:
    endless = [("X-Total-Count", "99999999999")]
    same = json_reply([{"name": "a/b", "digest": digest(1), "tags": [{"name": "1"}]}], 200, endless)
    harbor.server.on(f"{API}/repositories", same)
    harbor.server.on(f"{API}/projects/a/repositories/b/artifacts", same)
    client = sites.client(harbor)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_LOOP
    assert await code_of(lambda: details_of(client, "a/b")) is Code.TAGS_INVALID
    assert len(harbor.server.requests) < 12


@pytest.mark.parametrize("pong", [Reply(404), Reply(200, b"<html>"), Reply(401), Reply(500)])
async def test_without_its_api_it_is_v2_alone(
    sites: Sites, harbor: FakeHarbor, pong: Reply
) -> None:
    harbor.server.on(f"{API}/ping", pong)
    harbor.server.on("/v2/_catalog", json_reply({"repositories": ["old/app"]}))
    assert await catalog_of(sites.client(harbor)) == ["old/app"]


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("harbor.example.com",)
        service = "harbor-registry"

    registry = sites.open(Named)
    registry.server.on(f"{API}/ping", Reply(200, b"Pong"))
    client = sites.client(registry)
    assert (await client.ways()).software is None
    assert registry.server.asked(f"{API}/ping") == []


async def test_another_host_sees_no_login(sites: Sites) -> None:
    """A redirect leads elsewhere: what is there gets neither password nor token."""

    class Straying(FakeHarbor):
        names = ("images.example.com", "elsewhere.example.com")

    harbor = sites.open(Straying)
    elsewhere = harbor.hosts["elsewhere.example.com"]
    elsewhere.on(f"{API}/repositories", json_reply([{"name": "a/b"}]))
    away = [("Location", f"https://elsewhere.example.com{API}/repositories")]
    harbor.server.on(f"{API}/repositories", Reply(302, headers=away))
    pages = await listed(sites.client(harbor, ALICE))
    assert [page.names for page in pages] == [["a/b"]]
    assert len(elsewhere.requests) == 1
    assert authorizations(elsewhere) == set()
