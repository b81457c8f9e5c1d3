"""`regbrowse refresh`: what it reports, and when that is a failure."""

import json

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.dialects import (
    ClosedMidPage,
    Dialect,
    Distribution2,
    FirstPageForEver,
    NullList,
    Quay,
    serve_catalog,
)
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer, error_reply
from tests.support.sockets import ClosedPort
from tests.support.storage import SAMPLE

NAMES = [f"team-{number // 100:02}/app-{number:04}" for number in range(2500)]
KEYS = ["feed", "repositories", "pages", "complete", "resumed", "elapsed_s", "error", "rate_limit"]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, Distribution2(NAMES))
    return server


def test_the_report(cli: Cli, server: ScriptedServer) -> None:
    cli.add("prod", server.url)
    [report] = cli("refresh", "--json").json
    assert list(report) == KEYS
    assert isinstance(report.pop("elapsed_s"), float)
    assert report == {
        "feed": "prod",
        "repositories": 2500,
        "pages": 3,
        "complete": True,
        "resumed": False,
        "error": None,
        "rate_limit": None,
    }
    assert cli.everything() == NAMES
    [feed] = cli("feeds", "--json").json
    assert (feed["repositories"], feed["complete"]) == (2500, True)
    assert feed["refreshed_at"].endswith("Z")


def test_in_words(cli: Cli, server: ScriptedServer) -> None:
    cli.add("prod", server.url)
    result = cli("refresh")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("prod: 2,500 repositories in 3 pages, complete (")


def test_an_address_needs_no_feed(cli: Cli, server: ScriptedServer) -> None:
    [report] = cli("refresh", server.url, "--json").json
    assert report["feed"] == server.url
    assert report["complete"] is True
    found = cli("search", "app-0042", "--feed", server.url, "--offline", "--json").json
    assert found["results"] == [{"feed": server.url, "repository": "team-00/app-0042"}]
    assert cli("feeds", "--json").json == []


def test_every_feed_is_reported_also_after_a_failure(
    cli: Cli, server: ScriptedServer, open_registry: RealRegistry, closed_port: ClosedPort
) -> None:
    cli.add("gone", f"http://{closed_port.authority}")
    cli.add("bad-ca", "https://127.0.0.1:1", "--ca", __file__)
    cli.add("prod", server.url)
    cli.add("real", open_registry.url)
    result = cli("refresh", "--json")
    assert result.status == 2
    reports = {report["feed"]: report for report in json.loads(result.out)}
    assert list(reports) == ["gone", "bad-ca", "prod", "real"]
    assert reports["bad-ca"]["error"] == "ca-file-invalid"
    result = cli("refresh", "gone", "prod", "real", "--json")
    assert result.status == 1
    reports = {report["feed"]: report for report in json.loads(result.out)}
    assert list(reports) == ["gone", "prod", "real"]
    assert reports["gone"]["error"] == "connection-refused"
    assert not reports["gone"]["complete"]
    assert reports["prod"]["complete"]
    assert reports["real"]["repositories"] == len(SAMPLE)
    assert "error: gone: " in result.err
    words = cli("refresh", "gone", "prod")
    assert words.status == 1
    first = words.out.splitlines()[0]
    assert first.startswith("gone: incomplete after 0 pages, 0 repositories kept (")


def test_nothing_to_refresh(cli: Cli) -> None:
    check_failure(cli("refresh"), 2, "no feeds")
    check_failure(cli("refresh", "ftp://host"), 2, "ftp")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404, b"404 page not found\n"), "catalog-unsupported"),
        (error_reply(404, "UNSUPPORTED"), "catalog-unsupported"),
        (error_reply(403, "DENIED"), "catalog-denied"),
        (Reply(403, b"<html>Forbidden</html>"), "catalog-denied"),
        (error_reply(401, "UNAUTHORIZED"), "catalog-denied"),
        (
            error_reply(401, "UNAUTHORIZED", headers=[("WWW-Authenticate", "Basic realm=x")]),
            "catalog-denied",
        ),
        (
            error_reply(400, "UNKNOWN", "Unsupported docker repository request"),
            "catalog-unsupported",
        ),
    ],
)
def test_a_registry_without_a_catalog_is_no_failure(
    cli: Cli, scripted_server: ServerFactory, reply: Reply, code: str
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(NAMES))
    server.on("/v2/_catalog", reply)
    [report] = cli("refresh", server.url, "--json").json
    assert (report["complete"], report["error"], report["repositories"]) == (False, code, 0)


@pytest.mark.parametrize(
    ("dialect", "code"),
    [
        (FirstPageForEver(NAMES, maximum=100), "catalog-loop"),
        (ClosedMidPage(NAMES), "truncated-response"),
    ],
)
def test_a_walk_that_does_not_end_well(
    cli: Cli, scripted_server: ServerFactory, dialect: Dialect, code: str
) -> None:
    server = scripted_server()
    serve_catalog(server, dialect)
    cli.add("prod", server.url)
    result = cli("refresh", "--json")
    assert result.status == 1
    assert "error: prod: " in result.err
    [report] = json.loads(result.out)
    assert (report["error"], report["complete"]) == (code, False)
    [feed] = cli("feeds", "--json").json
    assert (feed["repositories"], feed["complete"]) == (report["repositories"], False)
    assert 0 < feed["repositories"] < len(NAMES)


@pytest.mark.parametrize("dialect", [Quay(NAMES[:350]), NullList([])])
def test_other_ways_to_page(cli: Cli, scripted_server: ServerFactory, dialect: Dialect) -> None:
    server = scripted_server()
    serve_catalog(server, dialect)
    cli.add("prod", server.url)
    [report] = cli("refresh", "--json").json
    assert report["complete"] is True
    assert cli.everything() == dialect.names


def test_a_failure_keeps_the_old_list(cli: Cli, server: ScriptedServer) -> None:
    cli.add("prod", server.url)
    assert cli("refresh").status == 0
    server.on("/v2/_catalog", error_reply(501, "UNAVAILABLE"), query={"last": NAMES[999]})
    assert cli("refresh").status == 1
    assert cli.everything() == NAMES
    [feed] = cli("feeds", "--json").json
    assert (feed["repositories"], feed["complete"]) == (2500, True)


def test_what_was_read_before_a_failure_is_not_read_again(cli: Cli, server: ScriptedServer) -> None:
    cli.add("prod", server.url)
    broken = error_reply(501, "UNKNOWN")
    server.on("/v2/_catalog", broken, query={"last": NAMES[1999]})
    assert cli("refresh").status == 1
    assert len(cli.everything()) == 2000
    server.on("/v2/_catalog", Distribution2(NAMES), query={"last": NAMES[1999]})
    before = len(server.requests)
    [report] = cli("refresh", "--json").json
    assert (report["resumed"], report["complete"], report["pages"]) == (True, True, 3)
    assert [request.path for request in server.requests[before:]] == ["/v2/", "/v2/_catalog"]
    assert cli.everything() == NAMES
