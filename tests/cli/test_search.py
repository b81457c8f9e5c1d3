"""`regbrowse search`: its answer, several feeds in one ranking, and lists not there yet."""

import csv
import io

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import Reply, ScriptedServer
from tests.support.sockets import ClosedPort

ONE = ["api", "payments/api", "payments/api-gateway", "team/payments-api", "web"]
TWO = ["api", "base/python", "payments/legacy-api", "zzz/api"]


@pytest.fixture
def feeds(cli: Cli, scripted_server: ServerFactory) -> list[ScriptedServer]:
    servers = []
    for name, names in (("one", ONE), ("two", TWO)):
        server = scripted_server()
        serve_catalog(server, Distribution2(names))
        cli.add(name, server.url)
        servers.append(server)
    return servers


def found(cli: Cli, *arguments: str) -> list[str]:
    results = cli("search", *arguments, "--json").json["results"]
    return [f"{each['feed']}/{each['repository']}" for each in results]


@pytest.mark.usefixtures("feeds")
def test_the_answer(cli: Cli) -> None:
    document = cli("search", "payments", "--feed", "one", "--limit", "2", "--json").json
    times = [feed.pop("refreshed_at") for feed in document["feeds"]]
    assert document == {
        "query": "payments",
        "total": 3,
        "fuzzy": False,
        "results": [
            {"feed": "one", "repository": "payments/api"},
            {"feed": "one", "repository": "payments/api-gateway"},
        ],
        "feeds": [
            {
                "feed": "one",
                "repositories": 5,
                "complete": True,
                "opened": 0,
                "software": None,
                "no_list": None,
                "searches": False,
                "error": None,
                "rate_limit": None,
            }
        ],
    }
    assert len(times[0]) == len("2026-11-23T08:49:24Z")


@pytest.mark.usefixtures("feeds")
def test_feeds_are_searched_together_best_first(cli: Cli) -> None:
    assert found(cli, "api") == [
        *("one/api", "two/api"),  # the whole name
        *("one/payments/api", "two/zzz/api"),  # the whole last component
        *("one/payments/api-gateway",),  # the start of a component
        *("one/team/payments-api", "two/payments/legacy-api"),  # somewhere inside
    ]
    assert found(cli, "api", "--limit", "3") == ["one/api", "two/api", "one/payments/api"]
    assert found(cli, "api", "--limit", "0") == []
    assert cli("search", "api", "--limit", "0", "--json").json["total"] == 7
    assert found(cli, "api", "pay", "--feed", "two") == ["two/payments/legacy-api"]
    assert found(cli, "", "--feed", "two", "--feed", "one")[:2] == ["two/api", "two/base/python"]


@pytest.mark.usefixtures("feeds")
def test_letters_in_order_where_no_name_has_the_words(cli: Cli) -> None:
    document = cli("search", "pymntsgtw", "--json").json
    assert (document["fuzzy"], document["total"]) == (True, 1)
    result = cli("search", "pymntsgtw")
    assert result.out == "one/payments/api-gateway\n"
    assert "letters" in result.err


@pytest.mark.usefixtures("feeds")
def test_in_words_and_csv(cli: Cli) -> None:
    result = cli("search", "api", "--limit", "2")
    assert (result.status, result.out) == (0, "one/api\ntwo/api\n")
    assert "note: the best 2 of 7 matches in 9 repositories" in result.err
    rows = list(csv.reader(io.StringIO(cli("search", "zzz", "--csv").out, newline="")))
    assert rows == [["feed", "repository"], ["two", "zzz/api"]]


@pytest.mark.usefixtures("feeds")
def test_nothing_found_is_fine(cli: Cli) -> None:
    document = cli("search", "no-such-name-xyz", "--json").json
    assert (document["total"], document["results"], document["fuzzy"]) == (0, [], False)
    assert cli("search", "no-such-name-xyz").out == ""


def test_an_unknown_feed_is_walked_first_and_once(cli: Cli, feeds: list[ScriptedServer]) -> None:
    assert found(cli, "web") == ["one/web"]
    assert [len(server.asked("/v2/_catalog")) for server in feeds] == [1, 1]
    assert found(cli, "web") == ["one/web"]
    assert [len(server.asked("/v2/_catalog")) for server in feeds] == [1, 1]


def test_offline_nobody_is_asked(cli: Cli, feeds: list[ScriptedServer]) -> None:
    document = cli("search", "api", "--offline", "--json").json
    assert document["results"] == []
    assert [(feed["feed"], feed["repositories"]) for feed in document["feeds"]] == [
        ("one", 0),
        ("two", 0),
    ]
    assert {(feed["complete"], feed["refreshed_at"]) for feed in document["feeds"]} == {
        (False, None)
    }
    result = cli("search", "api", "--offline")
    assert result.status == 0
    assert "regbrowse refresh one" in result.err
    assert [server.requests for server in feeds] == [[], []]


def test_one_that_fails_does_not_stop_the_others(
    cli: Cli, feeds: list[ScriptedServer], closed_port: ClosedPort
) -> None:
    cli.add("gone", f"http://{closed_port.authority}")
    result = cli("search", "api", "--limit", "1")
    assert (result.status, result.out) == (0, "one/api\n")
    assert "error: gone: " in result.err
    assert len(feeds) == 2


def test_if_all_fail_there_is_no_answer(
    cli: Cli, scripted_server: ServerFactory, closed_port: ClosedPort
) -> None:
    cli.add("gone", f"http://{closed_port.authority}")
    for form in ((), ("--json",), ("--csv",)):
        check_failure(cli("search", "api", *form), 1, "refuses connections")
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    check_failure(cli("search", "api", "--feed", server.url, "--json"), 1, "no list")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "TERM"),
        (("x",), "no feeds"),
        (("x", "--limit", "-1"), "-1"),
        (("x", "--limit", "many"), "many"),
        (("x", "--feed", "host:port"), "host:port"),
        (("x", "--json", "--csv"), "--csv"),
    ],
)
def test_wrong_usage(cli: Cli, arguments: tuple[str, ...], word: str) -> None:
    check_failure(cli("search", *arguments), 2, word)
