"""How certain registries want their logins: the challenge differs by endpoint, scope or header."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError
from tests.conftest import ServerFactory, TokenServerFactory
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
from tests.registry.support import PING, catalog_of, feed, identity_token, password, tags_of
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply
from tests.support.tokens import EVERYTHING, TokenServer, User

ALICE = password("alice", "wonder")
BASIC = f"Basic {b64encode(b'alice:wonder').decode()}"
TAGS = json_reply({"name": "team/app", "tags": ["1", "2"]})
QUAY_SCOPES = r"repository:.+:(pull|push|\*)(,(pull|push|\*))*"


@pytest.fixture
def tokens(token_server: TokenServerFactory) -> TokenServer:
    tokens = token_server(users={"alice": User("wonder")})
    tokens.rules.anonymous = EVERYTHING
    return tokens


class Harbor:
    """Bearer for repositories; Basic for the catalog, and wherever an Authorization came along."""

    def __init__(self, server: ScriptedServer, realm: str) -> None:
        self.url = server.url
        self.server = server
        self.revoked: set[str | None] = set()
        self._realm = realm
        server.on("/v2/", self._behind(PING, ""))
        server.on("/v2/team/app/tags/list", self._behind(TAGS, "repository:team/app:pull"))
        server.on("/v2/_catalog", gate(CATALOG, lambda said: said == BASIC, self._basic))

    _basic = 'Basic realm="harbor"'

    def _behind(self, good: Reply, scope: str) -> Callable[[Request], Reply]:
        def reply(request: Request) -> Reply:
            said = request.header("Authorization")
            if said == BASIC or (any_bearer(said) and said not in self.revoked):
                return good
            return unauthorized(bearer(self._realm, scope) if said is None else self._basic)

        return reply


@pytest.fixture
def harbor(scripted_server: ServerFactory, tokens: TokenServer) -> Harbor:
    return Harbor(scripted_server(), tokens.realm)


async def test_harbor_with_a_login(connect: Connect, harbor: Harbor) -> None:
    client = connect(harbor.url, ALICE)
    assert await tags_of(client) == ["1", "2"]
    assert await catalog_of(client) == ["team/app"]
    assert await tags_of(client) == ["1", "2"]
    assert sent(harbor.server, "/v2/_catalog")[-1] == BASIC


async def test_harbor_without_a_login(connect: Connect, harbor: Harbor) -> None:
    client = connect(harbor.url)
    assert await tags_of(client) == ["1", "2"]
    with pytest.raises(AuthError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CREDENTIALS_REQUIRED


async def test_harbor_when_the_token_of_nobody_expires(connect: Connect, harbor: Harbor) -> None:
    """It asks for Basic then, which nobody has; asked without the old token, it tells the realm."""
    client = connect(harbor.url)
    await tags_of(client)
    harbor.revoked.update(sent(harbor.server))
    assert await tags_of(client) == ["1", "2"]


async def test_quay_does_not_know_the_scope_of_the_catalog(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    tokens.rules.scope_pattern = QUAY_SCOPES
    server = scripted_server()
    guard(server, any_bearer, bearer(tokens.realm, "registry:catalog:*"))
    assert await catalog_of(connect(server.url)) == ["team/app"]
    assert [r.query.get("scope") for r in tokens.fetched] == ["registry:catalog:*", None]
    refresh = identity_token(tokens._refresh_token("alice"))
    assert await catalog_of(connect(server.url, refresh)) == ["team/app"]


async def test_a_scope_of_a_repository_is_not_left_out(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    tokens.rules.scope_pattern = "nothing"
    server = scripted_server()
    server.on("/v2/", PING)
    challenge = bearer(tokens.realm, "repository:team/app:pull")
    server.on("/v2/team/app/tags/list", gate(TAGS, any_bearer, challenge))
    with pytest.raises(AuthError) as failure:
        await tags_of(connect(server.url))
    assert failure.value.code is Code.TOKEN_REQUEST_REJECTED
    assert failure.value.registry_code == "INVALID_REQUEST"
    assert failure.value.facts["scope"] == "repository:team/app:pull"
    assert len(tokens.fetched) == 1


async def test_quay_and_zot_offer_a_login_with_a_good_answer(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    """The login is used where it is offered; the wrong one is told at once."""
    server = scripted_server()
    offer = Reply(200, b"true", [("WWW-Authenticate", bearer(tokens.realm, ""))])
    empty = json_reply({"repositories": []})
    server.on("/v2/", offer)
    server.on("/v2/_catalog", lambda r: CATALOG if r.header("Authorization") else empty)
    client = connect(server.url)
    assert await catalog_of(client) == []
    assert client.offers_login
    assert await catalog_of(connect(server.url, ALICE)) == ["team/app"]
    with pytest.raises(AuthError) as failure:
        await connect(feed(server.url, username="alice"), password("alice", "wrong")).open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_the_placeholder_in_ghcrs_challenge_is_not_asked_for(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    server = scripted_server()
    server.on("/v2/", gate(PING, any_bearer, bearer(tokens.realm, "repository:user/image:pull")))
    await connect(server.url, ALICE).open()
    assert [asked.query.get("scope") for asked in tokens.fetched] == [None]


async def test_ghcr_refuses_the_token_for_what_is_private(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    """The login was good for the registry, so it is the right that is missing."""
    server = scripted_server()
    server.on("/v2/", gate(PING, any_bearer, bearer(tokens.realm, "repository:user/image:pull")))
    challenge = bearer(tokens.realm, "repository:team/app:pull") + ',error="insufficient_scope"'
    server.on("/v2/team/app/tags/list", unauthorized(challenge))
    refused = error_reply(403, "DENIED", "requested access to the resource is denied")
    tokens.on("/token", refused, query={"scope": "repository:team/app:pull"})
    client = connect(server.url, ALICE)
    with pytest.raises(AuthError) as failure:
        await tags_of(client)
    assert failure.value.code is Code.TAGS_DENIED
    assert failure.value.registry_code == "DENIED"
    assert client.notices == ()
    assert await client.identity() == "alice"
    with pytest.raises(AuthError) as failure:
        await tags_of(connect(server.url))
    assert failure.value.code is Code.CREDENTIALS_REQUIRED


async def test_docker_hub_gives_a_token_that_opens_nothing(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    server = scripted_server()
    server.on("/v2/", gate(PING, any_bearer, bearer(tokens.realm, "")))
    server.on("/v2/_catalog", unauthorized(bearer(tokens.realm) + ',error="insufficient_scope"'))
    for login in (None, ALICE):
        with pytest.raises(AuthError) as failure:
            await catalog_of(connect(server.url, login))
        assert failure.value.code is Code.CATALOG_DENIED
        assert failure.value.facts.get("username") == (login and "alice")


async def test_a_token_for_nobody_that_is_issued_and_refused(
    connect: Connect, scripted_server: ServerFactory, tokens: TokenServer
) -> None:
    server = scripted_server()
    guard(server, lambda _: False, bearer(tokens.realm))
    with pytest.raises(CatalogError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.CATALOG_DENIED


async def test_a_challenge_that_was_dropped_on_the_way(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """A proxy in front removes the header; a login that there is, is tried all the same."""
    server = scripted_server()
    guard(server, lambda said: said == BASIC)
    assert await catalog_of(connect(server.url, ALICE)) == ["team/app"]
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.CHALLENGE_MISSING
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(feed(server.url, username="al"), password("al", "wrong")))
    assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_a_login_that_nobody_asks_for(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """Where the feed names a user, its password is tried; one that was found is not shown."""
    server = scripted_server()
    server.on("/v2/", lambda r: PING if r.header("Authorization") in (None, BASIC) else Reply(401))
    server.on("/v2/_catalog", CATALOG)
    await catalog_of(connect(server.url, ALICE))
    assert sent(server) == [None, None]
    await connect(feed(server.url, username="alice"), ALICE).open()
    assert sent(server)[2:] == [None, BASIC]
    await connect(feed(server.url, username="alice")).open()
    for refusal in (Reply(401), Reply(403)):
        server.on("/v2/", PING)
        server.on("/v2/", *[PING, refusal])
        with pytest.raises(AuthError) as failure:
            await connect(feed(server.url, username="alice"), ALICE).open()
        assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_basic_is_shown_once_and_then_kept(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    guard(server, lambda said: said == BASIC, 'Basic realm="Artifactory Realm"')
    client = connect(server.url, ALICE)
    await catalog_of(client)
    await catalog_of(client)
    assert sent(server) == [None, BASIC, BASIC, BASIC]
