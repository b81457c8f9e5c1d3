"""Step catalog: rows 58 to 67 and 93, 94 of the protocol sheet, H.2."""

import re

import pytest

from regbrowse.domain.codes import Code, Step
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import ANN, Checks, expect, expect_warning, step_of, told
from tests.registry.scripted_login import bearer, unauthorized
from tests.registry.support import PING
from tests.support.dialects import Dialect, Distribution2, serve_catalog
from tests.support.pitfalls import FirstPageForEver, LinkCircle, LinkElsewhere, LinkToItself
from tests.support.scripted import End, Reply, Request, ScriptedServer, error_reply, json_reply

NAMES = [f"team/app-{number:03}" for number in range(250)]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", PING)
    return server


async def test_one_link_is_followed(check: Checks, server: ScriptedServer) -> None:
    serve_catalog(server, Distribution2(NAMES))
    server.on("/v2/team/app-000/tags/list", json_reply({"tags": ["1.0"]}))
    report = await check(server.url)
    step = step_of(report, Step.CATALOG)
    assert (step.status, step.summary) == ("ok", "at least 200 repositories on 2 pages")
    assert [r.query["n"] for r in server.asked("/v2/_catalog")] == ["100", "100"]


@pytest.mark.parametrize(
    ("reply", "code", "phrases"),
    [
        pytest.param(
            error_reply(403, "DENIED", "no list for you"),
            Code.CATALOG_DENIED,
            ("no list for you",),
            id="61",
        ),
        pytest.param(Reply(404), Code.CATALOG_UNSUPPORTED, ("404",), id="62-404"),
        pytest.param(Reply(405), Code.CATALOG_UNSUPPORTED, ("405",), id="62-405"),
        pytest.param(Reply(501), Code.CATALOG_UNSUPPORTED, ("501",), id="62-501"),
        pytest.param(
            json_reply({"repositories": []}), Code.CATALOG_EMPTY, ("no repository",), id="63"
        ),
        pytest.param(
            json_reply({"repositories": None}), Code.CATALOG_EMPTY, ("no repository",), id="64"
        ),
        pytest.param(
            unauthorized('Basic realm="harbor"'), Code.CATALOG_DENIED, ("does not show",), id="60"
        ),
    ],
)
async def test_no_usable_list_is_a_warning(
    check: Checks, server: ScriptedServer, reply: Reply, code: Code, phrases: tuple[str, ...]
) -> None:
    server.on("/v2/_catalog", reply)
    report = await check(server.url)
    expect_warning(report, Step.CATALOG, code, server.authority, *phrases)
    assert step_of(report, Step.TAGS).status == "skip"
    assert "--repository" in step_of(report, Step.TAGS).summary


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"repositories": "x"}',
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"repositories": ' + b"9" * 5000 + b"}",
    ],
    ids=["64-list", "64-string", "64-missing", "94-bytes", "94-depth", "94-number"],
)
async def test_a_list_that_is_none(check: Checks, server: ScriptedServer, body: bytes) -> None:
    server.on("/v2/_catalog", Reply(200, body))
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.CATALOG_INVALID, server.authority)


@pytest.mark.parametrize("kind", [LinkToItself, LinkCircle, FirstPageForEver])
async def test_row_66_a_list_without_an_end(
    check: Checks, server: ScriptedServer, kind: type[Dialect]
) -> None:
    serve_catalog(server, kind(NAMES))
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.CATALOG_LOOP, "does not end")


@pytest.mark.parametrize(
    "refusal",
    [
        error_reply(400, "PAGINATION_NUMBER_INVALID", "too many"),
        error_reply(405, "UNSUPPORTED", "invalid parameter: n must be less than 100"),
    ],
    ids=["distribution", "amazon"],
)
async def test_row_65_pages_that_are_too_large(
    check: Checks, server: ScriptedServer, refusal: Reply
) -> None:
    names = json_reply({"repositories": ["a"]})
    server.on("/v2/_catalog", lambda request: refusal if request.query.get("n") else names)
    report = await check(server.url)
    expect_warning(report, Step.CATALOG, Code.CATALOG_PAGE_SIZE, "pages of 100")


