"""Steps http and api: rows 13 and 27 to 44 of the protocol sheet, H.2."""

import gzip

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import ApiVersion, Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks, expect, expect_warning, said, step_of, told
from tests.registry.support import PING
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import End, Raw, Reply, Request, ScriptedServer, error_reply, json_reply
from tests.support.sockets import ClosedPort

HTML = ("Content-Type", "text/html")
PAGE = Reply(200, b"<!doctype html><title>Log in</title>", [HTML])
V1_PING = Reply(200, b"true", [("X-Docker-Registry-Version", "0.9.1")])


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.mark.parametrize(
    ("answer", "code", "phrases"),
    [
        pytest.param(Raw(b"-ERR what?\r\n\r\n"), Code.NOT_HTTP, ("-ERR what?",), id="27"),
        pytest.param(Raw(b"-ERR what?\r\n"), Code.NOT_HTTP, ("-ERR what?",), id="27-short"),
        pytest.param(
            Reply(200, b"x" * 20, length=500, end=End.CLOSE),
            Code.TRUNCATED_RESPONSE,
            ("20 bytes of 500 bytes",),
            id="28",
        ),
        pytest.param(
            Reply(200, b"{" * 20, chunked=True, cut_after=10, end=End.CLOSE),
            Code.TRUNCATED_RESPONSE,
            ("broke off",),
            id="29",
        ),
        pytest.param(
            Reply(200, b"{}", [("Link", "x" * 200_000)]),
            Code.OVERSIZED_RESPONSE,
            ("100 KiB",),
            id="32",
        ),
        pytest.param(
            Reply(200, b"plain", [("Content-Encoding", "gzip")]),
            Code.BAD_ENCODING,
            ("not compressed the way it says",),
            id="33",
        ),
        pytest.param(
            Reply(200, b"plain", [("Content-Encoding", "zstd")]),
            Code.BAD_ENCODING,
            ("zstd",),
            id="34",
        ),
        pytest.param(
            Reply(200, gzip.compress(bytes(3_000_000)), [("Content-Encoding", "gzip")]),
            Code.OVERSIZED_RESPONSE,
            ("1 MiB",),
            id="35",
        ),
        pytest.param(Reply(200, b"{}" * 1_000_000), Code.OVERSIZED_RESPONSE, ("1 MiB",), id="36"),
        pytest.param(
            Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
            Code.MALFORMED_HTTP,
            ("rules of HTTP",),
            id="37",
        ),
        pytest.param(PAGE, Code.HTML_INSTEAD_OF_REGISTRY, ("web page", "200"), id="38"),
        pytest.param(
            Reply(302, b"", [("Location", "/login")]), Code.REDIRECT_ELSEWHERE, ("/login",), id="39"
        ),
        pytest.param(
            Reply(302, b"", [("Location", "/v2/")]), Code.REDIRECT_LOOP, ("circle",), id="40"
        ),
        pytest.param(
            Reply(302, b"", [("Location", "ftp://x/")]),
            Code.REDIRECT_ELSEWHERE,
            ("ftp://x/",),
            id="41",
        ),
        pytest.param(
            Reply(404, b"", [("X-JFrog-Version", "7.1")]),
            Code.WRONG_PATH_PREFIX,
            ("runs JFrog Artifactory",),
            id="43",
        ),
        pytest.param(Reply(404, b"not here"), Code.NOT_A_REGISTRY, ("404",), id="neither"),
        pytest.param(
            error_reply(429, "TOOMANYREQUESTS", "slow down", headers=[("Retry-After", "90")]),
            Code.RATE_LIMITED,
            ("90 seconds", "slow down"),
            id="76",
        ),
        pytest.param(
            error_reply(500, "UNKNOWN", "disk is full"),
            Code.SERVER_ERROR,
            ("500", "disk is full"),
            id="77",
        ),
        pytest.param(
            Reply(502, b"<html>bad gateway", [HTML, ("Server", "nginx")]),
            Code.GATEWAY_ERROR,
            ("nginx", "502"),
            id="78",
        ),
    ],
)
async def test_answers_that_are_none_of_a_registry(
    check: Checks, server: ScriptedServer, answer: Reply | Raw, code: Code, phrases: tuple[str, ...]
) -> None:
    if isinstance(answer, Raw):
        server.on_first_data(answer)
    else:
        server.on("/v2/", answer)
        server.on("/login", PAGE)
    report = await check(server.url, timeout_s=5)
    expect(report, Step.HTTP, code, *phrases)
    assert told(report, Step.HTTP, "requests", 0, "url") == f"{server.url}/v2/"
    assert step_of(report, Step.CATALOG).status == "skip"


