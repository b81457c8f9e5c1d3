"""The command line, called in this process where speed matters, else run as a person runs it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from regbrowse.cli.main import run
from tests.support.machine import Machine

SECRET = "s3cr3t-Pa55w0rd"
DEADLINE_S = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer, of a command that ended well."""
        assert self.status == 0, self.err
        return json.loads(self.out)


class Cli:
    """`cli("feeds", "list")` calls a command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: bytes = b"", password: str | None = None) -> Result:
        """Call a command; `password` is REGBROWSE_PASSWORD."""
        self._capsys.readouterr()
        with self._monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            if password is not None:
                patched.setenv("REGBROWSE_PASSWORD", password)
            status = run(arguments)
        return Result(status, *self._capsys.readouterr())

    def add(self, name: str, url: str, *more: str) -> None:
        """Add a feed."""
        assert self("feeds", "add", name, url, *more).status == 0

    def everything(self, *feeds: str) -> list[str]:
        """The kept list, name for name."""
        options = [option for feed in feeds for option in ("--feed", feed)]
        found = self("search", "", "--offline", "--json", *options).json
        assert found["total"] == len(found["results"])
        return [each["repository"] for each in found["results"]]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "regbrowse", *arguments]


def process(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Result:
    """Run a command in a process of its own."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        timeout=DEADLINE_S,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start a command, to be ended by the test."""
    return subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(running: "subprocess.Popen[bytes]", how: signal.Signals) -> Result:
    """Send a signal, and return how the command ended."""
    running.send_signal(how)
    out, err = running.communicate(timeout=DEADLINE_S)
    return Result(running.returncode, out.decode(), err.decode())


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition, for `DEADLINE_S` at most."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.005)


def check_failure(result: Result, status: int, *words: str) -> None:
    """A failure: nothing on stdout, and on stderr an error, a blank line and hints."""
    assert (result.status, result.out) == (status, ""), result
    lines = [line for line in result.err.splitlines() if not line.startswith("note: ")]
    start = next(number for number, line in enumerate(lines) if line.startswith("error: "))
    assert lines[start + 1] == ""
    assert lines[start + 2].startswith("hint: ")
    for word in words:
        assert word in result.err
    assert "Traceback" not in result.err


def check_no_secret(machine: Machine, *results: Result, secret: str = SECRET) -> None:
    """A secret is neither in what was written to the terminal nor in any of our files."""
    forms = [secret.encode(), b64encode(secret.encode()), b64encode(f"ann:{secret}".encode())]
    texts = [result.out.encode() + result.err.encode() for result in results]
    for folder in (machine.config, machine.cache):
        texts += [path.read_bytes() for path in _files(folder)]
    assert not any(form in text for form in forms for text in texts)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
