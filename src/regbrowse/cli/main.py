"""The command line: reads it, runs a command, and turns failures into words and a status.

0 fine, 1 the registry or the network failed or lacks what was asked for, 2 wrong usage or
configuration, 130 interrupted.
"""

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from regbrowse.cli.command import COMMANDS, USAGE_STATUS, Context, Run
from regbrowse.cli.output import Output, on_terminal
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import COMMAND_NAMES

if TYPE_CHECKING:
    import argparse

INTERRUPTED_STATUS = 130

_KEEPING = frozenset({"refresh", "search", "find"})
"""Commands that may read a catalog, which goes on where it was interrupted."""


def run(arguments: Sequence[str]) -> int:
    """Run `regbrowse` with `arguments` and return its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal of another encoding than UTF-8 gets escapes for what it cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = _reported(list(arguments), Output())
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads our output has enough of it (`| head`). Nothing is left to say, and the
        # interpreter must not fail once more when it flushes.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return 0
    return status


def _reported(arguments: list[str], output: Output) -> int:
    try:
        return _run(arguments, output)
    except KeyboardInterrupt:
        kept = arguments[:1] and arguments[0] in _KEEPING
        output.note("interrupted; what was read is kept" if kept else "interrupted")
        return INTERRUPTED_STATUS
    except RegbrowseError as error:
        output.error(error)
        return error.exit_status
    except SystemExit as end:  # the parser's, after --help, --version and wrong usage
        return int(end.code or 0)


def _run(arguments: list[str], output: Output) -> int:
    if not arguments or not arguments[0].startswith("-"):
        target = arguments[0] if arguments else None
        if target not in COMMANDS:
            return _open_screens(target, arguments[1:], output)
    # The screens need no parser, and --help no event loop: nobody waits for what is not used.
    from regbrowse.cli.parser import build_parser

    namespace = build_parser(output).parse_args(arguments)
    command: Run = namespace.run
    from regbrowse.event_loop import run as run_in_loop

    return run_in_loop(_with_service(command, namespace, output))


async def _with_service(command: Run, namespace: "argparse.Namespace", output: Output) -> int:
    from regbrowse.bootstrap import user_service

    service = user_service()
    with contextlib.closing(service):
        context = Context(output, service, os.environ.get("REGBROWSE_PASSWORD"))
        status = await command(namespace, context)
        for notice in service.take_notices():
            output.notice(notice)
        return status


def _open_screens(target: str | None, more: Sequence[str], output: Output) -> int:
    if target in COMMAND_NAMES:
        output.usage_error(
            f"This version of regbrowse has no command {target!r}.",
            "`regbrowse --help` lists the commands that there are.",
        )
        return USAGE_STATUS
    if more:
        output.usage_error(
            f"There is no command {target!r}, and the screens open at one feed or reference.",
            "`regbrowse --help` lists the commands; `regbrowse TARGET` opens the screens there.",
        )
        return USAGE_STATUS
    if not on_terminal():
        output.usage_error(
            "The screens of regbrowse need a terminal for input, output and errors alike.",
            "use the commands, which also write JSON: `regbrowse --help` lists them.",
        )
        return USAGE_STATUS
    # What is imported and made until the first screen is drawn stays: to look through it for
    # garbage again and again takes a tenth of the start.
    gc.disable()
    from regbrowse.bootstrap import user_service
    from regbrowse.cli.screens import open_screens

    with contextlib.closing(user_service()) as service:
        return open_screens(service, target)
