"""Tokens: how they are asked for, which answers are one, and how long they are kept."""

import asyncio
from base64 import b64encode
from urllib.parse import parse_qs

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, BadAnswer, RegistryError
from tests.conftest import ServerFactory, TokenServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import any_bearer, bearer, gate, guard, sent
from tests.registry.support import (
    PING,
    catalog_of,
    everything_said,
    feed,
    identity_token,
    password,
    registry_token,
    tags_of,
)
from tests.support.scripted import Reply, ScriptedServer, json_reply
from tests.support.tokens import EVERYTHING, TokenServer, User

ALICE = password("alice", "wonder")


@pytest.fixture
def tokens(token_server: TokenServerFactory) -> TokenServer:
    tokens = token_server(users={"alice": User("wonder")})
    tokens.rules.anonymous = EVERYTHING
    return tokens


@pytest.fixture
def server(scripted_server: ServerFactory, tokens: TokenServer) -> ScriptedServer:
    """A registry that takes every token."""
    server = scripted_server()
    guard(server, any_bearer, bearer(tokens.realm))
    return server


@pytest.mark.parametrize("fields", [["token"], ["access_token"], ["token", "access_token"]])
async def test_the_names_of_a_token(
    connect: Connect, server: ScriptedServer, tokens: TokenServer, fields: list[str]
) -> None:
    tokens.rules.fields = fields
    assert await catalog_of(connect(server.url)) == ["team/app"]


async def test_the_question(connect: Connect, server: ScriptedServer, tokens: TokenServer) -> None:
    """The realm keeps its own query, and scopes are asked for one by one."""
    scope = "repository:a:pull,push repository:host:5000/b:pull"
    guard(server, any_bearer, bearer(f"{tokens.realm}?account=me&x=%2F#part", scope))
    await catalog_of(connect(server.url))
    (asked,) = tokens.fetched
    assert asked.parameters == [
        ("account", "me"),
        ("x", "/"),
        ("service", "test-service"),
        ("scope", "repository:a:pull,push"),
        ("scope", "repository:host:5000/b:pull"),
        ("client_id", "regbrowse"),
    ]
    assert asked.header("Authorization") is None


async def test_a_challenge_with_nothing_but_a_realm(
    connect: Connect, server: ScriptedServer, tokens: TokenServer
) -> None:
    for realm in (tokens.realm, f"{tokens.realm}?"):
        guard(server, any_bearer, f'Bearer realm="{realm}"')
        assert await catalog_of(connect(server.url)) == ["team/app"]
        assert tokens.fetched[-1].target == "/token?client_id=regbrowse"


async def test_a_refresh_token_goes_by_post(
    connect: Connect, server: ScriptedServer, tokens: TokenServer
) -> None:
    refresh = tokens._refresh_token("alice")
    assert await catalog_of(connect(server.url, identity_token(refresh))) == ["team/app"]
    for asked in tokens.fetched:
        assert asked.method == "POST"
        assert "?" not in asked.target
        form = parse_qs(asked.body.decode())
        assert form["grant_type"] == ["refresh_token"]
        assert form["refresh_token"] == [refresh]
        assert form["service"] == ["test-service"]
        assert asked.header("Authorization") is None
    assert all("refresh" not in (header or "") for header in sent(server))


@pytest.mark.parametrize("status", [404, 405])
async def test_a_server_without_post(
    connect: Connect, server: ScriptedServer, tokens: TokenServer, status: int
) -> None:
    tokens.rules.post_status = status
    tokens.users["<token>"] = User("refresh-me")
    assert await catalog_of(connect(server.url, identity_token("refresh-me"))) == ["team/app"]
    assert [asked.method for asked in tokens.fetched] == ["POST", "GET"]
    assert await catalog_of(connect(server.url)) == ["team/app"]
    with pytest.raises(AuthError) as failure:
        await connect(feed(server.url, username="ann"), identity_token("wrong", "ann")).open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_a_ready_token(connect: Connect, server: ScriptedServer, tokens: TokenServer) -> None:
    assert await catalog_of(connect(server.url, registry_token("ready"))) == ["team/app"]
    assert set(sent(server)[1:]) == {"Bearer ready"}
    assert tokens.fetched == []


@pytest.mark.parametrize("secret", ["line\r\nX-Evil: 1", "blank s3cret", "", "ünicode", "\udcff"])
async def test_a_ready_token_that_cannot_be_sent(
    connect: Connect, server: ScriptedServer, secret: str
) -> None:
    client = connect(feed(server.url, username="alice"), registry_token(secret))
    with pytest.raises(AuthError) as failure:
        await client.open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert not secret or secret not in everything_said(failure.value)
    client = connect(server.url, registry_token(secret))
    assert await catalog_of(client) == ["team/app"]
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]
    assert all(request.header("X-Evil") is None for request in server.requests)


