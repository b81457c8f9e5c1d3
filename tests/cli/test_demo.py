"""`regbrowse demo` without a terminal: a tour, which leaves nothing behind."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.cli.support import end, process, start, wait_until
from tests.support.machine import Machine


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo keeps its things while it runs."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_the_tour(machine: Machine, temporary: Path) -> None:
    tour = process("demo")
    assert (tour.status, tour.err) == (0, "")
    steps = tour.out.split("\n$ regbrowse ")[1:]
    shown = {step.partition("\n")[0]: step.partition("\n")[2] for step in steps}
    assert {"feeds", "refresh acme", "refresh expired", "refresh gone"} <= set(shown)
    assert ", complete (" in shown["refresh acme"]
    assert ", complete (" in shown["refresh team"]
    assert "expired" in shown["refresh expired"]
    assert "refuses connections" in shown["refresh gone"]
    for step in ("refresh expired", "refresh gone"):
        assert "\nerror: " in shown[step]
        assert "\nhint: " in shown[step]
    assert "linux/amd64" in shown["inspect acme/base/alpine:3.19"]
    assert "layers shared" in tour.out
    assert "\nacme/payments/api:2.7.1 " in shown["find 2.7.1 --feed acme"]
    assert "fail  tls" in shown["check expired"]
    [document] = [text for command, text in shown.items() if command.endswith("--json")]
    answer = json.JSONDecoder().raw_decode(document)[0]
    assert answer["results"]
    assert "docker pull " in tour.out
    assert "Traceback" not in tour.out
    assert not machine.config.exists()
    assert not machine.cache.exists()
    assert list(temporary.iterdir()) == []


def test_it_shows_neither_the_users_feeds_nor_asks_them(machine: Machine) -> None:
    machine.config.mkdir()
    (machine.config / "feeds.toml").write_text("this is not TOML")
    tour = process("demo", environment={"HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": ""})
    assert tour.status == 0
    assert "feeds.toml" not in tour.out


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupted_it_cleans_up(temporary: Path) -> None:
    running = start("demo")
    wait_until(lambda: list(temporary.iterdir()) or running.poll() is not None)
    result = end(running, signal.SIGINT)
    assert result.status == 130
    assert "Traceback" not in result.err
    assert list(temporary.iterdir()) == []
