"""An index and its registries: tokens for one repository each, and the endpoints that take them."""

import asyncio

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, NotFound, RegistryError
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import sent
from tests.registry.support import everything_said, feed, password, tags_of
from tests.registry.v1.support import Setup, header, v1_of
from tests.support.certificates import Certificates
from tests.support.registries.v1 import IMAGE, PARENT, V1Index, V1Registry, basic, ping
from tests.support.scripted import Reply, ScriptedServer

ALICE = password("alice", "wonder")
BASIC = basic("alice:wonder")
API = "/v1/repositories/team/api"


@pytest.fixture
def setup(scripted_server: ServerFactory) -> Setup:
    return Setup(scripted_server)


def asked_for_tokens(server: ScriptedServer) -> list[tuple[str, str | None]]:
    return [
        (asked.path, asked.header("Authorization"))
        for asked in server.requests
        if asked.header("X-Docker-Token") == "true"
    ]


@pytest.mark.parametrize("with_word", [False, True])
async def test_a_token_serves_one_repository(
    connect: Connect, setup: Setup, with_word: bool
) -> None:
    """docker-registry puts the word `Token` before the token, the old index of the Hub did not."""
    if with_word:
        setup.index.token_format = "Token " + setup.index.token_format
    client = connect(setup.url)
    registry = await v1_of(client)
    for _ in range(2):
        assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert await registry.tag_image("team/api", "v2") == IMAGE
    assert await registry.ancestry(IMAGE, "team/api") == [IMAGE, PARENT]
    assert (await registry.image(IMAGE, "team/api")).parent == PARENT
    assert await registry.last_update("team/api", "v2") is not None
    assert await tags_of(client, "team/web") == ["1"]
    tokens = [token.removeprefix("Token ") for token in setup.index.issued]
    assert len(tokens) == 2
    web = "/v1/repositories/team/web"
    assert asked_for_tokens(setup.front) == [(f"{API}/images", None), (f"{web}/images", None)]
    assert sent(setup.far) == [header(tokens[0])] * 6 + [header(tokens[1])]
    assert 'signature=TOKEN0,repository="team/api"' in tokens[0]


async def test_requests_at_once_share_a_token(connect: Connect, setup: Setup) -> None:
    client = connect(setup.url)
    await client.open()
    lists = await asyncio.gather(*(tags_of(client, "team/api") for _ in range(8)))
    assert lists == [["latest", "v2"]] * 8
    assert len(setup.index.issued) == 1


async def test_a_bare_name_is_asked_for_as_a_whole(connect: Connect, setup: Setup) -> None:
    assert await tags_of(connect(setup.url), "busybox") == ["1.0", "1.1", "latest"]
    [(path, _)] = asked_for_tokens(setup.front)
    assert path == "/v1/repositories/library/busybox/images"


async def test_a_token_that_has_run_out_is_replaced_once(connect: Connect, setup: Setup) -> None:
    client = connect(setup.url)
    await tags_of(client, "team/api")
    setup.index.good.clear()
    assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert len(setup.index.issued) == 2
    setup.far.on(f"{API}/tags", Reply(401, b"", [("WWW-Authenticate", "Token")]))
    with pytest.raises(AuthError) as failure:
        await tags_of(client, "team/api")
    assert failure.value.code is Code.TOKEN_REFUSED
    assert len(setup.index.issued) == 3
    assert "signature" not in everything_said(failure.value)


async def test_a_token_is_not_shown(connect: Connect, setup: Setup) -> None:
    registry = await v1_of(connect(setup.url))
    await registry.tag_image("team/api", "v2")
    shown = repr(vars(registry._session))
    assert "Secret(***)" in shown
    assert "signature" not in shown


@pytest.mark.parametrize("encrypted", [False, True])
async def test_the_password_stays_with_the_index(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, encrypted: bool
) -> None:
    tls = certificates.server if encrypted else None
    setup = Setup(lambda: scripted_server(tls=tls), "alice:wonder")
    client = connect(feed(setup.url, username="alice", ca_file=certificates.ca), ALICE)
    assert await tags_of(client, "team/api") == ["latest", "v2"]
    [token] = setup.index.issued
    assert sent(setup.far) == [header(token)]
    wanted = [None, None] + ([BASIC] * 2 if encrypted else [None, BASIC, BASIC])
    assert sent(setup.front) == wanted
    for login, code in (
        (None, Code.CREDENTIALS_REQUIRED),
        (password("alice", "wrong"), Code.CREDENTIALS_REJECTED),
    ):
        user = None if login is None else "alice"
        other = connect(feed(setup.url, username=user, ca_file=certificates.ca), login)
        with pytest.raises(AuthError) as failure:
            await tags_of(other, "team/api")
        assert failure.value.code is code
    assert len(setup.far.requests) == 1


async def test_a_server_that_does_not_say_that_it_wants_tokens(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """A proxy has dropped the header of the ping."""
    index = V1Index(scripted_server(), login="alice:wonder")
    V1Registry(index.server, index=index)
    index.server.on("/v1/_ping", ping(standalone=None))
    client = connect(index.server.url, ALICE)
    for _ in range(2):
        assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert len(index.issued) == 1
    tags = [r.header("Authorization") for r in index.server.asked(f"{API}/tags")]
    assert tags == [BASIC] + [header(index.issued[0])] * 2


async def test_the_registry_of_an_index_that_is_elsewhere(connect: Connect, setup: Setup) -> None:
    """It takes neither passwords nor nobody, and cannot give a token; that is not our login's."""
    client = connect(setup.far.url, ALICE)
    with pytest.raises(AuthError) as failure:
        await tags_of(client, "team/api")
    assert failure.value.code is Code.CHALLENGE_UNSUPPORTED
    assert failure.value.facts["schemes"] == "token"
    assert list(client.notices) == []


async def test_a_repository_that_the_index_does_not_know(connect: Connect, setup: Setup) -> None:
    with pytest.raises(NotFound) as failure:
        await tags_of(connect(setup.url), "nope/nope")
    assert failure.value.code is Code.TAGS_NOT_FOUND
    assert failure.value.registry_message == "images not found"
    assert setup.far.requests == []


@pytest.mark.parametrize("token", ["{}\x01{}", "{}\u00e9{}", "x" * 9000 + "{}{}"])
async def test_a_token_that_cannot_be_sent(connect: Connect, setup: Setup, token: str) -> None:
    setup.index.token_format = token
    with pytest.raises(RegistryError) as failure:
        await tags_of(connect(setup.url), "team/api")
    assert failure.value.code in {Code.TAGS_INVALID, Code.MALFORMED_HTTP}
    assert setup.far.requests == []
