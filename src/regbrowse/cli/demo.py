"""`regbrowse demo`: look around in an embedded registry."""

import argparse
import shlex
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from regbrowse.cli.command import Context, Run
from regbrowse.cli.output import Output, on_terminal
from regbrowse.domain.errors import RegbrowseError

if TYPE_CHECKING:
    from regbrowse.service.registry_service import RegistryService

_WELCOME = """\
A registry is a feed: an address with images, whose tags are versions. This demo serves a few
registries on this machine and uses them with the commands of regbrowse. It touches neither your
feeds nor your cache, and is gone when it ends.
"""

_TOUR = (
    ("Four feeds are configured. Two of them will not answer, on purpose.", "feeds"),
    ("The whole catalog of a registry is read once, and kept.", "refresh acme"),
    ("Then any part of a name finds it, at once and offline.", "search pay api --offline"),
    (
        "Words come in any order. Where none fits, the letters do.",
        "search pymnts --offline --limit 3",
    ),
    (
        "Tags are read as versions: the newest first, with the command that pulls them.",
        "tags acme/payments/api --limit 8",
    ),
    ("Only what a release tool could choose from:", "tags acme/payments/api --semver --limit 4"),
    ("What is inside an image is read without pulling it.", "inspect acme/base/alpine:3.19"),
    (
        "Two images are compared: what changed, and how much a pull brings.",
        "compare acme/payments/api:2.7.0 acme/payments/api:2.7.1",
    ),
    ("Which repositories have this tag?", "find 2.7.1 --feed acme"),
    ("A feed can need a login; this one answers a challenge with a token.", "refresh team"),
    ("What does not work is explained, with what to do about it.", "refresh expired"),
    ("The same for a registry that is not there.", "refresh gone"),
    ("The check goes step by step, and ends with the cause.", "check expired"),
    ("Everything also speaks JSON.", "search base python --offline --limit 2 --json"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(_: argparse.Namespace, context: Context) -> int:
    if on_terminal():
        return await open_demo()
    return await _tour()


def _service(stack: ExitStack) -> "RegistryService":
    """Start the demo's registries and a service that shares nothing with the user's."""
    from regbrowse.bootstrap import separate_service
    from regbrowse.demo.world import DemoWorld

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="regbrowse-demo-")))
    world = stack.enter_context(DemoWorld())
    logins = [(feed, world.login) for feed in world.feeds if feed.username]
    return stack.enter_context(closing(separate_service(folder, world.feeds, logins)))


async def open_demo() -> int:
    """Run the screens on the demo until they are left, and return the exit status."""
    from regbrowse.ui.app import RegbrowseApp
    from regbrowse.ui.opening import DEMO

    while True:
        with ExitStack() as stack:
            app = RegbrowseApp(_service(stack), demo=True)
            # Who has removed all feeds of the demo is offered a new one.
            if await app.run_async() != DEMO:
                return app.return_code or 0


async def _tour() -> int:
    # One stream, so that what goes to stderr elsewhere stays in its place in the tour.
    output = Output(sys.stdout, sys.stdout, draws_progress=False)
    with ExitStack() as stack:
        context = Context(output, _service(stack), None)
        output.lines(_WELCOME.splitlines())
        for sentence, command in _TOUR:
            output.lines(["", f"# {sentence}", f"$ regbrowse {command}"])
            await _step(command, context)
    output.lines(["", "Your own turn: `regbrowse feeds add NAME URL`, then the same commands."])
    return 0


async def _step(command: str, context: Context) -> None:
    from regbrowse.cli.parser import build_parser

    arguments = build_parser(context.output).parse_args(shlex.split(command))
    run: Run = arguments.run
    try:
        await run(arguments, context)
    except RegbrowseError as error:
        context.output.error(error)
