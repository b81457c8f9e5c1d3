"""Listing and searching: by a server that says all at once, and by those that do not."""

import json
import random

import pytest

from regbrowse.diagnosis.ways import allows
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.registry.paging import CursorRefused
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.v1.support import names_of, v1_of
from tests.support.registries.v1 import BUSYBOX, HTML_404, SAMPLE, V1Registry, ping, said
from tests.support.scripted import Reply, Request, ScriptedServer

NAMES = [f"team-{number // 100:03}/app-{number:05}" for number in range(50_000)]
PAGED = [f"team/app-{number:03}" for number in range(250)]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    V1Registry(server)
    return server


def results(*names: object, **more: object) -> Reply:
    return said({"results": [{"name": name} for name in names], **more})


async def failure_of(connect: Connect, server: ScriptedServer) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await names_of(connect(server.url))
    return failure.value


async def test_everything_at_once(connect: Connect, server: ScriptedServer) -> None:
    assert await names_of(connect(server.url)) == list(SAMPLE)
    [asked] = server.asked("/v1/search")
    assert asked.query == {"q": ""}


async def test_fifty_thousand_in_one_body(connect: Connect, scripted_server: ServerFactory) -> None:
    mixed = random.Random(1).sample(NAMES, len(NAMES))
    server = scripted_server()
    V1Registry(server, {name: {"1": BUSYBOX} for name in mixed})
    assert await names_of(connect(server.url)) == mixed


async def test_what_is_no_name_is_skipped(connect: Connect, server: ScriptedServer) -> None:
    garbage = [{"name": 7}, {"name": None}, {"name": ""}, {"nom": "x"}, [], None, "team/x", 1e400]
    entries = [*garbage, {"name": "a"}, {"name": "a"}, {"name": "b\nc\ud800"}]
    server.on("/v1/search", said({"results": entries, "num_results": "11"}))
    [page] = [page async for page in connect(server.url).catalog()]
    assert page.names == ["a", "b\u240ac?"]
    assert page.skipped == len(garbage)


async def test_without_counts(connect: Connect, server: ScriptedServer) -> None:
    server.on("/v1/search", results("a", "b"))
    assert await names_of(connect(server.url)) == ["a", "b"]
    server.on("/v1/search", results("a", "b", num_pages="1", num_results=2, page="1"))
    assert await names_of(connect(server.url)) == ["a", "b"]


@pytest.mark.parametrize(
    "reply",
    [
        results("a", "b", num_pages=2),
        results("a", "b", num_pages="7", num_results="200"),
        results("a", "b", num_results=3),
        Reply(400, b'{"error": "query is missing"}'),
        Reply(400, b"<html>Bad Request"),
        Reply(410, b'{"error": "gone"}'),
        Reply(422),
        Reply(204),
    ],
)
async def test_no_list_but_a_search(connect: Connect, server: ScriptedServer, reply: Reply) -> None:
    server.on("/v1/search", reply, query={"q": ""})
    error = await failure_of(connect, server)
    assert isinstance(error, CatalogError)
    assert error.code is Code.CATALOG_UNSUPPORTED
    assert list((await connect(server.url).search("team")).names) == ["team/web", "team/api"]


@pytest.mark.parametrize(
    "reply", [results(), said({"results": None, "num_results": 0}), results(None, 1)]
)
async def test_nothing_is_no_list_either(
    connect: Connect, server: ScriptedServer, reply: Reply
) -> None:
    """It may be empty, or want words, as Quay does: nobody can tell, so it is not said."""
    server.on("/v1/search", reply, query={"q": ""})
    client = connect(server.url)
    with pytest.raises(CatalogError) as failure:
        await names_of(client)
    assert failure.value.code is Code.CATALOG_EMPTY
    ways = await client.ways(failure.value.code)
    assert ways.searches
    assert "lists nothing when it is asked for everything, but searches" in allows(ways)


