"""Basic as v1 has it: when it is shown, to whom, and what a wrong one becomes."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import sent
from tests.registry.support import everything_said, feed, identity_token, password, tags_of
from tests.registry.v1.support import names_of
from tests.support.certificates import Certificates
from tests.support.registries.v1 import BUSYBOX, NGINX_401, SAMPLE, V1Registry, basic, said
from tests.support.scripted import Reply, ScriptedServer

ALICE = password("alice", "wonder")
WRONG = password("alice", "wr0ng")
BASIC = basic("alice:wonder")
TAGS = "/v1/repositories/team/api/tags"


def bare(status: int = 401) -> Reply:
    return said({"error": "Requires authorization"}, status)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    """nginx in front of docker-registry, in the clear."""
    server = scripted_server()
    V1Registry(server, login="alice:wonder")
    return server


async def test_in_the_clear_a_login_is_shown_when_asked_for(
    connect: Connect, server: ScriptedServer
) -> None:
    client = connect(feed(server.url, username="alice"), ALICE)
    assert await names_of(client) == list(SAMPLE)
    assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert [(r.path, r.header("Authorization")) for r in server.requests] == [
        ("/v2/", None),
        ("/v1/_ping", None),
        ("/v1/users/", None),
        ("/v1/users/", BASIC),
        ("/v1/search", BASIC),
        (TAGS, BASIC),
    ]
    assert await client.identity() == "alice"


async def test_a_login_that_nobody_asks_for_in_the_clear(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    V1Registry(server)
    client = connect(feed(server.url, username="alice"), ALICE)
    await names_of(client)
    await tags_of(client, "team/api")
    assert {asked.header("Authorization") for asked in server.requests} == {None}


async def test_with_tls_a_login_is_shown_at_once(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    V1Registry(server)
    client = connect(feed(server.url, ca_file=certificates.ca), ALICE)
    assert await names_of(client) == list(SAMPLE)
    await tags_of(client, "team/api")
    assert sent(server) == [None, None, BASIC, BASIC, BASIC]


@pytest.mark.parametrize(
    "challenge", [[], ["Token"], ["Digest realm=x"], ['Bearer realm="http://elsewhere.invalid/t"']]
)
async def test_any_challenge_is_answered_by_basic(
    connect: Connect, scripted_server: ServerFactory, challenge: list[str]
) -> None:
    server = scripted_server()
    V1Registry(server)
    wanted = Reply(401, b"", [("WWW-Authenticate", each) for each in challenge])
    found, tags = said({"results": [{"name": "a"}]}), said({"1": BUSYBOX})
    server.on("/v1/search", lambda r: found if r.header("Authorization") == BASIC else wanted)
    server.on(TAGS, lambda r: tags if r.header("Authorization") == BASIC else wanted)
    assert await tags_of(connect(server.url, ALICE), "team/api") == ["1"]
    assert await names_of(connect(server.url, ALICE)) == ["a"]
    for login in (None, identity_token("refresh")):
        with pytest.raises(AuthError) as failure:
            await names_of(connect(server.url, login))
        assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert set(sent(server)) == {None, BASIC}


@pytest.mark.parametrize("reply", [NGINX_401, bare(), bare(403)])
@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_wrong_password_is_told_when_the_registry_is_opened(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    reply: Reply,
    encrypted: bool,
) -> None:
    server = scripted_server(tls=certificates.server if encrypted else None)
    V1Registry(server)
    server.on("/v1/users/", lambda r: reply if r.header("Authorization") else NGINX_401)
    configured = feed(server.url, username="alice", ca_file=certificates.ca)
    with pytest.raises(AuthError) as failure:
        await connect(configured, WRONG).open()
    error = failure.value
    assert error.code is Code.CREDENTIALS_REJECTED
    assert (error.facts["username"], error.facts["source"]) == ("alice", WRONG.source)
    assert "wr0ng" not in everything_said(error)
    assert basic("alice:wr0ng") not in everything_said(error)


async def test_a_wrong_password_that_shows_late(connect: Connect, server: ScriptedServer) -> None:
    """Not all servers have users."""
    server.on("/v1/users/", Reply(404))
    client = connect(feed(server.url, username="alice"), WRONG)
    for call in (names_of(client), tags_of(client, "team/api")):
        with pytest.raises(AuthError) as failure:
            await call
        assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_a_login_that_was_found_and_is_stale(
    connect: Connect, scripted_server: ServerFactory, server: ScriptedServer
) -> None:
    """It gives way to being nobody, with a notice; where nobody gets in, that is what to mend."""
    client = connect(server.url, WRONG)
    with pytest.raises(AuthError) as failure:
        await names_of(client)
    assert failure.value.code is Code.STALE_CREDENTIALS
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]
    open_server = scripted_server()
    V1Registry(open_server)
    open_server.on("/v1/users/", lambda r: NGINX_401)
    client = connect(open_server.url, WRONG)
    assert await names_of(client) == list(SAMPLE)
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]
    assert await client.identity() == ""


async def test_without_a_login(connect: Connect, server: ScriptedServer) -> None:
    client = connect(server.url)
    for call in (names_of(client), tags_of(client, "team/api"), client.search("x")):
        with pytest.raises(AuthError) as failure:
            await call
        assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert not server.asked("/v1/users/")


@pytest.mark.parametrize("status", [200, 401])
async def test_another_host_never_sees_the_login(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, status: int
) -> None:
    server = scripted_server(tls=certificates.server)
    other = scripted_server(tls=certificates.server)
    V1Registry(server)
    answer = said({"results": [{"name": "a"}]}) if status == 200 else NGINX_401
    other.on("/elsewhere", answer)
    server.on("/v1/search", Reply(302, b"", [("Location", f"{other.url}/elsewhere")]))
    client = connect(feed(server.url, ca_file=certificates.ca), ALICE)
    if status == 200:
        assert await names_of(client) == ["a"]
    else:
        with pytest.raises(AuthError) as failure:
            await names_of(client)
        assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert sent(other) == [None]
