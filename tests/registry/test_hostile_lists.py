"""Lists that are made to hurt, or badly made: names, sizes, shapes."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.registry.json_reading import names_of
from regbrowse.registry.paging import PageGuard
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import PING, catalog_of, pages_of, tags_of
from tests.support.scripted import Reply, ScriptedServer, error_reply, json_reply


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", PING)
    return server


async def failure_of(connect: Connect, server: ScriptedServer, reply: Reply) -> RegistryError:
    server.on("/v2/_catalog", reply)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(server.url))
    return failure.value


async def test_names_that_are_none(connect: Connect, server: ScriptedServer) -> None:
    """They are kept in one line that can be stored, and shown as they are elsewhere."""
    body = rb"""{"repositories": ["ok", "two\nlines", "\ud800", "a\udfffb", "\u001b[31m", "\u0000",
        "\u202e", "UPPER", "../..", "a b", "\ud83d\ude00", "", null, 5, 1.5, true, [], {}]}"""
    server.on("/v2/_catalog", Reply(200, body))
    (page,) = await pages_of(connect(server.url))
    assert page.names == [
        "ok", "two␊lines", "?", "a?b", "\x1b[31m", "\0", "\u202e", "UPPER", "../..", "a b",
        "\U0001f600",
    ]  # fmt: skip
    assert page.skipped == 7
    for name in page.names:
        assert "\n" not in name
        name.encode()


@pytest.mark.parametrize(
    "name",
    ["..", "../..", "a/../../b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "UPPER", "a" * 256, ""],
)
async def test_names_that_are_not_asked_for(
    connect: Connect, server: ScriptedServer, name: str
) -> None:
    with pytest.raises(NotFound) as failure:
        await tags_of(connect(server.url), name)
    assert failure.value.code is Code.TAGS_NOT_FOUND
    assert {asked.path for asked in server.requests} == {"/v2/"}


@given(st.lists(st.none() | st.booleans() | st.integers() | st.text() | st.just([])) | st.text())
def test_whatever_a_list_holds(entries: object) -> None:
    found = names_of(entries)
    if found is None:
        assert not isinstance(entries, list)
        return
    names, skipped = found
    assert len(names) + skipped == (len(entries) if isinstance(entries, list) else 0)
    assert all(name and "\n" not in name for name in names)
    "".join(names).encode()


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=8))
def test_each_name_is_new_once(pages: list[list[str]]) -> None:
    guard = PageGuard(known=["a", "b"])
    fresh = [name for page in pages for name in guard.new_names(page)]
    assert fresh == list(dict.fromkeys(n for page in pages for n in page if n not in "ab"))
    assert guard.names == 2 + len(fresh)


@pytest.mark.parametrize("key", ["repositories", "tags"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'["a"]',
        b'"repositories"',
        b"5",
        b"{}",
        b'{"KEY": "a"}',
        b'{"KEY": {"a": 1}}',
        b'{"KEY": 5}',
        b'{"KEY": ["a"]',
        b'{"KEY": ["a"]} and more',
        b'{"KEY": ["\xff"]}',
        b"[" * 200_000,
        b'{"KEY":' + b"[" * 100_000,
        b'{"KEY": [1' + b"0" * 5000 + b"]}",
        b"\x1f\x8b",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_bodies_that_are_no_list(
    connect: Connect, server: ScriptedServer, key: str, body: bytes
) -> None:
    reply = Reply(200, body.replace(b"KEY", key.encode()))
    server.on("/v2/_catalog", reply)
    server.on("/v2/team/app/tags/list", reply)
    with pytest.raises(RegistryError) as failure:
        await (catalog_of if key == "repositories" else tags_of)(connect(server.url))
    assert failure.value.code is (
        Code.CATALOG_INVALID if key == "repositories" else Code.TAGS_INVALID
    )
    assert failure.value.status == 200


@pytest.mark.parametrize(
    "body",
    [
        '\ufeff{"repositories": ["a"]}'.encode(),
        '{"repositories": ["a"]}'.encode("utf-16"),
        b'{"repositories": ["a"], "big": 1e400, "nan": NaN, "next": ""}',
        b' \n{"repositories":["b"],"repositories":["a"]}\n',
    ],
)
async def test_bodies_that_are_a_list(
    connect: Connect, server: ScriptedServer, body: bytes
) -> None:
    for headers in ([], [("Content-Type", "text/plain; charset=latin-1")]):
        server.on("/v2/_catalog", Reply(200, body, headers))
        assert await catalog_of(connect(server.url)) == ["a"]


async def test_a_page_of_ten_megabytes(connect: Connect, server: ScriptedServer) -> None:
    names = [f"{'x' * 90}/{number:06}" for number in range(100_000)]
    server.on("/v2/_catalog", json_reply({"repositories": names}))
    assert await catalog_of(connect(server.url)) == names


async def test_a_page_without_end(connect: Connect, server: ScriptedServer) -> None:
    """It is given up where the limit is, and not kept in the memory of this process."""
    endless = b'{"repositories": [' + b'"x",' * (17 << 20)
    reply = Reply(200, endless, piece=1 << 20)
    tracemalloc.start()
    try:
        error = await failure_of(connect, server, reply)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.code is Code.OVERSIZED_RESPONSE
    assert error.facts["limit_bytes"] == str(64 << 20)
    assert peak < 80 << 20


async def test_the_registrys_own_words(connect: Connect, server: ScriptedServer) -> None:
    """In each shape in which errors come; text is data, and markup is none."""
    for body, code, message in [
        (error_reply(403, "DENIED", "no").body, "DENIED", "no"),
        (json.dumps({"errors": [{"status": 403, "message": "no"}]}).encode(), None, "no"),
        (b'{"errors": [{"code": 7, "message": null}]}', "7", None),
        (b'{"error": "no"}', None, "no"),
        (b'{"details": "no"}', None, "no"),
        (b'{"detail": "", "message": "no"}', None, "no"),
        (b"plain words\n", None, "plain words"),
        (b"\xff\xfe", None, "\ufffd\ufffd"),
        (b'{"errors": []}', None, None),
        (b'{"errors": {}}', None, None),
        (b'{"errors": ["x"]}', None, None),
        (b"[]", None, None),
        (b"", None, None),
        (b"[" * 100_000, None, "[" * 200),
    ]:
        error = await failure_of(connect, server, Reply(403, body))
        assert error.code is Code.CATALOG_DENIED
        assert (error.registry_code, error.registry_message) == (code, message)
    long = await failure_of(connect, server, error_reply(403, "X" * 9999, "y" * 9999))
    assert len(long.registry_code or "") == len(long.registry_message or "") == 500