@pytest.mark.parametrize("reply", [HTML_404, Reply(404, b'{"error": "no"}'), Reply(405)])
async def test_no_search(connect: Connect, server: ScriptedServer, reply: Reply) -> None:
    server.on("/v1/search", reply)
    assert (await failure_of(connect, server)).code is Code.SEARCH_UNSUPPORTED
    with pytest.raises(CatalogError) as failure:
        await connect(server.url).search("team")
    assert failure.value.code is Code.SEARCH_UNSUPPORTED


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, b"<html>Welcome"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"[]"), Code.CATALOG_INVALID),
        (Reply(200, b"{}"), Code.CATALOG_INVALID),
        (Reply(200, b'{"results": {"name": "a"}}'), Code.CATALOG_INVALID),
        (Reply(200, b'{"results": "abc"}'), Code.CATALOG_INVALID),
        (Reply(200, b'{"results": [{"name":'), Code.CATALOG_INVALID),
        (Reply(200, b"[" * 100_000), Code.CATALOG_INVALID),
        (Reply(200, b"\xff\xfe"), Code.CATALOG_INVALID),
        (Reply(403, b'{"error": "no"}'), Code.CATALOG_DENIED),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(500), Code.SERVER_ERROR),
        (Reply(503), Code.GATEWAY_ERROR),
    ],
)
async def test_broken_answers(
    connect: Connect, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on("/v1/search", reply)
    assert (await failure_of(connect, server)).code is code
    with pytest.raises(RegistryError) as failure:
        await connect(server.url).search("team")
    assert failure.value.code is code


async def test_a_cursor_of_another_api(connect: Connect, server: ScriptedServer) -> None:
    with pytest.raises(CursorRefused):
        _ = [page async for page in connect(server.url).catalog("/v2/_catalog?last=a", ["a"], 1)]
    assert not server.asked("/v1/search")


async def test_a_search(connect: Connect, server: ScriptedServer) -> None:
    registry = await v1_of(connect(server.url))
    found = await registry.search("TEAM api")
    assert (list(found.names), found.cursor, found.total) == (["team/api"], None, 1)
    assert (await registry.search("zzz")).total == 0
    assert sorted((await registry.search("")).names) == sorted(SAMPLE)


@pytest.mark.parametrize("text", ["%", "te%m", "te_m", "t%m api", "\ud800", "x" * 100_000, "&q=t"])
async def test_signs_that_mean_something_to_the_server(
    connect: Connect, server: ScriptedServer, text: str
) -> None:
    found = await (await v1_of(connect(server.url))).search(text)
    assert (list(found.names), found.cursor) == ([], None)


def pager(names: list[str], *, as_text: bool, counts: bool = True, last: int = 99) -> object:
    """A server that gives pages; the counts come as numbers or as text, or not at all."""

    def answer(request: Request) -> Reply:
        asked, size = min(int(request.query["page"]), last), int(request.query["n"])
        hits = [name for name in names if request.query["q"] in name]
        pages = -(-len(hits) // size)
        shown = hits[(asked - 1) * size : asked * size]
        numbers: dict[str, object] = {"num_results": len(hits)}
        if counts:
            numbers |= {"num_pages": pages, "page": asked, "page_size": size}
        if as_text:
            numbers = {key: str(value) for key, value in numbers.items()}
        return said({"results": [{"name": name} for name in shown], **numbers})

    return answer


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("counts", [True, False])
async def test_pages_of_a_search(
    connect: Connect, server: ScriptedServer, as_text: bool, counts: bool
) -> None:
    server.on("/v1/search", pager(PAGED, as_text=as_text, counts=counts))  # type: ignore[arg-type]
    registry = await v1_of(connect(server.url))
    names: list[str] = []
    cursor = None
    for left in (True, True, False):
        found = await registry.search("app", cursor)
        names += found.names
        assert found.total == len(PAGED)
        cursor = found.cursor
        assert (cursor is not None) is left
    assert names == PAGED


async def test_pages_without_a_hit_are_passed_over(
    connect: Connect, server: ScriptedServer
) -> None:
    """All words must be in a name; a server knows one."""
    server.on("/v1/search", pager(PAGED, as_text=True))  # type: ignore[arg-type]
    registry = await v1_of(connect(server.url))
    found = await registry.search("app- 23")
    assert found.names == ["team/app-023"]
    assert found.cursor == "2"
    found = await registry.search("app- 23", found.cursor)
    assert found.names == [f"team/app-{number}" for number in (123, *range(230, 240))][:1]
    asked = len(server.asked("/v1/search"))
    found = await registry.search("team/app 249")
    assert (found.names, found.cursor) == (["team/app-249"], None)
    assert len(server.asked("/v1/search")) == asked + 3


async def test_pages_that_do_not_end(connect: Connect, server: ScriptedServer) -> None:
    """Quay repeats its fifth page; others may promise more for ever."""
    server.on("/v1/search", pager(PAGED, as_text=False, last=2))  # type: ignore[arg-type]
    registry = await v1_of(connect(server.url))
    assert (await registry.search("app", "2")).cursor == "3"
    assert (await registry.search("app", "3")).cursor is None
    server.on("/v1/search", results("a", num_pages=10**9, num_results=10**12))
    asked = len(server.asked("/v1/search"))
    found = await registry.search("zzz")
    assert (list(found.names), found.cursor) == ([], "6")
    assert len(server.asked("/v1/search")) == asked + 5
    server.on("/v1/search", results(num_pages=10**9))
    assert (await registry.search("zzz")).cursor is None
    server.on("/v1/search", said(json.loads('{"results": [{"name": "a"}], "num_pages": 1e999}')))
    assert (await registry.search("a")).cursor is None


async def test_no_more_than_the_ping_is_asked_to_open(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v1/_ping", ping())
    await connect(server.url).open()
    assert [asked.target for asked in server.requests] == ["/v2/", "/v1/_ping"]
