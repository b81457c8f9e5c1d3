"""The screens as a process on a terminal: what is really written to it."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.cli.support import DEADLINE_S, command, wait_until
from tests.conftest import ServerFactory
from tests.support.machine import Machine
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import serve
from tests.ui.support import TextFile

HOSTILE = ["a\x1b]0;owned\x07", "b\x1b[31mred", "c\x9b2J", "team/app"]
DRAWN = b"\x1b[?1049h"
"""What takes the whole terminal for the screens."""


class Terminal:
    """A terminal of 80x24 with a process on it. It answers none of the questions it is asked."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
        self.process = subprocess.Popen(
            command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        self.written = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, text: str) -> None:
        """Wait until something is on the screen, or was."""
        wait_until(lambda: text.encode() in self.written or self.process.poll() is not None)
        assert text.encode() in self.written, self.written.decode(errors="replace")

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def leave(self) -> int:
        """Press q, and return the exit status."""
        self.type("q")
        return self.process.wait(DEADLINE_S)

    def close(self) -> None:
        """End the process if it still runs, and read what is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        os.close(self._ours)

    def _read(self) -> None:
        while True:
            try:
                self.written += os.read(self._ours, 1 << 16)
            except OSError:  # the other end is closed
                return


@contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    opened = Terminal(arguments)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, HOSTILE, {"team/app": ["1.0"]})
    return server


def test_a_command_gets_into_the_clipboard_of_the_terminal(server: ScriptedServer) -> None:
    authority = server.url.removeprefix("http://")
    with terminal(f"{authority}/team/app") as screen:
        screen.wait_for("release (newest)")
        for tool in ("docker", "podman"):
            screen.wait_for(f"{tool} pull {authority}/team/app:1.0")
            screen.type("y")
            copied = b64encode(f"{tool} pull {authority}/team/app:1.0".encode()).decode()
            screen.wait_for(f"\x1b]52;c;{copied}\x07")
            screen.type("p")
        assert screen.leave() == 0
        assert b"Traceback" not in screen.written


def test_nothing_that_a_registry_sends_is_obeyed(server: ScriptedServer) -> None:
    with terminal(server.url) as screen:
        screen.wait_for("team/app")
        screen.wait_for("a␛]0;owned␇")
        screen.wait_for("c<U+009B>2J")
        assert screen.leave() == 0
        assert b"owned\x07" not in screen.written
        assert b"\x1b[31mred" not in screen.written
        assert "\x9b".encode() not in screen.written


def test_nothing_can_be_drawn_where_stderr_goes_into_a_file(server: ScriptedServer) -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            command(server.url),
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            timeout=DEADLINE_S,
            check=False,
        )
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    assert b"need a terminal for input, output and errors" in done.stderr
    assert b"hint: " in done.stderr


@pytest.mark.parametrize("target", ["prod", "prod/app", "http://ana:secret@registry.example.com"])
def test_what_cannot_be_opened_leaves_the_terminal_alone(machine: Machine, target: str) -> None:
    TextFile(machine.config / "feeds.toml").write("[feeds.prod\n")
    with terminal(target) as screen:
        assert screen.process.wait(DEADLINE_S) == 2
    assert b"error: " in screen.written
    assert b"hint: " in screen.written
    assert DRAWN not in screen.written
    assert b"secret" not in screen.written
    assert b"Traceback" not in screen.written
