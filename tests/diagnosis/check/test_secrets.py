"""What is secret and is said back, in whatever form, is in no report."""

import html
from base64 import b64encode
from urllib.parse import quote

import pytest

from regbrowse.diagnosis.check.report import of_address
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, LoginKind, Secret
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import ANN, SECRET, SOURCE, Checks, expect, said
from tests.registry.scripted_login import gate, unauthorized
from tests.registry.support import PING
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

TOKEN = "opaque" + b64encode(bytes(range(250)) * 5).decode().replace("=", "")
LONG = Login("ann", Secret("Q" + b64encode(bytes(range(240))).decode()), SOURCE)
ODD = Login("ann", Secret("p@ss/w&rd<7>#Zq9"), SOURCE)
BASIC = 'Basic realm="registry"'


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


def anns(server: ScriptedServer) -> Feed:
    return Feed("prod", Address.parse(server.url), username="ann")


def beginnings(secret: str) -> set[str]:
    """What is left of a secret where somebody cut it off."""
    return {secret[:length] for length in range(8, len(secret) + 1)}


async def test_a_long_token(check: Checks, server: ScriptedServer) -> None:
    def echo(request: Request) -> Reply:
        token = (request.header("Authorization") or "").partition(" ")[2]
        challenge = f'Bearer realm="{server.url}/token",service="x"'
        if not token:
            return unauthorized(challenge)
        return error_reply(
            401,
            "UNAUTHORIZED",
            f"the token {token} is invalid",
            headers=[
                (
                    "WWW-Authenticate",
                    f'{challenge},error="invalid_token",x="bad {token}"',
                ),
                ("Server", token),
            ],
        )

    server.on("/token", json_reply({"token": TOKEN}))
    server.on("/v2/", echo)
    report = await check(anns(server), ANN)
    expect(report, Step.AUTH, Code.TOKEN_REFUSED, "the token *** is invalid")
    assert not beginnings(TOKEN) & {said(report)[at : at + 8] for at in range(len(said(report)))}


@pytest.mark.parametrize("filling", [0, 100, 285, 290, 480])
@pytest.mark.parametrize("login", [ANN, LONG], ids=["short", "long"])
async def test_a_password_where_a_text_is_cut(
    check: Checks, server: ScriptedServer, login: Login, filling: int
) -> None:
    secret = login.secret.reveal()
    pair = b64encode(f"ann:{secret}".encode()).decode()
    echo = error_reply(403, "DENIED", f"{'x' * filling} {secret} {pair}")
    server.on("/v2/", gate(echo, lambda given: given is not None, BASIC))
    text = said(await check(anns(server), login))
    assert secret[:8] not in text
    assert pair[:8] not in text


@pytest.mark.parametrize(
    "written",
    [quote(ODD.secret.reveal(), safe=""), html.escape(ODD.secret.reveal())],
    ids=["percent", "html"],
)
async def test_a_password_in_another_form(
    check: Checks, server: ScriptedServer, written: str
) -> None:
    echo = error_reply(403, "DENIED", f"{written} is wrong")
    server.on("/v2/", gate(echo, lambda given: given is not None, BASIC))
    report = await check(anns(server), ODD)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, "*** is wrong")
    assert written not in said(report)


async def test_a_refresh_token_that_came(check: Checks, server: ScriptedServer) -> None:
    """It was never sent, and a header repeats it."""
    refresh = "refresh" + "z" * 60
    reply = json_reply({"token": "good-token", "refresh_token": refresh})
    server.on("/token", Reply(200, reply.body, [*reply.headers, ("Link", f"<{refresh}>")]))
    bearer = f'Bearer realm="{server.url}/token",service="x"'
    server.on("/v2/", gate(PING, lambda given: given == "Bearer good-token", bearer))
    text = said(await check(anns(server), ANN))
    assert refresh[:8] not in text
    assert "good-token" not in text


async def test_an_identity_token(check: Checks, server: ScriptedServer) -> None:
    login = Login("", Secret("identity-token-of-ann"), SOURCE, LoginKind.IDENTITY_TOKEN)
    server.on("/token", error_reply(401, "UNAUTHORIZED", "identity-token-of-ann expired"))
    server.on("/v2/", unauthorized(f'Bearer realm="{server.url}/token",service="x"'))
    report = await check(server.url, login)
    assert "identity-token-of-ann" not in said(report)
    assert "*** expired" in said(report)


async def test_what_stands_in_urls_of_headers(check: Checks, server: ScriptedServer) -> None:
    realm = f"http://ann:{SECRET}@127.0.0.1:1/token?key={SECRET}"
    link = f'</v2/_catalog?key={SECRET}>; rel="next"'
    headers = [("WWW-Authenticate", f'Bearer realm="{realm}"'), ("Link", link)]
    server.on("/v2/", Reply(401, b"", headers))
    assert SECRET not in said(await check(server.url, None))


async def test_the_login_of_a_proxy(check: Checks, server: ScriptedServer) -> None:
    """Said back by the proxy, and put where it has no business."""
    pair = b64encode(f"ann:{SECRET}".encode()).decode()
    server.on(None, Reply(403, b"", reason=f"no {SECRET} {pair}"), method="CONNECT")
    proxy = server.url.replace("://", f"://ann:{SECRET}@")
    environ = {"HTTPS_PROXY": proxy, "NO_PROXY": f"http://ann:{SECRET}@x, 10.0.0.0/8"}
    report = await check("https://registry.invalid", None, environ=environ)
    expect(report, Step.PROXY, Code.PROXY_DENIED, "403 no *** ***")
    assert "***@x, 10.0.0.0/8" in said(report)


@pytest.mark.parametrize(
    "target", [f"x.example/y?token={SECRET}", f"https://x.example/#{SECRET}", f"x:{SECRET}@y"]
)
def test_an_address_that_holds_a_secret(target: str) -> None:
    with pytest.raises(UsageError) as caught:
        Address.parse(target)
    assert SECRET not in said(of_address(target, caught.value))
