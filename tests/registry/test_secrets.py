"""A secret goes where it must, and is seen nowhere else: not by other servers, not in errors."""

import logging
from base64 import b64encode

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegistryError
from regbrowse.domain.login import Login
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import any_bearer, bearer, gate, guard, unauthorized
from tests.registry.support import (
    PING,
    catalog_of,
    everything_said,
    feed,
    identity_token,
    password,
    registry_token,
)
from tests.support.certificates import Certificates
from tests.support.dialects import LinkElsewhere
from tests.support.scripted import End, Raw, Reply, ScriptedServer, error_reply, json_reply

SECRET = "hunter2"
BASIC = b64encode(f"alice:{SECRET}".encode()).decode()
TOKEN = "t0ken-of-alice"
CHALLENGE = [("WWW-Authenticate", "Basic")]
ISSUED = json_reply({"token": TOKEN})
LOGINS = [password("alice", SECRET), identity_token(SECRET, "alice"), registry_token(SECRET)]


def to(url: str) -> Reply:
    return Reply(307, b"", [("Location", url)])


def saw_a_secret(server: ScriptedServer) -> bool:
    seen = repr([(r.target, r.headers, r.body) for r in server.requests])
    return any(each in seen for each in (SECRET, BASIC, TOKEN, "alice"))


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.kind.value)
async def test_a_redirect_to_another_server(
    connect: Connect, scripted_server: ServerFactory, login: Login
) -> None:
    """The list is somewhere else. What that place asks for, it does not get."""
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", gate(PING, lambda said: said is not None, bearer("/token"), "Basic"))
    server.on("/v2/_catalog", to(f"{other.url}/elsewhere"))
    server.on("/token", ISSUED)
    other.on("/elsewhere", json_reply({"repositories": ["a"]}))
    assert await catalog_of(connect(server.url, login)) == ["a"]
    other.on("/elsewhere", unauthorized("Basic realm=x"))
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(server.url, login))
    assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert other.asked("/elsewhere")
    assert not saw_a_secret(other)


async def test_another_server_that_asks_twice(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """First for a token for nobody, then for more: its own realm would get the password."""
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", gate(PING, any_bearer, bearer("/token")))
    server.on("/v2/_catalog", to(f"{other.url}/elsewhere"))
    server.on("/token", ISSUED)
    other.on("/elsewhere", unauthorized(bearer("/first")), unauthorized(bearer("/second")))
    other.on("/first", json_reply({"token": "x"}))
    other.on("/second", json_reply({"token": "y"}))
    with pytest.raises(RegistryError):
        await catalog_of(connect(server.url, password("alice", SECRET)))
    assert other.asked("/first")
    assert other.asked("/second")
    assert not saw_a_secret(other)


async def test_a_version_check_that_is_redirected_to_another_server(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", to(f"{other.url}/v2/"))
    guard(other, any_bearer, bearer("/token"), "Basic")
    other.on("/token", ISSUED)
    server.on("/v2/_catalog", to(f"{other.url}/v2/_catalog"))
    client = connect(feed(server.url, username="alice"), password("alice", SECRET))
    assert await catalog_of(client) == ["team/app"]
    assert not saw_a_secret(server)
    assert SECRET not in repr(other.requests)
    assert BASIC not in repr(other.requests)


async def test_from_https_to_http(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    plain, secure = scripted_server(), scripted_server(tls=certificates.server)
    secure.on("/v2/", gate(PING, lambda said: said is not None, "Basic"))
    secure.on("/v2/_catalog", to(f"{plain.url}/v2/_catalog"))
    login = password("alice", SECRET)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(feed(secure.url, ca_file=certificates.ca), login))
    assert failure.value.code is Code.REDIRECT_ELSEWHERE
    assert plain.connections == 0


async def test_a_link_to_another_server(connect: Connect, scripted_server: ServerFactory) -> None:
    server, other = scripted_server(), scripted_server()
    pages = LinkElsewhere([f"r{n:04}" for n in range(1200)], other.url)
    server.on("/v2/", gate(PING, lambda said: said is not None, "Basic"))
    server.on("/v2/_catalog", pages)
    assert await catalog_of(connect(server.url, password("alice", SECRET))) == pages.names
    assert other.connections == 0


async def test_another_port_is_another_server(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """Also for the version check: what was found for one port is not for its neighbour."""
    server, neighbour = scripted_server(), scripted_server()
    server.on("/v2/", to(f"{neighbour.url}/v2/"))
    guard(neighbour, lambda said: said is not None, "Basic realm=x")
    with pytest.raises(RegistryError):
        await catalog_of(connect(server.url, password("alice", SECRET)))
    assert not saw_a_secret(neighbour)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.kind.value)
@pytest.mark.parametrize(
    "refusal",
    [
        Reply(401, SECRET.encode(), [("WWW-Authenticate", f'Basic realm="{SECRET}"')]),
        Reply(403, b"no"),
        Reply(500, b"<html>"),
        Raw(end=End.RESET),
        Reply(200, b'{"repositories": [', length=None),
    ],
    ids=["401", "403", "500", "reset", "truncated"],
)
async def test_errors(
    connect: Connect,
    scripted_server: ServerFactory,
    caplog: pytest.LogCaptureFixture,
    login: Login,
    refusal: Reply | Raw,
) -> None:
    caplog.set_level(logging.INFO)
    server = scripted_server()
    server.on("/v2/", gate(PING, lambda said: said is not None, bearer("/token"), "Basic"))
    server.on("/token", ISSUED)
    server.on("/v2/_catalog", refusal)
    client = connect(feed(server.url, username="alice"), login)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(client)
    said = everything_said(failure.value) + repr(vars(client)) + caplog.text
    if isinstance(refusal, Reply) and refusal.status == 401:
        # What the registry itself says is its own affair.
        said = said.replace(failure.value.registry_message or "-", "")
    for each in (SECRET, BASIC, TOKEN):
        assert each not in said


@pytest.mark.parametrize("login", LOGINS[:2], ids=lambda login: login.kind.value)
@pytest.mark.parametrize(
    "answer",
    [Reply(401), Reply(400, b"bad"), Reply(307, b"", [("Location", "/token")]), Raw(end=End.RESET)],
    ids=["401", "400", "loop", "reset"],
)
async def test_errors_of_the_token_server(
    connect: Connect, scripted_server: ServerFactory, login: Login, answer: Reply | Raw
) -> None:
    server = scripted_server()
    guard(server, any_bearer, bearer("/token?key=hunter2"))
    server.on("/token", answer)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(feed(server.url, username="alice"), login))
    said = everything_said(failure.value)
    for each in (SECRET, BASIC, "account=alice"):
        assert each not in said


@pytest.mark.parametrize("status", [401, 403, 500])
async def test_a_server_that_says_a_login_back(
    connect: Connect, scripted_server: ServerFactory, status: int
) -> None:
    """In its words, which are cut at 500 characters, and in a header that errors name."""
    server = scripted_server()
    words = f"{'x' * 490} {SECRET} {BASIC}"
    echo = error_reply(status, "DENIED", words, headers=[("Server", SECRET), *CHALLENGE])
    server.on("/v2/", gate(PING, lambda said: said is not None, "Basic"))
    server.on("/v2/_catalog", echo)
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(server.url, password("alice", SECRET)))
    assert "***" in everything_said(failure.value)
    assert SECRET not in everything_said(failure.value)
    assert BASIC[:8] not in everything_said(failure.value)