async def test_row_39_single_sign_on_that_is_not_there(
    check: Checks, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    """Nobody has typed its name, so nobody is told to check the spelling."""
    server.on("/v2/", Reply(302, b"", [("Location", "http://sso.invalid/login")]))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.REDIRECT_ELSEWHERE, server.authority, "sso.invalid", "not known")
    assert "spelling" not in " ".join(report.hints)
    server.on("/v2/", Reply(302, b"", [("Location", f"http://{closed_port.authority}/login")]))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.REDIRECT_ELSEWHERE, closed_port.authority, "refused")


async def test_row_39_single_sign_on_of_another_host(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    other = scripted_server()
    other.on("/login", PAGE)
    server.on("/v2/", Reply(302, b"", [("Location", f"{other.url}/login")]))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.REDIRECT_ELSEWHERE, f"{other.url}/login")


async def test_row_40_a_circle_of_http_and_https(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    """Each sends to the other one, over a path of its own."""
    other = scripted_server()
    server.on("/v2/", Reply(301, b"", [("Location", f"{other.url}/v2/")]))
    other.on("/v2/", Reply(301, b"", [("Location", f"{server.url}/v2/")]))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.REDIRECT_LOOP, "circle")


@pytest.mark.parametrize("location", ["http://[bad/", "http://127.0.0.1:0/"])
async def test_row_41_a_redirect_to_nowhere(
    check: Checks, server: ScriptedServer, location: str
) -> None:
    server.on("/v2/", Reply(302, b"", [("Location", location)]))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.REDIRECT_ELSEWHERE, server.authority)


async def test_a_catalog_that_is_redirected_to_a_dead_host(
    check: Checks, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    server.on("/v2/", PING)
    server.on(
        "/v2/_catalog", Reply(302, b"", [("Location", f"http://{closed_port.authority}/login")])
    )
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.REDIRECT_ELSEWHERE, closed_port.authority, "refused")


@pytest.mark.parametrize("rest", [Reply(404), json_reply({"status": "ok"})])
async def test_an_api_of_another_kind_is_no_registry(
    check: Checks, server: ScriptedServer, rest: Reply
) -> None:
    server.on(None, rest)
    server.on("/v2/", json_reply({"hello": "world"}))
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.NOT_A_REGISTRY, server.authority)


@pytest.mark.parametrize(
    ("ping", "rest"),
    [
        (Reply(200, b"{}"), Reply(404)),
        (Reply(200), Reply(404)),
        (json_reply({"hello": "world"}), error_reply(404, "NAME_UNKNOWN")),
        (json_reply({"hello": "world"}, headers=PING.headers), Reply(404)),
    ],
)
async def test_a_registry_without_a_list_is_one(
    check: Checks, server: ScriptedServer, ping: Reply, rest: Reply
) -> None:
    server.on(None, rest)
    server.on("/v2/", ping)
    expect_warning(await check(server.url), Step.CATALOG, Code.CATALOG_UNSUPPORTED)


@pytest.mark.parametrize("end", [End.CLOSE, End.DROP, End.RESET])
async def test_row_27_a_service_that_speaks_first(
    check: Checks, server: ScriptedServer, end: End
) -> None:
    """What it said is lost where it closes with a reset; so it is listened to once more."""
    server.on_connect(Raw([b"220 mail ESMTP\r\n", 0.2], end))
    report = await check(server.url, timeout_s=5)
    expect(report, Step.HTTP, Code.NOT_HTTP, server.authority, "220 mail ESMTP")


