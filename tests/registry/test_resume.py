"""An interrupted walk goes on at its cursor, unless the registry no longer takes it."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError, RegistryError
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.paging import MAX_PAGES, CursorRefused
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import catalog_of, feed, password
from tests.support import dialects as d
from tests.support.scripted import Reply, ScriptedServer, json_reply

NAMES = [f"team/app-{number:04}" for number in range(2345)]
FEW = NAMES[:345]


async def interrupted(client: RegistryClient, pages: int) -> tuple[list[str], str | None]:
    """What a walk has after so many pages, and where it goes on."""
    names: list[str] = []
    count = 0
    async for page in client.catalog():
        names += page.names
        count += 1
        if count == pages:
            return names, page.cursor
    raise AssertionError(count)


async def resumed(
    client: RegistryClient, cursor: str | None, known: list[str], pages: int
) -> list[str]:
    return [name async for page in client.catalog(cursor, known, pages) for name in page.names]


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize(
    "dialect",
    [
        d.Distribution2(NAMES),
        d.Distribution3(FEW, maximum=100),
        d.Quay(FEW),
        d.Ecr(FEW, maximum=100),
        d.Zot(NAMES),
        d.Gitea(FEW),
        d.OverlappingPages(NAMES),
        d.LinkWithZero(NAMES),
        d.LinkElsewhere(NAMES),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, d.Dialect) else str(value),
)
async def test_both_parts_are_the_whole(
    connect: Connect, scripted_server: ServerFactory, dialect: d.Dialect, pages: int
) -> None:
    server = scripted_server()
    d.serve_catalog(server, dialect)
    known, cursor = await interrupted(connect(server.url), pages)
    assert cursor is not None
    rest = await resumed(connect(server.url), cursor, known, pages)
    assert known + rest == dialect.names


async def test_below_a_path(connect: Connect, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    d.serve_catalog(server, d.LinkWithoutPrefix(NAMES), prefix="/sub")
    known, cursor = await interrupted(connect(f"{server.url}/sub"), 1)
    rest = await resumed(connect(f"{server.url}/sub"), cursor, known, 1)
    assert known + rest == NAMES


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    d.serve_catalog(server, d.Distribution2(NAMES))
    return server


CURSOR = "/v2/_catalog?last=team%2Fapp-0999&n=1000"


@pytest.mark.parametrize("status", [400, 404, 405, 410, 416])
async def test_a_cursor_that_is_refused(
    connect: Connect, server: ScriptedServer, status: int
) -> None:
    server.on("/v2/_catalog", Reply(status), query={"last": NAMES[999]})
    with pytest.raises(CursorRefused) as failure:
        await resumed(connect(server.url), CURSOR, NAMES[:1000], 1)
    assert isinstance(failure.value, CatalogError)
    assert len(server.asked("/v2/_catalog")) == 1


async def test_ecr_does_not_take_a_cursor_of_another(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    d.serve_catalog(server, d.Ecr(NAMES))
    with pytest.raises(CursorRefused):
        await resumed(connect(server.url), "/v2/_catalog?last=old&n=1000", NAMES[:1000], 1)


async def test_quay_begins_anew_when_it_cannot_read_a_cursor(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    d.serve_catalog(server, d.Quay(FEW))
    client = connect(server.url)
    with pytest.raises(CursorRefused):
        await resumed(client, "/v2/_catalog?n=100&next_page=old", FEW[:200], 2)
    assert await catalog_of(client) == FEW


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500), Code.SERVER_ERROR),
        (Reply(403), Code.CATALOG_DENIED),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"{}"), Code.CATALOG_INVALID),
    ],
)
async def test_failures_that_do_not_begin_the_walk_anew(
    connect: Connect, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on("/v2/_catalog", reply)
    with pytest.raises(RegistryError) as failure:
        await resumed(connect(server.url), CURSOR, NAMES[:1000], 1)
    assert not isinstance(failure.value, CursorRefused)
    assert failure.value.code is code


async def test_the_end_was_reached_already(connect: Connect, server: ScriptedServer) -> None:
    """Repositories were deleted meanwhile: after the cursor there is nothing."""
    server.on("/v2/_catalog", json_reply({"repositories": []}))
    assert await resumed(connect(server.url), CURSOR, NAMES[:1000], 1) == []


async def test_a_walk_is_not_continued_as_somebody_else(
    connect: Connect, server: ScriptedServer
) -> None:
    server.on("/v2/_catalog", Reply(401, headers=[("WWW-Authenticate", "Basic")]))
    client = connect(server.url, password("alice", "wrong"))
    with pytest.raises(AuthError) as failure:
        await resumed(client, CURSOR, NAMES[:1000], 1)
    assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert await client.identity() == "alice"


async def test_pages_are_counted_across_interruptions(
    connect: Connect, server: ScriptedServer
) -> None:
    with pytest.raises(CatalogError) as failure:
        await resumed(connect(server.url), CURSOR, NAMES[:1000], MAX_PAGES - 1)
    assert failure.value.code is Code.CATALOG_LOOP
    assert "more than" in failure.value.facts["rule"]


async def test_another_feed_of_the_same_registry(connect: Connect, server: ScriptedServer) -> None:
    """A cursor is a path and a query: it never leads to another host than the feed's."""
    client = connect(feed(server.url))
    names, cursor = await interrupted(client, 1)
    assert cursor is not None
    assert cursor.startswith("/v2/_catalog?")
    assert names == NAMES[:1000]
