"""The header `Link`: which forms lead to a next page, and to which."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.answer import Answer
from regbrowse.registry.paging import next_cursor
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import PING, catalog_of
from tests.support.scripted import Reply, Request, ScriptedServer, json_reply

PATH = "/v2/_catalog"


def two_pages(server: ScriptedServer, *links: str) -> None:
    """The first page has these headers, whatever comes after it is the end."""

    def page(request: Request) -> Reply:
        if request.target == f"{PATH}?n=1000":
            return json_reply({"repositories": ["a"]}, headers=[("Link", link) for link in links])
        return json_reply({"repositories": ["b"]})

    server.on("/v2/", PING)
    server.on(PATH, page)


@pytest.mark.parametrize(
    ("links", "asked"),
    [
        ([f'<{PATH}?last=a&n=1000>; rel="next"'], "last=a&n=1000"),
        ([f"<{PATH}?last=a>; rel=next"], "last=a"),
        ([f"<{PATH}?last=a>;rel=NEXT"], "last=a"),
        ([f'<{PATH}?last=a>; title="x; rel=prev"; rel="next last"'], "last=a"),
        ([f'<{PATH}?last=a>; REL = "last next"; type=x'], "last=a"),
        ([f"<{PATH}?last=a>"], "last=a"),
        ([f'<{PATH}?last=0>; rel="prev", <{PATH}?last=a>; rel="next"'], "last=a"),
        ([f'<{PATH}?last=0>; rel="prev"', f'<{PATH}?last=a>; rel="next"'], "last=a"),
        (['<?last=a>; rel="next"'], "last=a"),
        (['<_catalog?last=a>; rel="next"'], "last=a"),
        (['<http://elsewhere:5000/v2/_catalog?last=a>; rel="next"'], "last=a"),
        (['<//elsewhere/v2/_catalog?last=a>; rel="next"'], "last=a"),
        (['<http://[broken/v2/_catalog?last=a>; rel="next"'], "last=a"),
        (['<ftp://x/?last=a>; rel="next"'], "last=a"),
        (['<http://u:p@elsewhere/?last=a>; rel="next"'], "last=a"),
        (['<../../etc/passwd?last=a>; rel="next"'], "last=a"),
        ([f'<{PATH}?last=a%2Fb&n=5>; rel="next"'], "last=a%2Fb&n=5"),
        ([f'<{PATH}?last=a/b;c,d&n=5>; rel="next"'], "last=a/b;c,d&n=5"),
        ([f'<{PATH}?last=a b>; rel="next"'], "last=a%20b"),
        ([f'<{PATH}?last=é>; rel="next"'], "last=%C3%A9"),
        ([f'<{PATH}?last=a+b%3D%3D>; rel="next"'], "last=a+b%3D%3D"),
        ([f'< {PATH}?last=a >; rel="next"'], "last=a"),
        ([f'<{PATH}?n=0&last=a>; rel="next"'], "n=1000&last=a"),
        ([f'<{PATH}?last=a&n=00>; rel="next"'], "last=a&n=1000"),
        ([f'<{PATH}?last=n=0>; rel="next"'], "last=n=0"),
        ([f'<{PATH}?last=a#fragment>; rel="next"'], "last=a"),
    ],
)
async def test_a_next_page(
    connect: Connect, scripted_server: ServerFactory, links: list[str], asked: str
) -> None:
    server = scripted_server()
    two_pages(server, *links)
    assert await catalog_of(connect(server.url)) == ["a", "b"]
    assert server.requests[-1].target == f"{PATH}?{asked}"


@pytest.mark.parametrize(
    "links",
    [
        [],
        [""],
        ["nonsense"],
        [f"{PATH}?last=a; rel=next"],
        [f'<{PATH}?last=a>; rel="prev"'],
        [f'<{PATH}?last=a; rel="next"'],
        [f'<{PATH}?last=a>; rel=""'],
        [f'<{PATH}?last=a>; title="rel=next"; rel=first'],
    ],
)
async def test_no_next_page(
    connect: Connect, scripted_server: ServerFactory, links: list[str]
) -> None:
    server = scripted_server()
    two_pages(server, *links)
    assert await catalog_of(connect(server.url)) == ["a"]


async def test_a_link_that_is_too_long(connect: Connect, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    two_pages(server, f'<{PATH}?last={"a" * 70_000}>; rel="next"')
    got: list[str] = []

    async def walk() -> None:
        async for page in connect(server.url).catalog():
            got.extend(page.names)

    with pytest.raises(RegistryError) as failure:
        await walk()
    assert failure.value.code is Code.CATALOG_INVALID
    assert "too long" in failure.value.facts["reason"]
    assert got == ["a"]


async def test_a_list_that_is_kept_elsewhere(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """Redirected to another host and path, whose links are its own: the next page is asked here."""
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", PING)

    def elsewhere(request: Request) -> Reply:
        query = request.target.partition("?")[2]
        return Reply(307, b"", [("Location", f"{other.url}/lists/all?{query}")])

    server.on(PATH, elsewhere)
    other.on("/lists/all", json_reply({"repositories": ["b"]}), query={"last": "a"})
    link = [("Link", '</lists/all?last=a>; rel="next"')]
    other.on("/lists/all", json_reply({"repositories": ["a"]}, headers=link), query={"n": "1000"})
    assert await catalog_of(connect(server.url)) == ["a", "b"]
    assert [asked.target for asked in server.asked(PATH)] == [f"{PATH}?n=1000", f"{PATH}?last=a"]


@given(st.text(st.sampled_from('<>;=", rel\\nxt/?&#%0é'), max_size=80))
def test_anything_can_be_read(text: str) -> None:
    header = [(b"link", text.encode())]
    answer = Answer(200, httpx.Headers(header), b"", f"http://h{PATH}?n=5")
    cursor, _ = next_cursor(answer, PATH, 5)
    assert cursor is None or cursor == PATH or cursor.startswith(f"{PATH}?")