@pytest.mark.parametrize("secret", ["pass:wörd", "line\r\nbreak", "\udcff\udcfe"])
async def test_any_password_can_be_sent(
    connect: Connect, server: ScriptedServer, tokens: TokenServer, secret: str
) -> None:
    """Also bytes of a variable that are no UTF-8, which Python keeps as surrogates."""
    pair = b"al\xc3\xafce:" + secret.encode("utf-8", "surrogateescape")
    expected = f"Basic {b64encode(pair).decode()}"
    tokens.on("/token", gate(json_reply({"token": "t"}), lambda said: said == expected))
    assert await catalog_of(connect(server.url, password("alïce", secret))) == ["team/app"]


@pytest.mark.parametrize(
    ("reply", "code", "reason"),
    [
        (json_reply({}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (json_reply([]), Code.TOKEN_RESPONSE_INVALID, "JSON object"),
        (json_reply({"token": ""}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (json_reply({"token": 5}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (json_reply({"token": "a\r\nX-Evil: 1"}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (json_reply({"token": "a b"}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (json_reply({"token": "ü"}), Code.TOKEN_RESPONSE_INVALID, "no token"),
        (Reply(200, b""), Code.TOKEN_RESPONSE_INVALID, "not JSON"),
        (Reply(200, b"<html>log in</html>"), Code.TOKEN_RESPONSE_INVALID, "web page"),
        (Reply(200, b"[" * 100_000), Code.TOKEN_RESPONSE_INVALID, "not JSON"),
        (Reply(200, b'{"token": 1' + b"0" * 5000 + b"}"), Code.TOKEN_RESPONSE_INVALID, "not JSON"),
        (Reply(200, b" " * 200_000), Code.TOKEN_RESPONSE_INVALID, "it is too large"),
        (Reply(400), Code.TOKEN_REQUEST_REJECTED, None),
        (Reply(404), Code.TOKEN_REQUEST_REJECTED, None),
        (Reply(302), Code.TOKEN_REQUEST_REJECTED, None),
        (Reply(401), Code.CREDENTIALS_REQUIRED, None),
        (Reply(500), Code.TOKEN_SERVER_UNREACHABLE, None),
        (Reply(429, headers=[("Retry-After", "99")]), Code.RATE_LIMITED, None),
    ],
)  # fmt: skip
async def test_answers_that_are_no_token(
    connect: Connect,
    server: ScriptedServer,
    tokens: TokenServer,
    reply: Reply,
    code: Code,
    reason: str | None,
) -> None:
    tokens.on("/token", reply)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is code
    assert isinstance(failure.value, BadAnswer if code is Code.RATE_LIMITED else AuthError)
    assert reason is None or reason in failure.value.facts["reason"]
    assert failure.value.facts["host"] == tokens.authority
    assert failure.value.facts["registry"] == server.authority
    assert failure.value.operation == "get a token"
    assert all(header is None for header in sent(server))


@pytest.mark.parametrize("life", [None, 0, 30, -(10**400), "300", True, 1e400, {}])
async def test_a_token_is_good_for_a_minute_at_least(
    connect: Connect, server: ScriptedServer, tokens: TokenServer, life: object
) -> None:
    tokens.on("/token", json_reply({"token": "t", "expires_in": life}))
    now = 0.0
    client = connect(server.url, clock=lambda: now)
    await catalog_of(client)
    now = 54.0
    await catalog_of(client)
    assert len(tokens.fetched) == 1
    now = 56.0
    await catalog_of(client)
    assert len(tokens.fetched) == 2


async def test_a_token_is_renewed_when_it_expires(
    connect: Connect, server: ScriptedServer, tokens: TokenServer
) -> None:
    now = 0.0
    client = connect(server.url, ALICE, clock=lambda: now)
    await catalog_of(client)
    before = len(tokens.fetched)
    now = 290.0
    await catalog_of(client)
    assert len(tokens.fetched) == before
    now = 296.0
    requests = len(server.requests)
    await catalog_of(client)
    assert len(tokens.fetched) == before + 1
    assert len(server.requests) == requests + 1, "it is renewed before it is refused"


async def test_a_token_that_is_refused_is_replaced_once(
    connect: Connect, server: ScriptedServer, tokens: TokenServer
) -> None:
    revoked: set[str | None] = set()

    def opens(said: str | None) -> bool:
        return any_bearer(said) and said not in revoked

    guard(server, opens, bearer(tokens.realm) + ',error="invalid_token"')
    client = connect(server.url)
    await catalog_of(client)
    revoked.update(sent(server))
    await asyncio.gather(*(catalog_of(client) for _ in range(5)))
    assert len(tokens.fetched) == 2, "for all of them together"


async def test_a_wrong_password_is_not_tried_twenty_times(
    connect: Connect, server: ScriptedServer, tokens: TokenServer
) -> None:
    """Many servers lock an account after some."""
    server.on("/v2/", PING)
    challenge = bearer(tokens.realm, "repository:a:pull")
    server.on("/v2/a/tags/list", gate(PING, any_bearer, challenge))
    client = connect(feed(server.url, username="alice"), password("alice", "wrong"))
    many = (tags_of(client, "a") for _ in range(20))
    results = await asyncio.gather(*many, return_exceptions=True)
    assert {getattr(result, "code", None) for result in results} == {Code.CREDENTIALS_REJECTED}
    assert len(tokens.fetched) == 1
