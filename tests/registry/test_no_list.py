"""A registry that let us in and keeps its list to itself has no list for us; it has not failed."""

from base64 import b64encode

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError, RegistryError
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import any_bearer, bearer, gate, unauthorized
from tests.registry.support import PING, catalog_of, feed, password, tags_of
from tests.support.scripted import Reply, ScriptedServer, json_reply

ANN = password("ann", "wonder")
BASIC = f"Basic {b64encode(b'ann:wonder').decode()}"
CHALLENGE = 'Basic realm="registry"'
TAGS = json_reply({"name": "team/app", "tags": ["1"]})


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    """Ann may read by name, and nobody may read the list."""
    server = scripted_server()
    server.on("/v2/", gate(PING, lambda said: said == BASIC, CHALLENGE))
    server.on("/v2/team/app/tags/list", gate(TAGS, lambda said: said == BASIC, CHALLENGE))
    server.on("/v2/_catalog", unauthorized(CHALLENGE))
    return server


@pytest.mark.parametrize("username", ["ann", None])
async def test_a_login_that_was_taken_is_not_wrong(
    connect: Connect, server: ScriptedServer, username: str | None
) -> None:
    """Configured or found: the list is for administrators, and the login stays good."""
    client = connect(feed(server.url, username=username), ANN)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_DENIED
    assert failure.value.facts["username"] == "ann"
    assert client.notices == ()
    assert await tags_of(client) == ["1"]
    assert (await client.ways(failure.value.code)).login == "ann"


async def test_nobody_was_not_let_in(connect: Connect, server: ScriptedServer) -> None:
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.CREDENTIALS_REQUIRED


async def test_nobody_was_let_in_and_is_not_shown_the_list(
    connect: Connect, server: ScriptedServer
) -> None:
    server.on("/v2/", PING)
    with pytest.raises(CatalogError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.CATALOG_DENIED


@pytest.mark.parametrize(
    ("status", "code"), [(403, Code.CATALOG_DENIED), (401, Code.CREDENTIALS_REQUIRED)]
)
async def test_a_token_server_that_refuses_nobody(
    connect: Connect, scripted_server: ServerFactory, status: int, code: Code
) -> None:
    """GitLab gives nobody no token for the list (403); others give nobody no token at all."""
    server = scripted_server()
    server.on("/v2/", gate(PING, any_bearer, bearer("/token")))
    server.on("/v2/_catalog", gate(PING, any_bearer, bearer("/token")))
    server.on("/token", Reply(status))
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is code
