"""`regbrowse check`: what it writes, and how it ends."""

import json
import signal

import pytest

from regbrowse.domain.check import STEPS
from tests.cli.support import (
    SECRET,
    Cli,
    Result,
    check_failure,
    check_no_secret,
    end,
    start,
    wait_until,
)
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.support import PING
from tests.support.images import oci_image
from tests.support.machine import Machine
from tests.support.registry import RealRegistry
from tests.support.scripted import End, Raw, Reply, ScriptedServer, error_reply, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import BlackHole, ClosedPort
from tests.support.storage import SAMPLE, fill

KEYS = {"target", "ok", "api", "code", "summary", "hints", "steps", "url", "rate_limit"}
STEP_KEYS = {"name", "status", "code", "summary", "elapsed_ms", "evidence", "hints"}


@pytest.fixture
def private(docker_registry: RegistryFactory) -> RealRegistry:
    registry = docker_registry(users={"ann": SECRET})
    fill(registry.storage, SAMPLE)
    return registry


def test_the_document_of_a_healthy_registry(cli: Cli, open_registry: RealRegistry) -> None:
    report = cli("check", open_registry.authority, "--json").json
    assert set(report) == KEYS
    assert (report["target"], report["ok"], report["api"]) == (open_registry.authority, True, "v2")
    assert (report["code"], report["hints"]) == ("healthy", [])
    assert report["url"] == f"{open_registry.url}/v2/"
    assert [step["name"] for step in report["steps"]] == list(STEPS)
    for step in report["steps"]:
        assert set(step) == STEP_KEYS
        assert step["status"] in {"ok", "skip"}
        assert isinstance(step["elapsed_ms"], int) is (step["status"] != "skip")
        assert step["summary"]


def test_the_document_of_a_failure(cli: Cli, closed_port: ClosedPort) -> None:
    result = cli("check", f"http://{closed_port.authority}", "--json")
    assert (result.status, result.err) == (1, "")
    report = json.loads(result.out)
    assert (report["ok"], report["api"], report["code"]) == (False, None, "connection-refused")
    assert closed_port.authority in report["summary"]
    assert report["hints"]
    statuses = {step["name"]: step["status"] for step in report["steps"]}
    assert statuses["tcp"] == "fail"
    assert {statuses[name] for name in STEPS[4:]} == {"skip"}


def test_the_text_of_a_healthy_registry(cli: Cli, open_registry: RealRegistry) -> None:
    result = cli("check", open_registry.authority)
    assert (result.status, result.err) == (0, "")
    first, *steps, verdict = result.out.splitlines()
    assert first == f"check {open_registry.authority}"
    assert steps[0].split()[:2] == ["ok", "address"]
    continued = " " * 9
    words = {step.split()[0] for step in steps if not step.startswith(continued)}
    assert words <= {"ok", "skip"}
    assert verdict.strip().startswith(f"{open_registry.authority} works: version 2")


def test_the_text_of_a_failure(cli: Cli, closed_port: ClosedPort) -> None:
    """The report is the answer, so it is on stdout."""
    result = cli("check", f"http://{closed_port.authority}")
    assert (result.status, result.err) == (1, "")
    lines = result.out.splitlines()
    assert any(line.split()[:2] == ["fail", "tcp"] for line in lines)
    assert f"  {closed_port.authority} refuses connections" in result.out
    assert any(line.startswith("    1. ") for line in lines)


def test_evidence_is_shown_when_wanted(cli: Cli, open_registry: RealRegistry) -> None:
    short, long = cli("check", open_registry.url), cli("check", open_registry.url, "--verbose")
    assert "GET" not in short.out
    assert f"{open_registry.url}/v2/" in long.out
    assert len(long.out.splitlines()) > 2 * len(short.out.splitlines())


def test_markdown_for_a_ticket(cli: Cli, private: RealRegistry) -> None:
    result = cli("check", private.url, "--markdown")
    assert (result.status, result.err) == (1, "")
    assert result.out.startswith("#")
    assert "credentials-required" in result.out
    assert f"curl -i {private.url}/v2/" in result.out.replace("'", "").replace("-sS ", "")


def test_a_warning_is_no_failure(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v2/_catalog", Reply(404))
    result = cli("check", server.url, "--json")
    assert result.json["ok"] is True
    assert result.json["code"] == "catalog-unsupported"


def test_all_feeds(cli: Cli, open_registry: RealRegistry, closed_port: ClosedPort) -> None:
    check_failure(cli("check", "--json"), 2, "no feeds")
    cli.add("good", open_registry.url)
    assert [report["target"] for report in cli("check", "--json").json] == ["good"]
    cli.add("bad", f"http://{closed_port.authority}")
    result = cli("check", "--json")
    assert result.status == 1
    reports = {report["target"]: report["code"] for report in json.loads(result.out)}
    assert reports == {"good": "healthy", "bad": "connection-refused"}
    text = cli("check")
    assert text.status == 1
    assert [line for line in text.out.splitlines() if line.startswith("check ")] == [
        "check good",
        "check bad",
    ]
    assert cli("check", "good").status == 0


@pytest.mark.parametrize("option", ["--repository=a", "--username=ann", "--password-stdin"])
def test_what_belongs_to_one_feed_needs_one(cli: Cli, option: str) -> None:
    cli.add("one", "http://127.0.0.1:1")
    check_failure(cli("check", option), 2, option.strip("-").partition("=")[0])


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("host:99999", "invalid-address"),
        ("ftp://host", "unsupported-scheme"),
        ("http://ann:hunter2@host", "secret-in-address"),
    ],
)
def test_row_88_an_address_that_cannot_be_one(cli: Cli, target: str, code: str) -> None:
    result = cli("check", target, "--json")
    assert result.status == 2
    report = json.loads(result.out)
    assert (report["code"], report["ok"], report["url"]) == (code, False, None)
    assert [step["status"] for step in report["steps"]] == ["fail"] + ["skip"] * 11
    text = cli("check", target)
    assert text.status == 2
    assert "fail  address" in text.out
    assert "hunter2" not in result.out + result.err + text.out + text.err


