"""The parser of the command line."""

import argparse
from typing import Any, NoReturn

from regbrowse import __version__
from regbrowse.cli.command import COMMANDS, USAGE_STATUS, load
from regbrowse.cli.output import Output


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors look like all others."""

    output: Output

    def __init__(self, **options: Any) -> None:
        # An abbreviation in a script would break when another option begins like it.
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Report wrong usage and exit."""
        if "--password" in message:
            # The message would repeat what was typed behind it.
            self.output.usage_error(
                "A password cannot be an argument, for others can see those.",
                "hand it over on stdin with `--password-stdin`, or in REGBROWSE_PASSWORD.",
            )
            self.exit(USAGE_STATUS)
        self.output.usage_error(
            f"{message[:1].upper()}{message[1:]}.", f"`{self.prog} --help` shows the usage."
        )
        self.exit(USAGE_STATUS)


def build_parser(output: Output) -> argparse.ArgumentParser:
    """Return the parser of all commands; it reports errors to `output`."""
    _Parser.output = output
    parser = _Parser(
        prog="regbrowse",
        usage="regbrowse [TARGET | REFERENCE]\n       regbrowse COMMAND ...",
        description="A terminal browser for container registries: explore them, and find out why"
        " one does not answer. Without a command it opens the screens: at your feeds, at the"
        " catalog of a TARGET (a feed, an address), or at a REFERENCE (prod/team/app:1.2,"
        " localhost:5000/app, nginx).",
        epilog="`regbrowse COMMAND --help` explains a command, `regbrowse demo` shows what there"
        " is.",
    )
    parser.add_argument("--version", action="version", version=f"regbrowse {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog=parser.prog
    )
    for name, summary in COMMANDS.items():
        load(name).add_arguments(
            commands.add_parser(
                name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
            )
        )
    return parser
