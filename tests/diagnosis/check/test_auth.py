"""Step auth: rows 45 to 47 and 59 of the protocol sheet, H.2: who is asked for what."""

from collections.abc import Callable

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import (
    ANN,
    SECRET,
    SOURCE,
    Checks,
    expect,
    expect_healthy,
    said,
    step_of,
    told,
)
from tests.registry.scripted_login import any_bearer, gate, guard, unauthorized
from tests.registry.support import PING
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

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


@pytest.mark.parametrize(
    ("reply", "code", "phrases"),
    [
        pytest.param(
            error_reply(401, "UNAUTHORIZED", "who are you"),
            Code.CHALLENGE_MISSING,
            ("WWW-Authenticate", "401", "who are you"),
            id="45",
        ),
        pytest.param(
            unauthorized("Negotiate", "NTLM"),
            Code.CHALLENGE_UNSUPPORTED,
            ("negotiate, ntlm", "Basic and Bearer only"),
            id="46-negotiate",
        ),
        pytest.param(
            unauthorized('Digest realm="x", nonce="y"'),
            Code.CHALLENGE_UNSUPPORTED,
            ("digest",),
            id="46-digest",
        ),
        pytest.param(
            unauthorized('Bearer service="registry"'),
            Code.CHALLENGE_MALFORMED,
            ("realm",),
            id="47-no-realm",
        ),
        pytest.param(
            unauthorized('Bearer realm="ftp://x/token"'),
            Code.CHALLENGE_MALFORMED,
            ("ftp://x/token",),
            id="47-scheme",
        ),
        pytest.param(
            unauthorized(BASIC), Code.CREDENTIALS_REQUIRED, ("wants a login",), id="59-nobody"
        ),
    ],
)
async def test_what_is_asked_for(
    check: Checks, server: ScriptedServer, reply: Reply, code: Code, phrases: tuple[str, ...]
) -> None:
    server.on("/v2/", reply)
    report = await check(server.url, None)
    expect(report, Step.AUTH, code, server.authority, *phrases)
    assert step_of(report, Step.HTTP).status == step_of(report, Step.API).status == "ok"
    assert step_of(report, Step.CATALOG).status == "skip"


@pytest.mark.parametrize(
    "challenges",
    [
        ("Bearer realm={realm},service=test-service",),
        ('Negotiate, Bearer realm="{realm}",service="test-service"',),
        ('Basic realm="x", Bearer realm="{realm}"',),
        ("Negotiate", 'bearer REALM="{realm}" , service="test-service"'),
    ],
    ids=["unquoted", "in-one-line", "basic-first", "two-headers"],
)
async def test_row_47_quirks_that_are_understood(
    check: Checks, server: ScriptedServer, challenges: tuple[str, ...]
) -> None:
    server.on("/token", json_reply({"token": "opaque-token"}))
    realm = f"{server.url}/token"
    guard(server, any_bearer, *(each.format(realm=realm) for each in challenges))
    expect_healthy(await check(anns(server), ANN))


async def test_row_59_a_registry_that_keeps_asking(check: Checks, server: ScriptedServer) -> None:
    guard(server, lambda _: False, BASIC)
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, server.authority, "ann")
    assert told(report, Step.AUTH, "anonymous") is False
    assert len([r for r in server.asked("/v2/") if r.header("Authorization")]) == 1


async def test_a_login_that_is_refused_where_visitors_get_in(
    check: Checks, server: ScriptedServer
) -> None:
    """A wrong password that a public registry would ignore is reported, and the rest is read."""
    server.on("/v2/", gate(PING, lambda given: given is None, BASIC))
    server.on("/v2/_catalog", json_reply({"repositories": ["team/app"]}))
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, "lets visitors in without one")
    assert told(report, Step.AUTH, "anonymous") is True
    assert step_of(report, Step.TAGS).status == "ok"


FIREWALL = error_reply(403, "DENIED", "client with IP '203.0.113.9' is not allowed access")


async def test_a_registry_that_refuses_without_asking_is_shown_the_login(
    check: Checks, server: ScriptedServer
) -> None:
    def by_login(reply: Reply) -> Callable[[Request], Reply]:
        return lambda request: reply if request.header("Authorization") else FIREWALL

    server.on("/v2/", by_login(PING))
    server.on("/v2/_catalog", by_login(json_reply({"repositories": ["team/app"]})))
    for feed in (server.url, anns(server)):
        report = await check(feed, ANN)
        expect_healthy(report)
        assert step_of(report, Step.AUTH).summary == f"logged in as ann, by {SOURCE}"


async def test_a_registry_that_refuses_the_address_and_not_the_login(
    check: Checks, server: ScriptedServer
) -> None:
    server.on("/v2/", FIREWALL)
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, "ann", "203.0.113.9")
    assert "address of your network" in report.hints[0]
    assert [r.header("Authorization") is None for r in server.asked("/v2/")] == [True, False, True]
    report = await check(server.url, ANN)
    expect(report, Step.AUTH, Code.STALE_CREDENTIALS, "ann", "login is required")
    report = await check(server.url, None)
    expect(report, Step.AUTH, Code.CREDENTIALS_REQUIRED, "not from here", "203.0.113.9")
    assert "address of your network" in report.hints[0]


async def test_a_secret_that_is_said_back_is_covered(check: Checks, server: ScriptedServer) -> None:
    server.on("/v2/", error_reply(500, "UNKNOWN"))
    echo = error_reply(403, "DENIED", f"{SECRET} is wrong")
    server.on("/v2/", gate(echo, lambda given: given is not None, BASIC))
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED)
    assert "*** is wrong" in said(report)
