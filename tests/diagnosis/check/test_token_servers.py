"""Step auth: rows 48 to 55 of the protocol sheet, H.2: servers that check logins for a registry."""

import itertools

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, LoginKind, Secret
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import (
    ANN,
    SECRET,
    SOURCE,
    Checks,
    expect,
    expect_healthy,
    told,
)
from tests.registry.scripted_login import any_bearer, bearer, gate, guard, unauthorized
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.scripted import End, Raw, Reply, Request, ScriptedServer, error_reply, json_reply
from tests.support.sockets import BlackHole, ClosedPort

BASIC = 'Basic realm="registry"'
TAGS = json_reply({"name": "team/app", "tags": []})


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/team/app/tags/list", TAGS)
    return server


def anns(server: ScriptedServer) -> Feed:
    """A feed that names the user, so that a login that is refused is a failure."""
    return Feed("prod", Address.parse(server.url), username="ann")


async def test_row_48_the_token_server_is_down(
    check: Checks, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    guard(server, any_bearer, bearer(f"http://{closed_port.authority}/token"))
    report = await check(server.url)
    expect(
        report,
        Step.AUTH,
        Code.TOKEN_SERVER_UNREACHABLE,
        closed_port.authority,
        "the connection is refused",
    )


async def test_row_48_the_token_server_has_an_inner_name(
    check: Checks, server: ScriptedServer
) -> None:
    guard(server, any_bearer, bearer("http://core.invalid:8080/service/token"))
    report = await check(server.url)
    expect(report, Step.AUTH, Code.TOKEN_SERVER_UNREACHABLE, "core.invalid")


@pytest.mark.parametrize("kind", ["drops", "hangs"])
async def test_row_48_the_token_server_does_not_answer(
    check: Checks,
    server: ScriptedServer,
    scripted_server: ServerFactory,
    black_hole: BlackHole,
    kind: str,
) -> None:
    tokens = scripted_server()
    tokens.on_first_data(Raw(end=End.HANG))
    authority = black_hole.authority if kind == "drops" else tokens.authority
    guard(server, any_bearer, bearer(f"http://{authority}/token"))
    report = await check(server.url, None, timeout_s=2)
    expect(report, Step.AUTH, Code.TOKEN_SERVER_UNREACHABLE, authority)


async def test_row_49_a_realm_in_the_clear(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server, tokens = scripted_server(tls=certificates.server), scripted_server()
    guard(server, any_bearer, bearer(f"{tokens.url}/token"))
    url = f"https://localhost:{server.port}"
    feed = Feed("prod", Address.parse(url), username="ann", ca_file=certificates.ca)
    report = await check(feed, ANN)
    expect(report, Step.AUTH, Code.TOKEN_INSECURE_REALM, tokens.authority)
    assert tokens.requests == []


async def test_row_50_the_certificate_of_the_realm(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    tokens = scripted_server(tls=certificates.from_unknown_ca)
    guard(server, any_bearer, bearer(f"https://localhost:{tokens.port}/token"))
    url = f"https://localhost:{server.port}"
    feed = Feed("prod", Address.parse(url), username="ann", ca_file=certificates.ca)
    report = await check(feed, ANN)
    expect(
        report,
        Step.AUTH,
        Code.TOKEN_SERVER_UNREACHABLE,
        f"localhost:{tokens.port}",
        "unknown authority",
    )
    assert tokens.requests == []


@pytest.mark.parametrize(
    ("answer", "code", "phrases"),
    [
        pytest.param(
            error_reply(400, "INVALID_REQUEST", "unknown service"),
            Code.TOKEN_REQUEST_REJECTED,
            ("400", "unknown service"),
            id="53",
        ),
        pytest.param(Reply(404), Code.TOKEN_REQUEST_REJECTED, ("404",), id="54"),
        pytest.param(
            Reply(200, b"<html>sign in", [("Content-Type", "text/html")]),
            Code.TOKEN_RESPONSE_INVALID,
            (),
            id="55-page",
        ),
        pytest.param(json_reply({}), Code.TOKEN_RESPONSE_INVALID, (), id="55-empty"),
        pytest.param(json_reply({"token": 7}), Code.TOKEN_RESPONSE_INVALID, (), id="55-number"),
        pytest.param(Reply(200, b" " * 10_000_000), Code.TOKEN_RESPONSE_INVALID, (), id="55-huge"),
        pytest.param(Reply(503), Code.TOKEN_SERVER_UNREACHABLE, ("503",), id="48-503"),
    ],
)
@pytest.mark.parametrize("given", [False, True], ids=["nobody", "ann"])
async def test_what_a_token_server_answers(
    check: Checks,
    server: ScriptedServer,
    scripted_server: ServerFactory,
    answer: Reply,
    code: Code,
    phrases: tuple[str, ...],
    given: bool,
) -> None:
    tokens = scripted_server()
    tokens.on("/token", answer)
    guard(server, any_bearer, bearer(f"{tokens.url}/token"))
    report = await check(anns(server) if given else server.url, ANN if given else None)
    expect(report, Step.AUTH, code, tokens.authority, *phrases)


@pytest.mark.parametrize("status", [401, 403])
async def test_row_51_the_token_server_refuses_the_password(
    check: Checks, server: ScriptedServer, status: int
) -> None:
    server.on("/token", error_reply(status, "UNAUTHORIZED", f"not {SECRET}"))
    guard(server, any_bearer, bearer(f"{server.url}/token"))
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, server.authority, "ann")
    assert told(report, Step.AUTH, "anonymous") is False


@pytest.mark.parametrize("status", [401, 403])
async def test_row_52_the_token_server_wants_a_login(
    check: Checks, server: ScriptedServer, status: int
) -> None:
    server.on("/token", error_reply(status, "DENIED", "members only"))
    guard(server, any_bearer, bearer(f"{server.url}/token"))
    report = await check(server.url, None)
    expect(report, Step.AUTH, Code.CREDENTIALS_REQUIRED, "wants a login", "members only")


@pytest.mark.parametrize("status", [404, 405])
async def test_row_54_a_token_server_without_oauth2(
    check: Checks, server: ScriptedServer, status: int
) -> None:
    """An identity token goes by POST; where nobody knows that, it is taken as a password."""
    server.on("/token", Reply(status), method="POST")
    server.on("/token", json_reply({"token": "opaque-token"}), method="GET")
    guard(server, any_bearer, bearer(f"{server.url}/token"))
    login = Login("ann", Secret(SECRET), SOURCE, LoginKind.IDENTITY_TOKEN)
    report = await check(server.url, login)
    expect_healthy(report)
    assert [request.method for request in server.asked("/token")][:2] == ["POST", "GET"]


async def test_row_57_a_token_that_is_refused_later_is_fetched_anew(
    check: Checks, server: ScriptedServer
) -> None:
    """It ends sooner than its server has promised, so the first refusal is no verdict."""
    issued = itertools.count(1)
    server.on("/token", lambda _: json_reply({"token": f"t{next(issued)}", "expires_in": 3600}))
    challenge = bearer(f"{server.url}/token")
    over = unauthorized(f'{challenge},error="invalid_token"')
    names = json_reply({"repositories": ["team/app"]})
    refused: list[str] = []

    def catalog(request: Request) -> Reply:
        token = request.header("Authorization")
        if token is None:
            return unauthorized(challenge)
        refused.extend([token] if not refused else [])
        return over if token in refused else names

    server.on("/v2/", gate(PING, any_bearer, challenge))
    server.on("/v2/_catalog", catalog)
    server.on("/v2/team/app/tags/list", json_reply({"tags": []}))
    expect_healthy(await check(server.url))
    assert len(refused) == 1
