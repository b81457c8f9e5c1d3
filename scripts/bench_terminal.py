"""A process on a pseudo-terminal: keys go in, and what is drawn comes out."""

import contextlib
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from fcntl import ioctl

ROWS, COLUMNS = 36, 110
DEADLINE_S = 30.0
ESCAPES = re.compile(rb"\x1b(\[[0-9;?<>=:]*[A-Za-z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>()][0AB]?)")


class Terminal:
    """A process on a pseudo-terminal; what it draws is collected, without its escapes."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.began = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execvpe(command[0], command, environ)
        ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._drawn = b""

    def send(self, keys: str) -> float:
        """Press keys; what was drawn before is forgotten. Returns the time of it."""
        self._drawn = b""
        os.write(self._file, keys.encode())
        return time.perf_counter()

    def wait_for(self, text: str) -> float:
        """Wait until `text` is drawn and return the time of it."""
        until = time.perf_counter() + DEADLINE_S
        while time.perf_counter() < until:
            if select.select([self._file], [], [], 0.05)[0]:
                self._drawn += os.read(self._file, 65536)
                if text.encode() in ESCAPES.sub(b"", self._drawn):
                    return time.perf_counter()
        shown = ESCAPES.sub(b"", self._drawn)[-300:]
        message = f"{text!r} was not drawn, but {shown!r}"
        raise TimeoutError(message)

    def wait_for_after(self, keys: str, text: str) -> float:
        """Press keys and return the seconds until `text` is drawn."""
        sent = self.send(keys)
        return self.wait_for(text) - sent

    def rest(self, seconds: float = 0.25) -> None:
        """Read until nothing is drawn any more."""
        while select.select([self._file], [], [], seconds)[0]:
            os.read(self._file, 65536)

    def close(self) -> None:
        """End the process that was started here."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)
