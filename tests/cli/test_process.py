"""The command as a process: its pipes, its signals, and what it says without a terminal."""

import os
import pty
import re
import signal
import subprocess

import pytest

from regbrowse import __version__
from tests.cli.support import (
    DEADLINE_S,
    Cli,
    check_failure,
    check_no_secret,
    command,
    end,
    process,
    start,
    wait_until,
)
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog, serve_tags
from tests.support.machine import Machine
from tests.support.scripted import Reply, Request, ScriptedServer

NAMES = [f"team-{number // 100:02}/app-{number:05}" for number in range(3500)]


class Slow(Distribution2):
    """A registry that takes its time for every page but the first."""

    delay = 0.1

    def reply(self, request: Request) -> Reply:
        reply = super().reply(request)
        delay = self.delay if "last" in request.query else 0
        return Reply(reply.status, reply.body, reply.headers, delay=delay)


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, Distribution2(NAMES))
    cli.add("prod", server.url)
    return server


def test_version_and_help() -> None:
    version = process("--version")
    assert (version.status, version.out, version.err) == (0, f"regbrowse {__version__}\n", "")
    for arguments in (("--help",), ("feeds", "--help"), ("feeds", "add", "--help")):
        help_text = process(*arguments)
        assert (help_text.status, help_text.err) == (0, "")
        assert help_text.out.startswith("usage: regbrowse")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "need a terminal"),
        (("prod",), "need a terminal"),
        (("http://localhost:5000",), "need a terminal"),
        (("--json",), "COMMAND"),
        (("--frobnicate",), "COMMAND"),
        (("help",), "help"),
    ],
)
def test_the_screens_need_a_terminal(arguments: tuple[str, ...], word: str) -> None:
    check_failure(process(*arguments), 2, word, "regbrowse --help")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("arguments", [("search", ""), ("search", "", "--json"), ("--help",)])
@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_reader_that_has_enough(arguments: tuple[str, ...], reader: str, cli: Cli) -> None:
    assert cli("refresh").status == 0
    script = f'set -o pipefail; "$@" | {reader} > /dev/null'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *command(*arguments)],
        capture_output=True,
        timeout=DEADLINE_S,
        check=False,
        text=True,
    )
    assert done.returncode == 0
    assert all(line.startswith("note: ") for line in done.stderr.splitlines())


@pytest.mark.usefixtures("server")
def test_nobody_reads_its_messages(cli: Cli) -> None:
    assert cli("refresh").status == 0
    script = '"$@" 2>&1 >/dev/null | true; "$@" 2>&-; exit 0'
    for arguments in (("search", "app"), ("nonsense",)):
        done = subprocess.run(
            ["bash", "-c", script, "bash", *command(*arguments)],
            capture_output=True,
            timeout=DEADLINE_S,
            check=True,
        )
        assert b"Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_show_it(
    cli: Cli, scripted_server: ServerFactory, encoding: str
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(["app/漢字", "app/\x1b[2J", "app/ä"]))
    serve_tags(server, "app", Distribution2(["漢", "\x1b[2J"]))
    cli.add("prod", server.url)
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    for arguments in (("search", "app"), ("tags", "prod/app")):
        done = subprocess.run(
            command(*arguments),
            capture_output=True,
            timeout=DEADLINE_S,
            check=True,
            env={**os.environ, **environment},
        )
        assert rb"\u6f22" in done.stdout
        assert rb"\u241b[2J" in done.stdout
        assert b"\x1b" not in done.stdout + done.stderr


def test_interrupted_it_says_so_and_goes_on_later(
    cli: Cli, machine: Machine, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    catalog = Slow(NAMES, maximum=100)
    catalog.delay = 0.5
    serve_catalog(server, catalog)
    cli.add("prod", server.url, "--username", "ann")
    running = start("refresh", "prod", "--json")
    wait_until(lambda: len(catalog.requests) >= 4)
    result = end(running, signal.SIGINT)
    assert (result.status, result.out) == (130, "")
    assert result.err == "note: interrupted; what was read is kept\n"
    asked = len(catalog.requests)
    catalog.delay = 0
    [report] = cli("refresh", "--json").json
    assert (report["resumed"], report["complete"]) == (True, True)
    assert report["pages"] == 35
    # What was on its way is asked once more, and the size that is too large was asked first.
    assert len(catalog.requests) - asked <= 35 - (asked - 1) + 1
    assert cli.everything() == NAMES
    check_no_secret(machine, result)


@pytest.mark.parametrize("arguments", [("search", "app"), ("tags", "prod/app"), ("refresh",)])
def test_interrupted_while_it_waits_for_an_answer(
    cli: Cli, scripted_server: ServerFactory, arguments: tuple[str, ...]
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}", delay=60))
    cli.add("prod", server.url)
    running = start(*arguments)
    wait_until(lambda: server.requests)
    result = end(running, signal.SIGINT)
    assert (result.status, result.out) == (130, "")
    assert "Traceback" not in result.err


def test_a_first_walk_can_be_searched_by_others(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    catalog = Slow(NAMES)
    catalog.delay = 60
    serve_catalog(server, catalog)
    cli.add("prod", server.url)
    running = start("refresh", "prod")
    try:
        wait_until(lambda: len(catalog.requests) == 2)
        document = process("search", "app-0", "--offline", "--json").json
        assert document["total"] == 1000
        assert [feed["complete"] for feed in document["feeds"]] == [False]
        assert [feed["repositories"] for feed in document["feeds"]] == [1000]
        words = cli("search", "app-00001", "--offline")
        assert words.out == "prod/team-00/app-00001\n"
        assert "incomplete" in words.err
    finally:
        end(running, signal.SIGKILL)


def test_a_progress_bar_for_who_looks(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve_catalog(server, Slow(NAMES))
    cli.add("prod", server.url)
    master, terminal = pty.openpty()
    with subprocess.Popen(
        command("refresh", "--json"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as running:
        os.close(terminal)
        drawn = _read(master)
        out, _ = running.communicate(timeout=DEADLINE_S)
    assert running.returncode == 0
    assert out.startswith(b"[")
    assert re.search(rb"prod.*2,000 in 2 pages", drawn)
    assert b"\x1b[2K" in drawn


def _read(master: int) -> bytes:
    drawn = b""
    with os.fdopen(master, "rb", buffering=0) as stream:
        while True:
            try:
                part = stream.read(4096)
            except OSError:  # how Linux says that the other end is closed
                return drawn
            if not part:
                return drawn
            drawn += part