async def test_row_13_no_answer(check: Checks, server: ScriptedServer) -> None:
    server.on_first_data(Raw(end=End.HANG))
    report = await check(server.url, timeout_s=1.5)
    expect(report, Step.HTTP, Code.HTTP_TIMEOUT, server.authority, "gave no answer")
    assert step_of(report, Step.TCP).code is None


async def test_row_31_a_drip(check: Checks, server: ScriptedServer) -> None:
    server.on("/v2/", Reply(200, b"{" * 1000, piece=1, pause=0.05))
    report = await check(server.url, timeout_s=2)
    expect(report, Step.HTTP, Code.SLOW_RESPONSE, "still arriving", "bytes so far")


async def test_row_30_half_a_document_without_a_length(
    check: Checks, server: ScriptedServer
) -> None:
    server.on("/v2/", PING)
    half = Reply(200, b'{"repositories": ["a", "b', length=None, end=End.CLOSE)
    server.on("/v2/_catalog", half)
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.TRUNCATED_RESPONSE, "read the catalog")


async def test_row_42_a_registry_of_version_1(check: Checks, server: ScriptedServer) -> None:
    server.on("/v1/_ping", V1_PING)
    report = await check(server.url)
    expect_warning(report, Step.API, Code.V1_ONLY, server.authority, "version 1")
    assert (report.ok, told(report, Step.API, "found")) == (True, "v1")


@pytest.mark.parametrize(("wanted", "found"), [(ApiVersion.V1, "v2"), (ApiVersion.V2, "v1")])
async def test_the_feed_insists_on_the_other_version(
    check: Checks, server: ScriptedServer, wanted: ApiVersion, found: str
) -> None:
    if found == "v2":
        server.on("/v2/", PING)
    else:
        server.on("/v1/_ping", V1_PING)
    report = await check(Feed("prod", Address.parse(server.url), api=wanted))
    expect(report, Step.API, Code.API_VERSION_MISMATCH, wanted.value, found)
    assert step_of(report, Step.HTTP).code is None


async def test_row_43_a_path_too_much(check: Checks, server: ScriptedServer) -> None:
    server.on("/v2/", PING)
    report = await check(f"{server.url}/registry")
    expect(report, Step.HTTP, Code.NOT_A_REGISTRY)
    assert f"--url {server.url}`" in report.hints[0]


@pytest.mark.parametrize("kind", [True, False])
async def test_row_44_a_gateway_that_lets_docker_through(
    check: Checks, server: ScriptedServer, kind: bool
) -> None:
    def answer(request: Request) -> Reply:
        agent = request.header("User-Agent") or ""
        if agent.startswith("docker/") and kind:
            return PING
        return Reply(403, b"<html>forbidden", [HTML, ("Server", "cloudflare")])

    server.on("/v2/", answer)
    report = await check(server.url)
    expect(report, Step.HTTP, Code.BLOCKED_BY_GATEWAY, "cloudflare", "403")
    assert ("lets the client `docker` through" in report.hints[0]) is kind


async def test_row_95_what_a_server_says_is_drawn_harmlessly(
    check: Checks, server: ScriptedServer
) -> None:
    server.on("/v2/", error_reply(500, "UNKNOWN", "\x1b[31mred\u202e[bold]|`rm`"))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.SERVER_ERROR, "red")
    assert "\x1b" not in report.hints[0]


async def test_the_software_is_recognised(check: Checks, server: ScriptedServer) -> None:
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", Reply(200, b"{}", [("X-JFrog-Version", "7"), ("Server", "Artifactory/7")]))
    report = await check(server.url)
    assert "Artifactory" in str(told(report, Step.HTTP, "software"))


async def test_cookies_and_logins_in_headers_are_no_evidence(
    check: Checks, server: ScriptedServer
) -> None:
    headers = [("Set-Cookie", "session=s3cr3t-cookie"), ("Location", "http://ann:hunter2@x/")]
    server.on("/v2/", Reply(200, b"{}", headers))
    server.on("/v2/_catalog", json_reply({"repositories": []}))
    report = await check(server.url)
    assert "s3cr3t-cookie" not in said(report)
    assert "hunter2" not in said(report)