async def test_row_36_a_page_that_is_larger_than_anything(
    check: Checks, server: ScriptedServer
) -> None:
    """A registry that ignores `n` and has millions of repositories sends them all at once."""
    name = b'"team/' + b"a" * 246 + b'",'
    server.on("/v2/_catalog", Reply(200, b'{"repositories":[' + name * (65 << 12) + b'"b"]}'))
    report = await check(server.url)
    expect(report, Step.CATALOG, Code.OVERSIZED_RESPONSE, server.authority, "64 MiB")


async def test_row_67_links_to_another_host(check: Checks, server: ScriptedServer) -> None:
    serve_catalog(server, LinkElsewhere(NAMES))
    report = await check(server.url)
    expect_warning(
        report, Step.CATALOG, Code.CATALOG_LINK_REWRITTEN, "http://registry-internal:5000"
    )
    assert told(report, Step.CATALOG, "pages") == 2


async def test_row_63_empty_for_the_anonymous(check: Checks, server: ScriptedServer) -> None:
    challenge = bearer(f"{server.url}/token")
    server.on("/v2/", Reply(200, b"true", [("WWW-Authenticate", challenge)]))
    server.on("/v2/_catalog", json_reply({"repositories": []}))
    report = await check(server.url, None)
    expect_warning(report, Step.CATALOG, Code.CATALOG_EMPTY_ANONYMOUS, "without a login")


async def test_row_58_a_right_that_is_missing(check: Checks, server: ScriptedServer) -> None:
    """A token is given, and the registry says again and again that it is not enough."""
    challenge = bearer(f"{server.url}/token")
    server.on("/token", json_reply({"token": "opaque-token"}))
    refused = f'{challenge},error="insufficient_scope"'
    server.on("/v2/_catalog", unauthorized(refused))

    def ping(request: Request) -> Reply:
        return PING if request.header("Authorization") else unauthorized(challenge)

    server.on("/v2/", ping)
    report = await check(server.url, ANN)
    expect_warning(report, Step.CATALOG, Code.CATALOG_DENIED, "does not show ann the list")
    assert "opaque-token" not in str(report)


async def test_row_93_slow(check: Checks, server: ScriptedServer) -> None:
    server.on("/v2/_catalog", Reply(200, b'{"repositories": []}', delay=5))
    report = await check(server.url, timeout_s=2)
    expect_warning(report, Step.CATALOG, Code.CATALOG_SLOW, "did not finish one page", "second")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, b"x" * 50, cut_after=10, end=End.RESET), Code.TRUNCATED_RESPONSE),
        (Reply(503, b"<html>", [("Content-Type", "text/html")]), Code.GATEWAY_ERROR),
        (error_reply(500, "UNKNOWN"), Code.SERVER_ERROR),  # 77
        (error_reply(429, "TOOMANYREQUESTS"), Code.RATE_LIMITED),  # 76
        (Reply(200, b"<html>log in"), Code.HTML_INSTEAD_OF_REGISTRY),
    ],
)
async def test_what_goes_wrong_while_the_list_is_read(
    check: Checks, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on("/v2/_catalog", reply)
    report = await check(server.url)
    expect(report, Step.CATALOG, code, server.authority)
    assert step_of(report, Step.REGISTRY_PATH).status == "skip"


@pytest.mark.parametrize("reply", [Reply(200, b"<html>log in"), Reply(504, b"<html>too slow")])
async def test_nobody_is_sent_to_another_port_where_a_registry_has_answered(
    check: Checks, server: ScriptedServer, reply: Reply
) -> None:
    server.on("/v2/_catalog", reply)
    report = await check(server.url)
    words = " ".join([report.summary, *report.hints])
    assert not re.search(r"\bport\b|Start the registry", words), words
    assert "`/v2/`" in words or "proxy_read_timeout" in report.hints[0]


async def test_a_broken_list_does_not_keep_a_repository_from_being_read(
    check: Checks, server: ScriptedServer
) -> None:
    server.on("/v2/_catalog", error_reply(500, "UNKNOWN"))
    server.on("/v2/team/app/tags/list", json_reply({"tags": []}))
    report = await check(server.url, repository="team/app")
    expect(report, Step.CATALOG, Code.SERVER_ERROR)
    assert step_of(report, Step.TAGS).status == "ok"
