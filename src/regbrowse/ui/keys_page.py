"""The page of the documentation that lists all keys, made from the one registry of commands."""

from regbrowse.ui.command import Place
from regbrowse.ui.commands import at, key_text

_HEAD = """\
# Keys

The few that matter are in the line at the bottom, `?` shows all of them, and ctrl+p finds any
command by its name. In the filter, letters are letters: the arrows, page keys and enter work on the
list below, and escape goes back to it.

This page is made from the code by `scripts/make-docs`.
"""


def keys_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *(_section(place) for place in Place)])


def _section(place: Place) -> str:
    rows = [f"| {_keys(key_text(command))} | {command.help} |" for command in at(place)]
    return "\n".join([f"## {place.value}", "", "| key | what it does |", "|---|---|", *rows, ""])


def _keys(keys: str) -> str:
    return " ".join(f"`{key}`" for key in keys.split())
