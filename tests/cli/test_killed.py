"""Processes that are killed in the middle of a walk, and others that go on from there."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.cli.support import DEADLINE_S, Cli, Result, end, start, wait_until
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import Reply, Request, ScriptedServer

NAMES = [f"team-{number // 100:02}/app-{number:05}" for number in range(2400)]
PAGES = 24


class SlowPages(Distribution2):
    """Pages of 100, each of which takes a moment."""

    delay = 0.02

    def reply(self, request: Request) -> Reply:
        reply = super().reply(request)
        return Reply(reply.status, reply.body, reply.headers, delay=self.delay)

    @property
    def asked(self) -> Counter[str]:
        """How often each page was asked for; the one that is too large is none."""
        pages = [request.query for request in self.requests if request.query["n"] == "100"]
        return Counter(query.get("last", "") for query in pages)


@pytest.fixture
def catalog() -> SlowPages:
    return SlowPages(NAMES, maximum=100)


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory, catalog: SlowPages) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, catalog)
    cli.add("prod", server.url)
    return server


@pytest.fixture
def running(server: ScriptedServer) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Processes that the test starts; none outlives it."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            end(process, signal.SIGKILL)


def finished(process: "subprocess.Popen[bytes]") -> Result:
    out, err = process.communicate(timeout=DEADLINE_S)
    return Result(process.returncode, out.decode(), err.decode())


def started(catalog: SlowPages) -> "subprocess.Popen[bytes]":
    """Start a walk, and wait until it asks for a page or has ended."""
    seen = len(catalog.requests)
    process = start("refresh", "prod", "--json")
    wait_until(lambda: len(catalog.requests) > seen or process.poll() is not None)
    return process


@pytest.mark.usefixtures("server")
def test_killed_again_and_again_it_ends_with_the_truth(cli: Cli, catalog: SlowPages) -> None:
    chance = random.Random(11)
    kills = 0
    while True:
        process = started(catalog)
        time.sleep(chance.uniform(0, 0.12))  # any moment will do
        result = end(process, signal.SIGKILL) if kills < 4 else finished(process)
        if result.status != -signal.SIGKILL:
            break
        kills += 1
    [report] = result.json
    assert kills >= 3
    assert (report["resumed"], report["complete"]) == (True, True)
    assert (report["pages"], report["repositories"]) == (PAGES, len(NAMES))
    assert cli.everything() == NAMES
    assert len(catalog.asked) == PAGES
    assert max(catalog.asked.values()) <= 2
    # At each kill one page may have been on its way, or just not yet kept.
    assert catalog.asked.total() <= PAGES + kills
    assert result.err == ""


def two_at_once(
    server: ScriptedServer, catalog: SlowPages, running: list["subprocess.Popen[bytes]"]
) -> None:
    """Start a walk, and a second one while the first is surely not at its end."""
    running.append(start("refresh", "prod", "--json"))
    wait_until(lambda: len(catalog.requests) > 3)
    catalog.delay = 1
    pings = len(server.asked("/v2/"))
    running.append(start("refresh", "prod", "--json"))
    wait_until(lambda: len(server.asked("/v2/")) > pings)


def test_the_second_follows_and_reports_the_same(
    cli: Cli,
    server: ScriptedServer,
    catalog: SlowPages,
    running: list["subprocess.Popen[bytes]"],
) -> None:
    two_at_once(server, catalog, running)
    catalog.delay = 0.02
    reports = [finished(process).json[0] for process in running]
    for report in reports:
        assert (report["complete"], report["error"]) == (True, None)
        assert (report["pages"], report["repositories"]) == (PAGES, len(NAMES))
    assert catalog.asked.total() == PAGES
    assert cli.everything() == NAMES


def test_the_second_takes_over_when_the_first_is_killed(
    cli: Cli,
    server: ScriptedServer,
    catalog: SlowPages,
    running: list["subprocess.Popen[bytes]"],
) -> None:
    two_at_once(server, catalog, running)
    end(running[0], signal.SIGKILL)
    catalog.delay = 0
    [report] = finished(running[1]).json
    assert (report["complete"], report["resumed"]) == (True, True)
    assert (report["pages"], report["repositories"]) == (PAGES, len(NAMES))
    assert catalog.asked.total() <= PAGES + 1
    assert cli.everything() == NAMES
