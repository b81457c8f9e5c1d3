"""Nexus: its components, where the catalog fails."""

import pytest

from regbrowse.domain.codes import Code
from tests.registry.dialects.hosted import ALICE, basic
from tests.registry.dialects.sites import JUNK, REFUSALS, Sites, code_of, listed
from tests.registry.support import catalog_of
from tests.support.registries.fake import FakeRegistry
from tests.support.registries.nexus import BELOW, FakeNexus, ProxiedNexus
from tests.support.scripted import Reply, Request, json_reply

COMPONENTS, SEARCH = "/service/rest/v1/components", "/service/rest/v1/search"


@pytest.fixture
def nexus(sites: Sites) -> FakeNexus:
    nexus = sites.open(FakeNexus)
    many = [str(number) for number in range(300)]
    nexus.images = {"team/app": ["1", "2"], "team/many-tags": many, "tools/lint": ["1"]}
    return nexus


NAMES = ["team/app", "team/many-tags", "tools/lint"]


async def test_a_repository_is_listed(sites: Sites, nexus: FakeNexus) -> None:
    client = sites.client(nexus, ALICE, BELOW)
    pages = [page async for page in client.catalog()]
    assert [name for page in pages for name in page.names] == NAMES
    assert pages[0].cursor == "nexus t10"
    asked = nexus.server.asked(COMPONENTS)
    assert {request.query["repository"] for request in asked} == {"docker-all"}
    assert {request.header("Authorization") for request in asked} == {basic(ALICE)}
    ways = await client.ways()
    assert (ways.software, ways.source) == ("Nexus", "Nexus")
    rest = [page async for page in client.catalog("nexus t10", NAMES[:2], 1)]
    assert [name for page in rest for name in page.names] == NAMES[2:]


@pytest.mark.parametrize("kind", [FakeNexus, ProxiedNexus])
async def test_at_the_root_all_are_listed(sites: Sites, kind: type[FakeNexus]) -> None:
    nexus = sites.open(kind)
    nexus.images = {"team/app": ["1"]}
    client = sites.client(nexus, ALICE)
    assert await catalog_of(client) == ["team/app"]
    assert [request.query["format"] for request in nexus.server.asked(SEARCH)] == ["docker"]


async def test_the_catalog_goes_first(sites: Sites, nexus: FakeNexus) -> None:
    nexus.server.on(f"{BELOW}/v2/_catalog", json_reply({"repositories": ["x"]}))
    client = sites.client(nexus, path=BELOW)
    assert await catalog_of(client) == ["x"]
    assert nexus.server.asked(COMPONENTS) == []


async def test_on_a_connector_there_is_no_api(sites: Sites, nexus: FakeNexus) -> None:
    for path in (COMPONENTS, SEARCH):
        nexus.server.on(path, Reply(404, b"<html>"))
    assert await code_of(lambda: catalog_of(sites.client(nexus))) is Code.CATALOG_UNSUPPORTED


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals(sites: Sites, nexus: FakeNexus, reply: Reply, code: Code) -> None:
    nexus.server.on(COMPONENTS, reply)
    assert await code_of(lambda: listed(sites.client(nexus, ALICE, BELOW))) is code


async def test_junk_is_left_out(sites: Sites, nexus: FakeNexus) -> None:
    items = [
        *JUNK,
        {"name": "a\nb"},
        {"name": "x", "format": "maven2"},
        {"name": "y", "format": []},
    ]
    document = {"items": [*items, {"name": "c", "format": "docker"}], "continuationToken": 7}
    nexus.server.on(COMPONENTS, json_reply(document))
    pages = await listed(sites.client(nexus, path=BELOW))
    assert [page.names for page in pages] == [["a\u240ab", "c"]]
    nexus.server.on(COMPONENTS, json_reply({"items": [], "continuationToken": "t" * 70_000}))
    assert await code_of(lambda: listed(sites.client(nexus, path=BELOW))) is Code.CATALOG_INVALID


async def test_lists_without_end(sites: Sites, nexus: FakeNexus) -> None:
    client = sites.client(nexus, path=BELOW)
    same = json_reply({"items": [{"name": "a"}], "continuationToken": "again"})
    nexus.server.on(COMPONENTS, same)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_LOOP
    assert len(nexus.server.asked(COMPONENTS)) < 6

    def endless(request: Request) -> Reply:
        number = int(request.query.get("continuationToken", "0")) + 1
        return json_reply({"items": [{"name": "a"}], "continuationToken": str(number)})

    nexus.server.on(COMPONENTS, endless)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_LOOP
    assert len(nexus.server.asked(COMPONENTS)) < 2500


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("nexus.example.com",)

    assert (await sites.client(sites.open(Named)).ways()).software is None
