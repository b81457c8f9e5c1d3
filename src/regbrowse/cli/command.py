"""What a command is, and which there are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from regbrowse.cli.output import Output

if TYPE_CHECKING:
    import argparse

    from regbrowse.service.registry_service import RegistryService


class Command(Protocol):
    """A module with one command. Importing it imports nothing heavy."""

    def add_arguments(self, parser: "argparse.ArgumentParser") -> None:
        """Describe the command's arguments; `run` becomes the default of `run`."""
        ...


USAGE_STATUS = 2
"""The exit status for wrong usage or configuration."""

COMMANDS: dict[str, str] = {
    "feeds": "list, add, edit, remove and import feeds",
    "refresh": "read the catalog of feeds and keep it",
    "search": "find repositories by a part of their name, also offline",
    "tags": "list the tags of a repository, newest version first",
    "inspect": "show what an image is made of, and the files in it",
    "compare": "show what differs between two images",
    "find": "find a tag or digest in many repositories",
    "check": "find out why a registry does not answer, and what to do about it",
    "explain": "say what a message of docker, podman or the like means",
    "demo": "look around in an embedded registry",
}
"""The commands in the order of the help, each a module of this package."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a command is run with."""

    output: Output
    service: "RegistryService"
    password: str | None
    """REGBROWSE_PASSWORD, for the one feed that the command names."""


Run = Callable[["argparse.Namespace", Context], Awaitable[int]]
"""Runs a command and returns its exit status."""


def load(name: str) -> Command:
    """Import the module of a command."""
    return cast("Command", import_module(f"regbrowse.cli.{name}"))


def add_format(parser: "argparse.ArgumentParser", *, csv: bool) -> None:
    """Add --json, and --csv where there is one."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help="write one JSON document to stdout")
    if csv:
        group.add_argument("--csv", action="store_true", help="write CSV to stdout")


def count(text: str) -> int:
    """Read the value of --limit."""
    import argparse

    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        message = f"{text!r} is not a count"
        raise argparse.ArgumentTypeError(message)
    return int(text)
