"""Registries of version 1: row 42 of the protocol sheet, H.2, and the steps that v1 has."""

import re

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import ApiVersion, Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import (
    ANN,
    SECRET,
    Checks,
    expect,
    expect_healthy,
    expect_warning,
    said,
    step_of,
    told,
)
from tests.registry.v1.support import Setup
from tests.support.registries.v1 import IMAGE, V1Registry
from tests.support.scripted import Reply, ScriptedServer

WEB = {"team/web": {"1": IMAGE, "latest": IMAGE}, "team/api": {"2": IMAGE}}


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    V1Registry(server, WEB)
    return server


def expecting_v1(url: str, username: str | None = None) -> Feed:
    return Feed("prod", Address.parse(url), api=ApiVersion.V1, username=username)


async def test_row_42_version_1_is_a_warning(check: Checks, server: ScriptedServer) -> None:
    report = await check(server.url)
    expect_warning(report, Step.API, Code.V1_ONLY, server.authority, "version 1", "17.12")
    assert report.api == told(report, Step.API, "found") == "v1"
    assert step_of(report, Step.MANIFEST).status == "ok"


async def test_all_steps_of_version_1(check: Checks, server: ScriptedServer) -> None:
    report = await check(expecting_v1(server.url))
    expect_healthy(report)
    assert report.url == f"{server.url}/v1/_ping"
    assert step_of(report, Step.CATALOG).summary == "2 repositories on 1 page"
    assert step_of(report, Step.TAGS).summary == "2 tags of team/web"
    assert step_of(report, Step.MANIFEST).summary == (f"team/web:latest is the image {IMAGE[:12]}")
    assert told(report, Step.MANIFEST, "image") == IMAGE
    assert [(r.method, r.query) for r in server.asked("/v1/search")] == [("GET", {"q": ""})]


async def test_the_repository_that_was_named(check: Checks, server: ScriptedServer) -> None:
    report = await check(expecting_v1(server.url), repository="team/api")
    expect_healthy(report)
    assert told(report, Step.MANIFEST, "image") == IMAGE


async def test_without_a_search(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server, WEB, search=False)
    report = await check(expecting_v1(server.url))
    expect_warning(report, Step.CATALOG, Code.SEARCH_UNSUPPORTED, server.authority, "no search")
    assert step_of(report, Step.TAGS).status == "skip"
    report = await check(expecting_v1(server.url), repository="team/web")
    assert step_of(report, Step.MANIFEST).status == "ok"


async def test_a_repository_that_is_not_there(check: Checks, server: ScriptedServer) -> None:
    report = await check(expecting_v1(server.url), repository="team/gone")
    expect(report, Step.TAGS, Code.TAGS_NOT_FOUND, server.authority, "team/gone")
    assert step_of(report, Step.MANIFEST).status == "skip"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404, b'{"error": "gone"}'), Code.MANIFEST_NOT_FOUND),
        (Reply(200, b"no JSON"), Code.MANIFEST_INVALID),
        (Reply(503), Code.GATEWAY_ERROR),
    ],
)
async def test_an_image_that_cannot_be_read(
    check: Checks, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on(re.compile(r"/v1/images/[0-9a-f]+/json"), reply)
    report = await check(expecting_v1(server.url))
    expect(report, Step.MANIFEST, code, server.authority)
    assert told(report, Step.MANIFEST, "reference") == "team/web:latest"


async def test_a_login(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server, WEB, login=f"ann:{SECRET}")
    report = await check(expecting_v1(server.url, username="ann"), ANN)
    expect_healthy(report)
    assert any(request.header("Authorization") for request in server.requests)


async def test_a_login_that_is_wrong(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server, WEB, login="ann:another")
    report = await check(expecting_v1(server.url, username="ann"), ANN)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, server.authority, "ann")


async def test_an_index_and_its_tokens(check: Checks, scripted_server: ServerFactory) -> None:
    setup = Setup(scripted_server, login=f"ann:{SECRET}")
    feed = expecting_v1(setup.url, username="ann")
    report = await check(feed, ANN, repository="team/web")
    assert step_of(report, Step.MANIFEST).status == "ok"
    assert len(setup.index.issued) == 1
    assert "TOKEN0" not in said(report)
