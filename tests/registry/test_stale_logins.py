"""A login that was found gives way to being nobody when it is refused; a configured one never."""

import asyncio
from base64 import b64encode

import pytest

from regbrowse.credentials.source import Resolution
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, UsageError
from regbrowse.domain.login import Login
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import (
    CATALOG,
    any_bearer,
    bearer,
    gate,
    guard,
    sent,
    unauthorized,
)
from tests.registry.support import (
    PING,
    SOON,
    catalog_of,
    everything_said,
    feed,
    password,
    registry_token,
    tags_of,
)
from tests.support.dialects import Distribution2
from tests.support.scripted import Reply, Request, ScriptedServer, json_reply

WRONG = password("alice", "looking-glass")
BASIC = f"Basic {b64encode(b'alice:looking-glass').decode()}"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    """Nobody gets a token here, and alice does not."""
    server = scripted_server()
    guard(server, any_bearer, bearer("/token"))
    tags = json_reply({"name": "team/app", "tags": ["1"]})
    server.on("/v2/team/app/tags/list", gate(tags, any_bearer, bearer("/token")))
    token = json_reply({"token": "t"})
    server.on("/token", lambda r: Reply(401) if r.header("Authorization") else token)
    return server


async def test_one_that_was_found(connect: Connect, server: ScriptedServer) -> None:
    client = connect(server.url, WRONG)
    assert await client.identity() == ""
    assert await client.login() is None
    assert await catalog_of(client) == ["team/app"]
    assert await tags_of(client) == ["1"]
    (notice,) = client.notices
    assert notice.code is Code.STALE_CREDENTIALS
    assert notice.facts["username"] == "alice"
    assert notice.facts["source"] == "docker config (config.json)"
    assert notice.facts["registry"] == server.authority
    assert "looking-glass" not in everything_said(notice)
    assert [said for said in sent(server, "/token") if said] == [BASIC]


async def test_one_that_is_configured(connect: Connect, server: ScriptedServer) -> None:
    client = connect(feed(server.url, username="alice"), WRONG)
    for _ in range(2):
        with pytest.raises(AuthError) as failure:
            await catalog_of(client)
        assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert client.notices == ()
    assert server.asked("/v2/_catalog") == []
    assert len(server.asked("/token")) == 1, "a wrong password is not shown twice"


async def test_one_that_is_refused_later_by_many_at_once(
    connect: Connect, server: ScriptedServer
) -> None:
    """The version check asks for nothing, so it turns out in twenty places at the same time."""
    server.on("/v2/", PING)
    client = connect(server.url, WRONG)
    lists = await asyncio.gather(*(tags_of(client) for _ in range(20)))
    assert lists == [["1"]] * 20
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]


async def test_where_nobody_may_read(connect: Connect, scripted_server: ServerFactory) -> None:
    """Then it is the stale login that must be mended, wherever it was noticed."""
    for ping in (None, PING):
        server = scripted_server()
        guard(server, lambda _: False, "Basic realm=x", ping=ping)
        server.on("/v2/team/app/tags/list", unauthorized("Basic realm=x"))
        client = connect(server.url, WRONG)
        with pytest.raises(AuthError) as failure:
            await tags_of(client)
        assert failure.value.code is Code.STALE_CREDENTIALS
        assert isinstance(failure.value.__cause__, AuthError)
        assert failure.value.__cause__.code is Code.CREDENTIALS_REQUIRED
        assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]
        assert client.notices[0].__cause__ is None
        assert sent(server).count(BASIC) == 1


async def test_403_for_a_stale_login(connect: Connect, scripted_server: ServerFactory) -> None:
    """GHCR answers so even where nobody may read."""
    server = scripted_server()
    guard(server, any_bearer, bearer("/token"))
    token = json_reply({"token": "t"})
    server.on("/token", lambda r: Reply(403) if r.header("Authorization") else token)
    client = connect(server.url, WRONG)
    assert await catalog_of(client) == ["team/app"]
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]


async def test_a_ready_token_that_is_over(connect: Connect, server: ScriptedServer) -> None:
    guard(server, lambda said: said == "Bearer t", bearer("/token"))
    client = connect(server.url, registry_token("old"))
    assert await catalog_of(client) == ["team/app"]
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]


async def test_a_list_that_was_begun_does_not_go_on_as_nobodys(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """What nobody may see could be another list: the walk ends, and can be continued."""
    server = scripted_server()
    pages = Distribution2([f"r{n:04}" for n in range(1500)])
    good = {BASIC}

    def catalog(request: Request) -> Reply:
        said = request.header("Authorization")
        if said is not None and said not in good:
            return Reply(401, headers=[("WWW-Authenticate", "Basic")])
        reply = pages.reply(request)
        assert isinstance(reply, Reply)
        return reply

    server.on("/v2/", Reply(200, b"{}", [("WWW-Authenticate", "Basic realm=x")]))
    server.on("/v2/_catalog", catalog)
    client = connect(server.url, WRONG)
    got: list[str] = []

    async def walk() -> None:
        async for page in client.catalog():
            got.extend(page.names)
            good.clear()

    with pytest.raises(AuthError) as failure:
        await walk()
    assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert got == pages.names[:1000]
    assert await client.identity() == "alice"


async def test_the_chain_is_asked_once_and_its_notices_are_kept(server: ScriptedServer) -> None:
    asked = 0
    broken = UsageError(Code.CREDENTIAL_HELPER_FAILED, helper="docker-credential-x")

    async def find() -> Resolution:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        login: Login | None = None
        return Resolution(login, (broken,))

    async with RegistryClient(feed(server.url), find, {}, SOON) as client:
        await asyncio.gather(*(catalog_of(client) for _ in range(5)))
        assert client.notices == (broken,)
    assert asked == 1
    assert len(server.asked("/v2/")) == 1, "the registry is looked for once"


async def test_a_registry_without_logins_ignores_a_stale_one(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v2/_catalog", CATALOG)
    client = connect(server.url, WRONG)
    assert await catalog_of(client) == ["team/app"]
    assert client.notices == ()
    assert sent(server) == [None, None]
