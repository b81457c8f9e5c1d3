"""Catalogs page by page, in every dialect: the list is the truth, or what was read is kept."""

from collections.abc import Callable, Sequence

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, CatalogError, RegistryError
from regbrowse.registry.paging import Page
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import catalog_of, pages_of, tags_of
from tests.support import dialects as d
from tests.support.scripted import Raw, Reply, Request, ScriptedServer, error_reply, json_reply

NAMES = [f"team/app-{number:04}" for number in range(2345)]
FEW = NAMES[:234]

Serve = Callable[[d.Dialect], ScriptedServer]


@pytest.fixture
def serve(scripted_server: ServerFactory) -> Serve:
    def start(dialect: d.Dialect, prefix: str = "") -> ScriptedServer:
        server = scripted_server()
        d.serve_catalog(server, dialect, prefix=prefix)
        d.serve_tags(server, "team/app", dialect, prefix=prefix)
        return server

    return start


async def read(connect: Connect, server: ScriptedServer) -> tuple[list[Page], RegistryError | None]:
    """The pages that came, and why there are no more."""
    pages: list[Page] = []
    try:
        async for page in connect(server.url).catalog():
            pages.append(page)  # noqa: PERF401 - those before a failure are the point
    except RegistryError as error:
        return pages, error
    return pages, None


def flat(pages: Sequence[Page]) -> list[str]:
    return [name for page in pages for name in page.names]


@pytest.mark.parametrize(
    ("dialect", "requests"),
    [
        (d.Distribution2(NAMES), 3),
        (d.Distribution2(NAMES[:2000]), 2),
        (d.Distribution2([]), 1),
        (d.Distribution2(FEW, maximum=100), 4),
        (d.Distribution2(FEW, maximum=50, default=50), 7),
        (d.Distribution3(NAMES), 3),
        (d.Distribution3(FEW, maximum=100), 4),
        (d.Quay(FEW), 3),
        (d.Quay(FEW[::-1]), 3),
        (d.Ecr(NAMES), 3),
        (d.Ecr(FEW, maximum=100), 4),
        (d.Zot(NAMES), 3),
        (d.Gitea(FEW), 3),
        (d.Gitea(FEW[:200]), 3),
        (d.Everything(NAMES), 1),
        (d.EmptyPages(NAMES), 6),
        (d.OverlappingPages(NAMES), 3),
        (d.LinkElsewhere(NAMES), 3),
        (d.LinkElsewhere(NAMES, "https://127.0.0.1:1"), 3),
        (d.LinkWithZero(NAMES), 3),
        (d.NullList(NAMES), 1),
        (d.NullsInside(NAMES), 3),
        (d.ClosedMidPage(NAMES, page=2, times=1), 4),
        (d.ClosedMidPage(NAMES, page=1, times=2), 5),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, d.Dialect) else "",
)
async def test_the_list_is_whole(
    connect: Connect, serve: Serve, dialect: d.Dialect, requests: int
) -> None:
    pages, error = await read(connect, serve(dialect))
    assert error is None
    assert flat(pages) == ([] if isinstance(dialect, d.NullList) else dialect.names)
    assert len(dialect.requests) == requests
    assert [page.cursor is None for page in pages] == [False] * (len(pages) - 1) + [True]