def test_a_repository_that_is_named(cli: Cli, open_registry: RealRegistry) -> None:
    report = cli("check", open_registry.url, "--repository", "team/multi", "--json").json
    evidence = {step["name"]: step["evidence"] for step in report["steps"]}
    assert evidence["tags"]["repository"] == "team/multi"
    assert evidence["manifest"]["reference"] == "team/multi:latest"
    gone = cli("check", open_registry.url, "--repository", "team/gone", "--json")
    assert (gone.status, json.loads(gone.out)["code"]) == (1, "tags-not-found")


def test_an_image_that_is_named(cli: Cli, scripted_server: ServerFactory) -> None:
    """The tag that was asked for is read, and no other one in its place."""
    server = scripted_server()
    serve(server, "team/app", {"latest": oci_image(), "1.0": oci_image()})
    server.on("/v2/_catalog", json_reply({"repositories": ["team/app"]}))
    server.on("/v2/team/app/tags/list", json_reply({"name": "team/app", "tags": ["1.0", "latest"]}))
    server.on("/v2/team/app/manifests/1.0", error_reply(412, "PROJECTPOLICYVIOLATION", "a hole"))
    assert cli("check", server.url, "--repository", "team/app").status == 0
    blocked = cli("check", server.url, "--repository", "team/app:1.0", "--json")
    assert (blocked.status, json.loads(blocked.out)["code"]) == (1, "policy-blocked")
    gone = cli("check", server.url, "--repository", "team/app:2.0", "--json")
    assert (gone.status, json.loads(gone.out)["code"]) == (1, "manifest-not-found")


@pytest.mark.parametrize("name", ["", "http://x/team/app", "TEAM/app", "../v2", "a?x=1", "a:b c"])
def test_a_repository_that_cannot_be_one(
    cli: Cli, scripted_server: ServerFactory, name: str
) -> None:
    server = scripted_server()
    result = cli("check", server.url, "--repository", name)
    check_failure(result, 2, "reference")
    assert server.connections == 0


@pytest.mark.parametrize("form", ["{0.url}", "{0.authority}"])
def test_an_address_needs_no_feeds(
    cli: Cli, machine: Machine, open_registry: RealRegistry, form: str
) -> None:
    machine.config.mkdir(parents=True, exist_ok=True)
    (machine.config / "feeds.toml").write_text("[feeds.prod\nurl=")
    assert cli("check", form.format(open_registry)).status == 0
    check_failure(cli("check", "prod"), 2, "feeds file")
    assert cli("tags", f"{open_registry.url}/team/multi").status == 0


def test_passwords(cli: Cli, private: RealRegistry, machine: Machine) -> None:
    def ask(*more: str, stdin: bytes = b"", password: str | None = None) -> Result:
        result = cli("check", private.url, *more, "--json", stdin=stdin, password=password)
        check_no_secret(machine, result)
        check_no_secret(machine, result, secret="wr0ng-one")
        return result

    user = ("--username", "ann")
    good = [
        ask(*user, "--password-stdin", stdin=f"{SECRET}\n".encode()),
        ask(*user, password=SECRET),
    ]
    assert [result.json["code"] for result in good] == ["healthy"] * 2
    bad = [
        ask(*user, "--password-stdin", stdin=b"wr0ng-one\n"),
        ask(*user, password="wr0ng-one"),
    ]
    assert [json.loads(result.out)["code"] for result in bad] == ["credentials-rejected"] * 2
    assert {result.status for result in bad} == {1}
    none = ask()
    assert json.loads(none.out)["code"] == "credentials-required"
    check_failure(cli("check", private.url, "--password-stdin", stdin=b"x"), 2, "user name")


def test_the_variable_is_for_one_feed(cli: Cli, open_registry: RealRegistry) -> None:
    cli.add("prod", open_registry.url)
    result = cli("check", password=SECRET)
    assert "REGBROWSE_PASSWORD" in result.err
    assert result.status == 0


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", "3601", ""])
def test_a_time_that_is_none(cli: Cli, text: str) -> None:
    result = cli("check", "http://127.0.0.1:1", f"--timeout={text}")
    check_failure(result, 2, "--timeout")


def test_the_time_that_is_given(cli: Cli, black_hole: BlackHole) -> None:
    result = cli("check", f"http://{black_hole.authority}", "--timeout", "0.5", "--json")
    report = json.loads(result.out)
    assert (result.status, report["code"]) == (1, "connection-timeout")
    assert sum(step["elapsed_ms"] or 0 for step in report["steps"]) < 2000


def test_row_86_a_variable_that_points_nowhere(
    cli: Cli, open_registry: RealRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    monkeypatch.setenv("NO_PROXY", "::1/128,[::1]")
    assert cli("check", open_registry.url, "--json").json["code"] == "healthy"


@pytest.fixture
def stuck(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, "a", {"1": oci_image()})
    server.on("/v2/_catalog", json_reply({"repositories": ["a"]}))
    server.on("/v2/a/tags/list", Raw(end=End.HANG))
    return server


def test_interrupted(stuck: ScriptedServer) -> None:
    running = start("check", stuck.url)
    wait_until(lambda: stuck.asked("/v2/a/tags/list"))
    result = end(running, signal.SIGINT)
    assert result.status == 130
    assert "Traceback" not in result.err
    assert "fail" not in result.out
