"""Run a program that may hang or talk without end, and never leave it behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

MAX_OUTPUT = 64 * 1024
"""Bytes of output that are kept; a program that writes more on stdout is stopped."""

_LAST_WORDS = 0.5
"""Seconds to wait for the end of stdout once a program is gone.

A helper may leave an agent running that inherited its stdout, and then the end never comes.
"""

_BURIAL = 2.0
"""Seconds to wait until a killed program is gone."""


@dataclass(frozen=True, slots=True)
class Output:
    """How a program ended. `overflow` is set if it wrote too much on stdout and was stopped."""

    status: int
    stdout: bytes = field(repr=False)
    stderr: bytes = field(repr=False)
    overflow: bool


async def run(
    argv: Sequence[str], *, stdin: bytes, environ: Mapping[str, str], deadline: float
) -> Output:
    """Run `argv` without a shell and return what it wrote.

    Raises TimeoutError after `deadline` seconds, and OSError if it cannot be started. A program
    that has not ended by itself by then, or when we are cancelled, is killed with its children.
    It has a session of its own: it can neither read from our terminal nor write to it.
    """
    loop = asyncio.get_running_loop()
    transport, program = await loop.subprocess_exec(
        _Program, *argv, env=dict(environ), start_new_session=True
    )
    try:
        async with asyncio.timeout(deadline):
            _write(transport, stdin)
            await program.stopped.wait()
        if not program.overflow:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS):
                    await program.silent.wait()
    finally:
        await _end(transport, program)
    status = transport.get_returncode()
    return Output(
        0 if status is None else status,
        bytes(program.output[1]),
        bytes(program.output[2]),
        program.overflow,
    )


class _Program(asyncio.SubprocessProtocol):
    """Collects what a program writes, and notes when it stops."""

    def __init__(self) -> None:
        self.output = {1: bytearray(), 2: bytearray()}
        self.overflow = False
        self.stopped = asyncio.Event()
        self.silent = asyncio.Event()
        self.gone = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        room = MAX_OUTPUT - len(self.output[fd])
        self.output[fd] += data[:room]
        if fd == 1 and len(data) > room:
            self.overflow = True
            self.stopped.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == 1:
            self.silent.set()

    def process_exited(self) -> None:
        self.stopped.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()


def _write(transport: asyncio.SubprocessTransport, data: bytes) -> None:
    pipe = transport.get_pipe_transport(0)
    if isinstance(pipe, asyncio.WriteTransport):
        # A program that ended without reading breaks the pipe, which asyncio passes over.
        pipe.write(data)
        pipe.write_eof()


async def _end(transport: asyncio.SubprocessTransport, program: _Program) -> None:
    if transport.get_returncode() is None:
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                transport.kill()
            else:
                # It leads its own session, so its process group is itself and its children.
                os.killpg(transport.get_pid(), signal.SIGKILL)
    transport.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_BURIAL):
            await program.gone.wait()
