"""A report as a ticket: Markdown, and the lines for a shell that repeat what was done."""

import asyncio
import shlex
import shutil
import subprocess
from dataclasses import replace
from typing import cast

import pytest

from regbrowse.cli.check import document
from regbrowse.cli.check_text import step_line
from regbrowse.diagnosis.curl import curl_lines
from regbrowse.diagnosis.markdown import markdown
from regbrowse.domain.address import Address
from regbrowse.domain.check import StepReport, StepStatus
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, LoginKind, Secret
from tests.conftest import RegistryFactory, ServerFactory, TokenServerFactory
from tests.diagnosis.check.support import ANN, SECRET, Checks, expect, step_of
from tests.registry.scripted_login import unauthorized
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.registry import RealRegistry
from tests.support.scripted import ScriptedServer, error_reply, json_reply
from tests.support.sockets import ClosedPort
from tests.support.tokens import User

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def anns(url: str) -> Feed:
    return Feed("prod", Address.parse(url), username="ann")


def said_by(line: str) -> bytes:
    return subprocess.run(shlex.split(line), capture_output=True, timeout=10, check=True).stdout


@needs_curl
async def test_the_lines_do_what_the_check_did(check: Checks, open_registry: RealRegistry) -> None:
    """Each is given to curl itself, and the answer is the one that the check had."""
    report = await check(open_registry.url, repository="team/api")
    lines = curl_lines(report)
    assert lines[0] == f"curl -sS -i {open_registry.url}/v2/"
    assert f"curl -sS -i '{open_registry.url}/v2/_catalog?n=100'" in lines
    for line in lines:
        assert (await asyncio.to_thread(said_by, line)).startswith(b"HTTP/1.1 200")


