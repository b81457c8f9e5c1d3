"""zot: its search extension lists, searches and describes."""

import platform
from datetime import UTC, datetime
from typing import Any

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from tests.registry.dialects.hosted import ALICE, details_of, digest
from tests.registry.dialects.sites import JUNK, REFUSALS, Sites, code_of, listed
from tests.registry.support import catalog_of
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.registries.zot import DISCOVER, SEARCH, ClosedZot, FakeZot
from tests.support.scripted import Reply, json_reply

NAMES = [f"team/app-{number:03d}" for number in range(250)]


@pytest.fixture
def zot(sites: Sites) -> FakeZot:
    zot = sites.open(FakeZot)
    zot.repositories = [*NAMES, 'odd"name\\x']
    return zot


async def test_it_lists_where_the_catalog_is_empty(sites: Sites, zot: FakeZot) -> None:
    client = sites.client(zot)
    pages = [page async for page in client.catalog()]
    assert [name for page in pages for name in page.names] == zot.repositories
    assert [page.cursor for page in pages] == ["zot 100", "zot 200", None]
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("zot", "zot", True)
    rest = [page async for page in client.catalog("zot 200", NAMES[:200], 2)]
    assert [name for page in rest for name in page.names] == zot.repositories[200:]
    assert len(zot.server.asked(DISCOVER)) == 1


async def test_it_searches(sites: Sites, zot: FakeZot) -> None:
    client = sites.client(zot)
    first = await client.search("team")
    assert (list(first.names), first.cursor, first.total) == (NAMES[:100], "100", 250)
    last = await client.search("team", "200")
    assert (list(last.names), last.cursor) == (NAMES[200:], None)
    assert (await client.search('odd"name\\')).names == ['odd"name\\x']
    assert (await client.search("app-00:latest")).names == NAMES[:10]
    assert await client.search(" ") == Found(())
    assert (await client.search('"}){Page{TotalCount} Repos{Name}} #')).names == []


async def test_it_may_ask_for_a_login(sites: Sites) -> None:
    zot = sites.open(ClosedZot)
    zot.repositories = NAMES[:3]
    client = sites.client(zot, ALICE)
    assert await catalog_of(client) == NAMES[:3]
    assert (await client.search("app-001")).names == NAMES[1:2]
    assert authorizations(zot.server) == {"Basic"}
    assert zot.hosts.reached() == {"images.example.com:443"}


def image(tag: str, *manifests: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "Tag": tag,
        "Digest": digest(1),
        "LastUpdated": "2024-05-01T10:00:00.1993083+02:00",
        "Manifests": [
            {"Size": size, "Platform": {"Os": "linux", "Arch": arch}} for arch, size in manifests
        ],
        **more,
    }


async def test_details_of_tags(sites: Sites, zot: FakeZot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    zot.images["team/app"] = [
        image("1", ("amd64", "1000")),
        image("2", ("amd64", "1000"), ("arm64", "2000")),
        image("3", ("s390x", "1"), ("riscv64", "2")),
    ]
    built = datetime(2024, 5, 1, 8, 0, 0, 199308, tzinfo=UTC)
    assert await details_of(sites.client(zot), "team/app") == [
        TagDetails("1", digest(1), 1000, built, ("linux/amd64",)),
        TagDetails("2", digest(1), 2000, built, ("linux/amd64", "linux/arm64")),
        TagDetails("3", digest(1), None, built, ("linux/s390x", "linux/riscv64")),
    ]
    assert len(zot.server.asked(SEARCH)) == 1


@pytest.mark.parametrize(("reply", "code"), [each for each in REFUSALS if each[0].status != 401])
async def test_refusals(sites: Sites, zot: FakeZot, reply: Reply, code: Code) -> None:
    zot.server.on(SEARCH, reply)
    client = sites.client(zot)
    assert await code_of(lambda: listed(client)) is code
    assert await code_of(lambda: client.search("app")) is code


async def test_what_graphql_refuses(sites: Sites, zot: FakeZot) -> None:
    client = sites.client(zot)
    assert await code_of(lambda: details_of(client, "no/such")) is Code.TAGS_INVALID
    complaint = {"errors": [{"message": "no"}], "data": None}
    documents: list[dict[str, Any]] = [complaint, {"errors": "x"}, {"data": []}]
    for document in documents:
        zot.server.on(SEARCH, json_reply(document))
        assert await code_of(lambda: listed(client)) is Code.CATALOG_INVALID
        assert await code_of(lambda: details_of(client, "team/app")) is Code.TAGS_INVALID


async def test_junk_is_left_out(sites: Sites, zot: FakeZot) -> None:
    names = [*JUNK, {"Name": "a\nb"}, {"Name": None}, {"Name": "c"}]
    found = {"Page": None, "Results": names, "Repos": names}
    images = [
        *JUNK,
        image("x", Digest="d", LastUpdated=1, Manifests={}),
        image("y", Manifests=JUNK),
    ]
    zot.images["team/app"] = images
    client = sites.client(zot)
    built = datetime(2024, 5, 1, 8, 0, 0, 199308, tzinfo=UTC)
    assert await details_of(client, "team/app") == [
        TagDetails("x"),
        TagDetails("y", digest(1), created=built),
    ]
    zot.server.on(
        SEARCH, json_reply({"data": {"RepoListWithNewestImage": found, "GlobalSearch": found}})
    )
    assert [page.names for page in await listed(client)] == [["a\u240ab", "c"]]
    assert await client.search("x") == Found(["a\u240ab", "c"])
    assert await details_of(client, "../x") == []


async def test_a_list_without_end(sites: Sites, zot: FakeZot) -> None:
    found = {"Page": {"TotalCount": 10**12}, "Results": [{"Name": "a"}]}
    zot.server.on(SEARCH, json_reply({"data": {"RepoListWithNewestImage": found}}))
    assert await code_of(lambda: listed(sites.client(zot))) is Code.CATALOG_LOOP
    assert len(zot.server.asked(SEARCH)) < 5


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(401),
        Reply(200, b"<html>"),
        json_reply({"extensions": None}),
        json_reply({"extensions": [None, {"endpoints": ["/v2/_zot/ext/mgmt", None]}]}),
    ],
)
async def test_without_the_extension_it_is_v2_alone(
    sites: Sites, zot: FakeZot, reply: Reply
) -> None:
    zot.server.on(DISCOVER, reply)
    zot.server.on("/v2/_catalog", json_reply({"repositories": ["app"]}))
    client = sites.client(zot)
    assert await catalog_of(client) == ["app"]
    assert (await client.ways()).software is None


async def test_others_are_not_even_asked(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("zot.example.com",)

    registry = sites.open(Named)
    assert (await sites.client(registry).ways()).software is None
    assert registry.server.asked(DISCOVER) == []
