"""The dialects page as they say."""

from collections.abc import Callable
from urllib.parse import urljoin

import httpx
import pytest

from tests.conftest import ServerFactory
from tests.support import dialects as d
from tests.support.scripted import ScriptedServer

NAMES = [f"team/app-{number}" for number in range(7)]


def walk(server: ScriptedServer, path: str = "/v2/_catalog?n=3") -> list[list[str | None] | None]:
    """The pages, as a client that believes every Link gets them; ten at most."""
    pages: list[list[str | None] | None] = []
    url: str | None = server.url + path
    with httpx.Client() as client:
        while url and len(pages) < 10:
            answer = client.get(url)
            document = answer.raise_for_status().json()
            pages.append(document["tags" if "/tags/list" in url else "repositories"])
            link = answer.headers.get("Link")
            url = urljoin(url, link.partition("<")[2].partition(">")[0]) if link else None
    return pages


def flat(pages: list[list[str | None] | None]) -> list[str | None]:
    return [name for page in pages if page for name in page]


@pytest.fixture
def serve(scripted_server: ServerFactory) -> Callable[[d.Dialect], ScriptedServer]:
    def start(dialect: d.Dialect) -> ScriptedServer:
        server = scripted_server()
        d.serve_catalog(server, dialect)
        d.serve_tags(server, "team/app", dialect)
        return server

    return start


Serve = Callable[[d.Dialect], ScriptedServer]


@pytest.mark.parametrize(
    ("dialect", "pages"),
    [
        (d.Distribution2(NAMES), [3, 3, 1]),
        (d.Distribution2(NAMES[:6]), [3, 3]),
        (d.Distribution3(NAMES), [3, 3, 1]),
        (d.Quay(NAMES), [3, 3, 1]),
        (d.Quay(NAMES, maximum=2), [2, 2, 2, 1]),
        (d.Ecr(NAMES), [3, 3, 1]),
        (d.Zot(NAMES), [3, 3, 1]),
        (d.Gitea(NAMES[:6]), [3, 3, 0]),
        (d.Everything(NAMES), [7]),
        (d.EmptyPages(NAMES), [0, 3, 0, 3, 0, 1]),
        (d.OverlappingPages(NAMES), [3, 4, 2]),
    ],
)
def test_pages_that_come_to_an_end(serve: Serve, dialect: d.Dialect, pages: list[int]) -> None:
    server = serve(dialect)
    got = walk(server)
    assert [len(page or []) for page in got] == pages
    assert list(dict.fromkeys(flat(got))) == dialect.names
    assert len(dialect.requests) == len(server.asked("/v2/_catalog")) == len(pages)


@pytest.mark.parametrize(
    ("dialect", "pages"),
    [
        (d.Distribution2(NAMES), [7]),
        (d.Distribution3(NAMES), [3, 3, 1]),
        (d.Distribution3(NAMES, maximum=2), [2, 2, 2, 1]),
        (d.Quay(NAMES), [3, 3, 1]),
    ],
)
def test_tags(serve: Serve, dialect: d.Dialect, pages: list[int]) -> None:
    got = walk(serve(dialect), "/v2/team/app/tags/list?n=3")
    assert [len(page or []) for page in got] == pages
    assert flat(got) == NAMES


@pytest.mark.parametrize("kind", [d.LinkToItself, d.LinkCircle, d.FirstPageForEver])
def test_pages_that_never_end(serve: Serve, kind: type[d.Dialect]) -> None:
    assert len(walk(serve(kind(NAMES)))) == 10


def test_nulls(serve: Serve) -> None:
    assert walk(serve(d.NullList(NAMES))) == [None]
    assert flat(walk(serve(d.NullsInside(["a", "b"])))) == ["a", None, "b", None]


def test_a_link_with_zero_loses_the_rest(serve: Serve) -> None:
    assert walk(serve(d.LinkWithZero(NAMES))) == [NAMES[:3], []]


@pytest.mark.parametrize(
    ("dialect", "path", "link"),
    [
        (d.Distribution2(NAMES), "/v2/_catalog?n=1", "/v2/_catalog?last=team%2Fapp-0&n=1"),
        (d.Zot(NAMES), "/v2/_catalog?n=1", "/v2/_catalog?n=1&last=team/app-0"),
        (
            d.LinkElsewhere(NAMES),
            "/v2/_catalog?n=1",
            "http://registry-internal:5000/v2/_catalog?last=team%2Fapp-0&n=1",
        ),
        (
            d.LinkWithoutPrefix(NAMES),
            "/prefix/v2/_catalog?n=1",
            "/v2/_catalog?last=team%2Fapp-0&n=1",
        ),
    ],
)
def test_links(scripted_server: ServerFactory, dialect: d.Dialect, path: str, link: str) -> None:
    server = scripted_server()
    d.serve_catalog(server, dialect, prefix="/prefix" if path.startswith("/prefix") else "")
    assert httpx.get(server.url + path).headers["Link"] == f'<{link}>; rel="next"'


def test_quays_link_is_absolute_and_its_cursor_its_own(serve: Serve) -> None:
    server = serve(d.Quay(NAMES))
    link = httpx.get(f"{server.url}/v2/_catalog?n=2").headers["Link"]
    assert link.startswith(f"<{server.url}/v2/_catalog?n=2&next_page=")
    restarted = httpx.get(f"{server.url}/v2/_catalog?n=2&last=team/app-3").json()
    assert restarted["repositories"] == NAMES[:2]


@pytest.mark.parametrize(
    ("dialect", "query", "status", "code"),
    [
        (d.Distribution2(NAMES), "n=1001", 400, "PAGINATION_NUMBER_INVALID"),
        (d.Distribution3(NAMES), "n=abc", 400, "PAGINATION_NUMBER_INVALID"),
        (d.Ecr(NAMES), "n=1001", 405, "UNSUPPORTED"),
        (d.Ecr(NAMES), "n=2&last=team/app-1", 405, "UNSUPPORTED"),
    ],
)
def test_numbers_and_cursors_that_are_refused(
    serve: Serve, dialect: d.Dialect, query: str, status: int, code: str
) -> None:
    answer = httpx.get(f"{serve(dialect).url}/v2/_catalog?{query}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == code


def test_numbers_that_are_ignored(serve: Serve) -> None:
    for query in ("n=abc", "n=-1"):
        for dialect in (d.Distribution2(NAMES), d.Quay(NAMES), d.Zot(NAMES), d.Gitea(NAMES)):
            assert flat(walk(serve(dialect), f"/v2/_catalog?{query}")) == NAMES
    assert walk(serve(d.Distribution2(NAMES)), "/v2/_catalog?n=0") == [[]]


def test_a_page_that_breaks_off_once(serve: Serve) -> None:
    server = serve(d.ClosedMidPage(NAMES, page=2, times=1))
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        walk(server)
    assert flat(walk(server)) == NAMES


def test_a_page_that_always_breaks_off(serve: Serve) -> None:
    server = serve(d.ClosedMidPage(NAMES, page=3))
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            walk(server)