async def test_a_password_is_asked_for_by_curl(
    check: Checks, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry(users={"ann": SECRET})
    lines = curl_lines(await check(anns(registry.url), ANN))
    assert f"curl -sS -i -u ann {registry.url}/v2/" in lines
    assert SECRET not in "\n".join(lines)


async def test_a_token_is_a_variable(
    check: Checks, docker_registry: RegistryFactory, token_server: TokenServerFactory
) -> None:
    tokens = token_server(users={"ann": User(SECRET)})
    registry = docker_registry(token=tokens.auth)
    lines = curl_lines(await check(anns(registry.url), ANN))
    assert any('-H "Authorization: Bearer $TOKEN"' in line for line in lines)
    assert any(line.startswith("curl -sS -i -u ann") and tokens.realm in line for line in lines)


async def test_what_is_worth_a_look_without_an_answer(
    check: Checks, closed_port: ClosedPort
) -> None:
    report = await check(f"http://{closed_port.authority}")
    assert curl_lines(report) == [f"curl -v http://{closed_port.authority}/v2/"]
    report = await check("https://no-such-host.invalid")
    assert curl_lines(report) == [
        "nslookup no-such-host.invalid",
        "curl -v https://no-such-host.invalid/v2/",
    ]


async def test_the_settings_of_the_feed_are_in_the_lines(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.expired)
    mine = certificates.client
    feed = Feed(
        "prod",
        Address.parse(f"https://localhost:{server.port}"),
        ca_file=certificates.ca,
        client_cert=mine.certificate,
        client_key=mine.key,
    )
    report = await check(feed)
    expect(report, Step.TLS, Code.TLS_EXPIRED)
    _, handshake, request = curl_lines(report)
    assert handshake.startswith(f"openssl s_client -connect localhost:{server.port} -servername")
    for option, path in (
        ("--cacert", certificates.ca),
        ("--cert", mine.certificate),
        ("--key", mine.key),
    ):
        assert f" {option} {path}" in request


@pytest.fixture
def hostile(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    words = "a|b\n## Owned\n```\n<script>alert(1)</script> [x](http://evil) `rm -rf ~` \x1b[31m"
    server.on("/v2/", error_reply(500, "UNKNOWN", words, headers=[("Server", "x```|<b>")]))
    return server


async def test_what_a_registry_says_cannot_break_out_of_the_markdown(
    check: Checks, hostile: ScriptedServer
) -> None:
    report = await check(hostile.url)
    text = markdown(report)
    lines = text.splitlines()
    assert "\x1b" not in text
    assert "## Owned" not in lines
    assert sum(line.startswith("```") for line in lines) % 2 == 0
    prose = "\n".join(lines[: lines.index("| step | status | code | found | time |")])
    assert not {each for each in ("<script>", "[x](", "```", "**") if each in prose}
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) == 1 + len(report.steps)
    assert all(line.replace("\\|", "").count("|") == 6 for line in rows)


async def test_the_markdown_tells_everything(check: Checks, closed_port: ClosedPort) -> None:
    report = await check(f"http://{closed_port.authority}")
    text = markdown(report)
    assert text.startswith("## Check of ")
    assert "connection-refused" in text.splitlines()[0]
    assert report.summary in text
    assert f"1. {report.hints[0]}" in text
    for step in report.steps:
        assert f"| {step.step.value} | {step.status.value} |" in text
    assert f"`{report.url}`" in text
    assert step_of(report, Step.TCP).summary in text


async def test_an_identity_token_is_sent_by_post(
    check: Checks, scripted_server: ServerFactory
) -> None:
    """As OAuth2 has it; its secret is a variable, and the rest of the form is there."""
    server = scripted_server()
    server.on("/token", error_reply(401, "UNAUTHORIZED", "expired"), method="POST")
    server.on("/v2/", unauthorized(f'Bearer realm="{server.url}/token",service="the registry"'))
    login = Login("", Secret("secret-identity"), "docker config", LoginKind.IDENTITY_TOKEN)
    report = await check(server.url, login)
    line = next(line for line in curl_lines(report) if "/token" in line)
    words = shlex.split(line)
    assert "service=the registry" in words
    assert "grant_type=refresh_token" in words
    assert "refresh_token=$REFRESH_TOKEN" in words
    assert "secret-identity" not in line
    assert "`REFRESH_TOKEN` is" in markdown(report)


async def test_what_was_asked_of_the_registry_path_is_there(
    check: Checks, scripted_server: ServerFactory
) -> None:
    server, other = scripted_server(), scripted_server()
    for each in (server, other):
        each.on("/v2/", PING)
    feed = Feed("prod", Address.parse(server.url), registry_path=f"127.0.0.1:{other.port}")
    assert f"curl -sS -i {other.url}/v2/" in curl_lines(await check(feed, None))


async def test_lines_that_are_left_out_are_counted(
    check: Checks, open_registry: RealRegistry
) -> None:
    report = await check(open_registry.url, repository="team/api")
    step = step_of(report, Step.TAGS)
    requests = [{"method": "GET", "url": f"{open_registry.url}/{n}"} for n in range(50)]
    steps = [
        replace(each, evidence={"requests": requests}) if each is step else each
        for each in report.steps
    ]
    lines = curl_lines(replace(report, steps=steps))
    assert len(lines) == 41
    assert lines[-1].startswith("# and ")


async def test_notes_and_further_failures_are_in_the_markdown(
    check: Checks, scripted_server: ServerFactory
) -> None:
    """A login that nobody asks for and that is ignored is a note on a step that is fine."""
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v2/_catalog", json_reply({"repositories": ["team/app"]}))
    server.on("/v2/team/app/tags/list", error_reply(500, "UNKNOWN", "broken"))
    report = await check(anns(server.url), ANN, repository="team/app")
    text = markdown(report)
    assert "a wrong password would look the same as the right one" in text
    server.on("/v2/_catalog", json_reply({"repositories": 1}))
    report = await check(anns(server.url), ANN, repository="team/app")
    assert report.code == "catalog-invalid"
    assert "Also, step tags: " in markdown(report)


async def test_a_note_is_a_hint_of_the_document(
    check: Checks, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v2/_catalog", json_reply({"repositories": ["team/app"]}))
    server.on("/v2/team/app/tags/list", json_reply({"name": "team/app", "tags": []}))
    report = await check(anns(server.url), ANN)
    assert report.code == "healthy"
    [note] = cast("list[str]", document(report)["hints"])
    assert "a wrong password would look the same" in note


def test_a_long_find_leaves_the_time_in_its_column() -> None:
    url = f"https://{'long.' * 12}example.com/v2/"
    long = StepReport(Step.HTTP, StepStatus.OK, None, f"{url} answers with status 200", 0.012)
    short = StepReport(Step.DNS, StepStatus.OK, None, "an answer " * 12, 0.012)
    first, *more = step_line(short, verbose=False)
    assert first.index("12 ms") == 72
    assert all(len(each) < 70 for each in more)
    assert url in " ".join(step_line(long, verbose=False))
