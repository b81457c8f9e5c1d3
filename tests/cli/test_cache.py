"""A cache that is damaged or cannot be used is told on stderr, and every command goes on."""

import json

import pytest

from tests.cli.support import DEADLINE_S, Cli, start
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog, serve_tags
from tests.support.machine import Machine
from tests.support.scripted import ScriptedServer

NAMES = ["team/app", "team/web"]


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, Distribution2(NAMES))
    serve_tags(server, "team/app", Distribution2(["1.0"]))
    cli.add("prod", server.url)
    return server


COMMANDS = [
    ("feeds", "--json"),
    ("refresh", "--json"),
    ("search", "app", "--json"),
    ("search", "app", "--offline", "--json"),
    ("tags", "prod/team/app", "--json"),
]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_damaged_file(cli: Cli, machine: Machine, arguments: tuple[str, ...]) -> None:
    assert cli("refresh").status == 0
    file = machine.cache / "catalog-2.db"
    file.write_bytes(b"garbage" * 1000)
    result = cli(*arguments)
    assert result.json is not None
    assert result.err.count("was damaged and a new one begun") == 1
    [aside] = machine.cache.glob("*.damaged-*")
    assert aside.read_bytes() == b"garbage" * 1000
    assert str(aside) in result.err
    assert cli("refresh").err == ""
    assert cli.everything() == NAMES


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_no_folder(cli: Cli, machine: Machine, arguments: tuple[str, ...]) -> None:
    machine.cache.write_text("a file in its place")
    result = cli(*arguments)
    assert result.json is not None
    assert result.err.count("nothing of what is read now is kept") == 1
    assert machine.cache.read_text() == "a file in its place"
    if arguments[0] == "search" and "--offline" not in arguments:
        assert result.json["total"] == 1


def test_many_at_once_on_a_new_cache(machine: Machine, server: ScriptedServer) -> None:
    searches = [start("search", "web", "--json") for _ in range(4)]
    for search in searches:
        out, err = search.communicate(timeout=DEADLINE_S)
        assert (search.returncode, err) == (0, b"")
        assert json.loads(out)["total"] == 1
    assert 1 <= len(server.asked("/v2/_catalog")) <= 4
    assert {path.suffix for path in machine.cache.iterdir()} == {".db", ".lock"}
