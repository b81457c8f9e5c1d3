"""Docker Trusted Registry: listed by its API."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.tag_details import TagDetails
from tests.registry.dialects.hosted import ALICE, basic, details_of, digest
from tests.registry.dialects.sites import JUNK, NO_TAGS, REFUSALS, Sites, code_of, listed
from tests.registry.support import catalog_of, tags_of
from tests.support.registries.dtr import API, ClosedDtr, FakeDtr
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.scripted import Reply, json_reply

NAMES = [f"dev/app-{number:03d}" for number in range(250)]


@pytest.fixture
def dtr(sites: Sites) -> FakeDtr:
    dtr = sites.open(FakeDtr)
    dtr.repositories = [*NAMES, "ops/secret"]
    dtr.private = {"ops"}
    return dtr


async def test_a_user_sees_his_repositories(sites: Sites, dtr: FakeDtr) -> None:
    client = sites.client(dtr, ALICE)
    pages = [page async for page in client.catalog()]
    assert [name for page in pages for name in page.names] == [*NAMES, "ops/secret"]
    assert [page.cursor for page in pages] == ["dtr 100", "dtr 200", None]
    ways = await client.ways()
    assert (ways.software, ways.source) == ("Docker Trusted Registry",) * 2
    rest = [page async for page in client.catalog("dtr 200", NAMES[:200], 2)]
    assert [name for page in rest for name in page.names] == [*NAMES[200:], "ops/secret"]
    dtr.tags["ops/secret"] = ["1"]
    assert await tags_of(client, "ops/secret") == ["1"]
    asked = dtr.server.asked(API)
    assert [request.header("Authorization") for request in asked] == [None, *[basic(ALICE)] * 4]
    assert authorizations(dtr.server, "/auth/token") == {"Basic"}


async def test_nobody_sees_what_is_public(sites: Sites, dtr: FakeDtr) -> None:
    names = [name for page in await listed(sites.client(dtr)) for name in page.names]
    assert names == NAMES


async def test_one_that_answers_nobody(sites: Sites) -> None:
    dtr = sites.open(ClosedDtr)
    dtr.repositories = NAMES[:2]
    assert await catalog_of(sites.client(dtr, ALICE)) == NAMES[:2]
    assert await code_of(lambda: listed(sites.client(dtr))) is Code.CATALOG_DENIED


async def test_details_of_tags(sites: Sites, dtr: FakeDtr) -> None:
    dtr.described["dev/app"] = [
        {
            "name": str(number),
            "digest": digest(number),
            "createdAt": "2024-05-01T08:00:00Z",
            "updatedAt": "2024-05-02T08:00:00Z" if number else "0001-01-01T00:00:00Z",
        }
        for number in range(130)
    ]
    details = await details_of(sites.client(dtr, ALICE), "dev/app")
    first, second = datetime(2024, 5, 1, 8, tzinfo=UTC), datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert details[0] == TagDetails("0", digest(0), created=first)
    assert details[129] == TagDetails("129", digest(129), created=second)
    assert len(details) == 130
    assert len(dtr.server.asked(f"{API}/dev/app/tags")) == 2
    for name in ("app", "a/b/c", "../x"):
        assert await details_of(sites.client(dtr), name) == []


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals(sites: Sites, dtr: FakeDtr, reply: Reply, code: Code) -> None:
    dtr.server.on(API, json_reply({"repositories": []}), reply)
    assert await code_of(lambda: listed(sites.client(dtr, ALICE))) is code


@pytest.mark.parametrize(("reply", "code"), NO_TAGS)
async def test_no_details(sites: Sites, dtr: FakeDtr, reply: Reply, code: Code) -> None:
    dtr.server.on(f"{API}/dev/app/tags", reply)
    assert await code_of(lambda: details_of(sites.client(dtr), "dev/app")) is code


async def test_junk_is_left_out(sites: Sites, dtr: FakeDtr) -> None:
    good = {"namespace": "a", "name": "b\nc"}
    dtr.server.on(API, json_reply({"repositories": [*JUNK, {"namespace": "a"}, good]}))
    dtr.server.on(f"{API}/a/b/tags", json_reply([*JUNK, {"name": "1", "updatedAt": "soon"}]))
    client = sites.client(dtr)
    assert [page.names for page in await listed(client)] == [["a/b\u240ac"]]
    assert await details_of(client, "a/b") == [TagDetails("1")]


async def test_lists_without_end(sites: Sites, dtr: FakeDtr) -> None:
    more = [("X-Next-Page-Start", "again")]
    dtr.server.on(API, json_reply({"repositories": [{"namespace": "a", "name": "b"}]}, 200, more))
    dtr.server.on(f"{API}/a/b/tags", json_reply([{"name": "1"}], 200, more))
    client = sites.client(dtr)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_LOOP
    assert await code_of(lambda: details_of(client, "a/b")) is Code.TAGS_INVALID
    long = [("X-Next-Page-Start", "9" * 70_000)]
    dtr.server.on(API, json_reply({"repositories": []}, 200, long))
    assert await code_of(lambda: listed(client)) is Code.CATALOG_INVALID
    assert len(dtr.server.requests) < 12


@pytest.mark.parametrize(
    "reply",
    [Reply(404), Reply(200, b"<html>"), Reply(401), Reply(500, b"{}"), json_reply({"x": []})],
)
async def test_others_have_that_realm_too(sites: Sites, dtr: FakeDtr, reply: Reply) -> None:
    dtr.server.on(API, reply)
    dtr.server.on("/v2/_catalog", json_reply({"repositories": ["app"]}))
    client = sites.client(dtr, ALICE)
    assert await catalog_of(client) == ["app"]
    assert (await client.ways()).software is None
    assert authorizations(dtr.server, "/api") == set()


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("dtr.example.com",)
        realm_path = "/auth/token"
        service = "another"

    registry = sites.open(Named)
    assert (await sites.client(registry).ways()).software is None
    assert registry.server.asked(API) == []
