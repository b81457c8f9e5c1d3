"""Step proxy: rows 79 to 85 of the protocol sheet, H.2."""

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.check import STEPS
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks, expect, expect_warning, said, step_of, told
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, Reply, ScriptedServer
from tests.support.sockets import ClosedPort

HOST = "registry.example.com"
ELSEWHERE = "registry.invalid"


@pytest.fixture
def proxy(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


async def test_row_79_the_proxy_is_down_and_not_the_registry(
    check: Checks, closed_port: ClosedPort, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server = scripted_server()
    resolver[HOST] = ["127.0.0.1"]
    environ = {"HTTPS_PROXY": f"http://ann:hunter2@{closed_port.authority}"}
    report = await check(f"https://{HOST}:{server.port}", environ=environ)
    expect(report, Step.PROXY, Code.PROXY_UNREACHABLE, closed_port.authority, "HTTPS_PROXY", HOST)
    assert "hunter2" not in said(report)
    assert told(report, Step.PROXY, "direct_connection") is True
    assert any("takes connections without the proxy" in hint for hint in report.hints)
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (407, Code.PROXY_AUTH_REQUIRED),  # row 80
        (403, Code.PROXY_DENIED),  # row 81
        (502, Code.PROXY_BAD_GATEWAY),
    ],
)
async def test_rows_80_and_81_what_the_proxy_answers(
    check: Checks, proxy: ScriptedServer, status: int, code: Code
) -> None:
    proxy.on(None, Reply(status))
    report = await check(f"https://{ELSEWHERE}", environ={"https_proxy": proxy.url})
    expect(report, Step.PROXY, code, proxy.authority, "https_proxy", ELSEWHERE)
    assert told(report, Step.PROXY, "direct_connection") is False


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_row_80_a_login_that_the_proxy_refuses(
    check: Checks, proxy: ScriptedServer, scheme: str
) -> None:
    """It was given one, so it does not want one."""
    proxy.act_as_proxy(user="ann", password="hunter2")
    environ = {f"{scheme}_proxy": proxy.url.replace("://", "://ann:hunter3@")}
    report = await check(f"{scheme}://{ELSEWHERE}", environ=environ)
    step = Step.PROXY if scheme == "https" else Step.HTTP
    expect(report, step, Code.PROXY_AUTH_REQUIRED, proxy.authority, "does not accept the login")
    assert report.hints[0].startswith("Correct the login in the variable")
    assert "hunter3" not in said(report)


async def test_row_80_plain_requests(check: Checks, proxy: ScriptedServer) -> None:
    proxy.act_as_proxy(user="ann", password="hunter2")
    report = await check(f"http://{ELSEWHERE}", environ={"http_proxy": proxy.url})
    expect(report, Step.HTTP, Code.PROXY_AUTH_REQUIRED, proxy.authority, "http_proxy")


async def test_row_82_a_proxy_that_hangs(check: Checks, proxy: ScriptedServer) -> None:
    proxy.on_first_data(Raw(end=End.HANG))
    environ = {"HTTPS_PROXY": proxy.url}
    report = await check(f"https://{ELSEWHERE}", environ=environ, timeout_s=1)
    expect(report, Step.PROXY, Code.PROXY_TIMEOUT, proxy.authority)


async def test_row_83_a_proxy_for_this_machine_itself(
    check: Checks, proxy: ScriptedServer, scripted_server: ServerFactory
) -> None:
    target = scripted_server()
    serve_catalog(target, Distribution2(["a"]))
    target.on("/v2/", PING)
    proxy.act_as_proxy({})
    environ = {"HTTP_PROXY": proxy.url}
    report = await check(target.url, environ=environ)
    expect_warning(report, Step.PROXY, Code.PROXY_USED_FOR_LOOPBACK, target.authority, "HTTP_PROXY")
    assert "NO_PROXY" in report.hints[0]


@pytest.mark.parametrize("entry", ["::1/128", "[::1]", "127.0.0.0/8"])
async def test_row_84_exceptions_that_others_cannot_read(
    check: Checks, proxy: ScriptedServer, scripted_server: ServerFactory, entry: str
) -> None:
    target = scripted_server()
    serve_catalog(target, Distribution2(["a"]))
    target.on("/v2/", PING)
    environ = {"HTTP_PROXY": proxy.url, "NO_PROXY": f"{entry},127.0.0.0/8"}
    report = await check(target.url, environ=environ)
    step = step_of(report, Step.PROXY)
    assert step.status == "ok"
    assert "127.0.0.0/8" in step.summary
    assert "curl before 7.86" in step.hints[0]
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("value", "phrase"),
    [("socks5://127.0.0.1:1080", "socks5"), ("http://[bad", "not a URL"), ("foo://x", "foo")],
)
async def test_row_85_a_proxy_that_cannot_be_one(check: Checks, value: str, phrase: str) -> None:
    report = await check(f"https://{ELSEWHERE}", environ={"ALL_PROXY": value})
    expect(report, Step.PROXY, Code.PROXY_MISCONFIGURED, "ALL_PROXY", phrase)


async def test_a_proxy_that_works(
    check: Checks,
    proxy: ScriptedServer,
    scripted_server: ServerFactory,
    certificates: Certificates,
    resolver: Resolver,
) -> None:
    target = scripted_server(tls=certificates.issue("behind", HOST))
    serve_catalog(target, Distribution2(["a"]))
    target.on("/v2/", PING)
    proxy.act_as_proxy({f"{HOST}:443": (target.host, target.port)}, user="ann", password="hunter2")
    feed = Feed("prod", Address.parse(f"https://{HOST}"), ca_file=certificates.ca)
    environ = {"https_proxy": f"http://ann:hunter2@{proxy.authority}"}
    report = await check(feed, environ=environ)
    assert step_of(report, Step.PROXY).status == "ok"
    assert step_of(report, Step.DNS).status == step_of(report, Step.TCP).status == "skip"
    assert told(report, Step.TLS, "chain", 0, "names") == [HOST]
    assert told(report, Step.PROXY, "source") == "https_proxy"
    assert "hunter2" not in said(report)
    assert HOST not in resolver.asked
    assert all(r.header("Proxy-Authorization") is None for r in target.requests)


async def test_row_83_a_proxy_for_http_alone_where_https_was_tried_first(
    check: Checks, proxy: ScriptedServer, scripted_server: ServerFactory
) -> None:
    """For https the way is direct; what the report says is of the way that is gone."""
    server = scripted_server()
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", PING)
    proxy.act_as_proxy({})
    report = await check(server.authority, environ={"HTTP_PROXY": proxy.url})
    expect_warning(report, Step.PROXY, Code.PROXY_USED_FOR_LOOPBACK, proxy.url, "HTTP_PROXY")
    assert told(report, Step.PROXY, "source") == "HTTP_PROXY"
    assert step_of(report, Step.TCP).summary == "the proxy connects to the registry"
    assert [step.step for step in report.steps] == list(STEPS)


async def test_row_79_a_dead_proxy_for_http_alone(
    check: Checks, closed_port: ClosedPort, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on_first_data(Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    report = await check(
        server.authority, environ={"HTTP_PROXY": f"http://{closed_port.authority}"}
    )
    expect(report, Step.PROXY, Code.PROXY_UNREACHABLE, closed_port.authority, "HTTP_PROXY")
    assert step_of(report, Step.HTTP).status == "skip"