async def test_below_a_path_the_prefix_is_put_back(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    dialect = d.LinkWithoutPrefix(NAMES)
    d.serve_catalog(server, dialect, prefix="/sub/path")
    pages = await pages_of(connect(f"{server.url}/sub/path"))
    assert flat(pages) == NAMES
    assert [page.rewritten for page in pages] == [True, True, False]
    assert {request.path for request in dialect.requests} == {"/sub/path/v2/_catalog"}


async def test_a_link_that_is_right_is_not_rewritten(connect: Connect, serve: Serve) -> None:
    for dialect in (d.Distribution2(NAMES), d.Quay(FEW), d.Ecr(NAMES)):
        assert not any(page.rewritten for page in await pages_of(connect(serve(dialect).url)))
    pages = await pages_of(connect(serve(d.LinkElsewhere(NAMES)).url))
    assert pages[0].rewritten


@pytest.mark.parametrize("dialect", [d.Quay(FEW), d.Ecr(NAMES)])
async def test_cursors_are_followed_as_they_are(
    connect: Connect, serve: Serve, dialect: d.Quay | d.Ecr
) -> None:
    await catalog_of(connect(serve(dialect).url))
    key = "next_page" if isinstance(dialect, d.Quay) else "last"
    size = 100 if isinstance(dialect, d.Quay) else 1000
    assert [request.query.get(key) for request in dialect.requests] == [
        None,
        dialect.cursor(size),
        dialect.cursor(2 * size),
    ]


async def test_entries_that_are_no_names_are_counted(connect: Connect, serve: Serve) -> None:
    pages, _ = await read(connect, serve(d.NullsInside(NAMES)))
    assert sum(page.skipped for page in pages) == len(NAMES)


@pytest.mark.parametrize(
    ("dialect", "kept", "rule", "requests"),
    [
        (d.LinkToItself(NAMES), 1000, "already read", 1),
        (d.LinkCircle(NAMES), 2000, "already read", 2),
        (d.FirstPageForEver(NAMES), 1000, "nothing new", 2),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, d.Dialect) else "",
)
async def test_a_list_that_never_ends(
    connect: Connect, serve: Serve, dialect: d.Dialect, kept: int, rule: str, requests: int
) -> None:
    pages, error = await read(connect, serve(dialect))
    assert flat(pages) == NAMES[:kept]
    assert isinstance(error, CatalogError)
    assert error.code is Code.CATALOG_LOOP
    assert rule in error.facts["rule"]
    assert len(dialect.requests) == requests


async def test_a_list_of_nothing_but_empty_pages(connect: Connect, serve: Serve) -> None:
    class Nothing(d.Dialect):
        def reply(self, request: Request) -> Reply:
            return self.page(request, [], f"/v2/_catalog?page={len(self.requests)}")

    dialect = Nothing(NAMES)
    pages, error = await read(connect, serve(dialect))
    assert flat(pages) == []
    assert error is not None
    assert error.code is Code.CATALOG_LOOP
    assert len(dialect.requests) == 11


async def test_a_connection_that_always_breaks_off(connect: Connect, serve: Serve) -> None:
    dialect = d.ClosedMidPage(NAMES, page=2)
    pages, error = await read(connect, serve(dialect))
    assert flat(pages) == NAMES[:1000]
    assert pages[-1].cursor is not None, "from there it can go on"
    assert isinstance(error, BadAnswer)
    assert error.code is Code.TRUNCATED_RESPONSE
    assert len(dialect.requests) == 1 + 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(404), Code.CATALOG_INVALID),
        (Reply(400), Code.CATALOG_INVALID),
        (Reply(403), Code.CATALOG_DENIED),
        (Reply(500), Code.SERVER_ERROR),
        (Reply(502, b"<html>"), Code.GATEWAY_ERROR),
        (Reply(429, b"", [("Retry-After", "99")]), Code.RATE_LIMITED),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"no json"), Code.CATALOG_INVALID),
        (Reply(200, b'{"repositories": ["a"', length=None), Code.TRUNCATED_RESPONSE),
        (json_reply({"tags": []}), Code.CATALOG_INVALID),
        (Raw(b"220 mail\r\n\r\n"), Code.NOT_HTTP),
    ],
)
async def test_what_was_read_before_a_failure_is_kept(
    connect: Connect, serve: Serve, answer: Reply | Raw, code: Code
) -> None:
    server = serve(d.Distribution2(NAMES))
    server.on("/v2/_catalog", answer, query={"last": NAMES[999]})
    pages, error = await read(connect, server)
    assert flat(pages) == NAMES[:1000]
    assert error is not None
    assert error.code is code
    assert error.operation == "read the catalog"


@pytest.mark.parametrize(
    ("answer", "code", "requests"),
    [
        (Reply(404), Code.CATALOG_UNSUPPORTED, 1),
        (Reply(404, b"404 page not found\n"), Code.CATALOG_UNSUPPORTED, 1),
        (Reply(501), Code.CATALOG_UNSUPPORTED, 1),
        (Reply(405), Code.CATALOG_UNSUPPORTED, 3),
        (Reply(400), Code.CATALOG_UNSUPPORTED, 3),
        (error_reply(400, "UNKNOWN", "unsupported request"), Code.CATALOG_UNSUPPORTED, 3),
        (error_reply(400, "PAGINATION_NUMBER_INVALID"), Code.CATALOG_INVALID, 3),
        (error_reply(401, "UNAUTHORIZED"), Code.CATALOG_DENIED, 1),
        (Reply(403, b"{}"), Code.CATALOG_DENIED, 1),
        (Reply(403, b"<html>"), Code.CATALOG_DENIED, 1),
        (Reply(412, b"{}"), Code.POLICY_BLOCKED, 1),
        (Reply(204), Code.CATALOG_INVALID, 1),
        (Reply(302), Code.REDIRECT_ELSEWHERE, 1),
    ],
)
async def test_no_catalog_at_all(
    connect: Connect, serve: Serve, answer: Reply, code: Code, requests: int
) -> None:
    server = serve(d.Distribution2(NAMES))
    server.on("/v2/_catalog", answer)
    pages, error = await read(connect, server)
    assert pages == []
    assert error is not None
    assert error.code is code
    assert len(server.asked("/v2/_catalog")) == requests


@pytest.mark.parametrize(
    "dialect",
    [
        d.Distribution2(NAMES),
        d.Distribution3(NAMES),
        d.Distribution3(NAMES, maximum=100),
        d.Quay(FEW),
        d.Zot(NAMES),
        d.Gitea(FEW),
        d.NullList(NAMES),
        d.LinkElsewhere(FEW),
        d.ClosedMidPage(FEW, times=1),
    ],
    ids=lambda dialect: type(dialect).__name__,
)
async def test_tags(connect: Connect, serve: Serve, dialect: d.Dialect) -> None:
    expected = [] if isinstance(dialect, d.NullList) else dialect.names
    assert await tags_of(connect(serve(dialect).url)) == expected


async def test_tags_that_never_end(connect: Connect, serve: Serve) -> None:
    with pytest.raises(RegistryError) as failure:
        await tags_of(connect(serve(d.LinkToItself(FEW)).url))
    assert failure.value.code is Code.TAGS_INVALID
