"""How a command is handed a secret: on stdin, or in REGBROWSE_PASSWORD. Never as an argument."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from regbrowse.domain.login import Login, Secret

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.feed import Feed

VARIABLE = "REGBROWSE_PASSWORD"


def read_stdin() -> Secret:
    """Read a password from stdin; the line end that `echo` adds is not part of it."""
    return Secret(sys.stdin.read().removesuffix("\n").removesuffix("\r"))


def use_variable(context: "Context", named: Sequence["Feed"]) -> None:
    """Hand REGBROWSE_PASSWORD over for the one feed that the command names.

    With none or several nobody can say whose it is, so it is ignored, and a notice says so.
    """
    if not context.password:
        return
    if len(named) != 1:
        context.output.note(f"{VARIABLE} is ignored: the command must name one feed for it")
        return
    feed = named[0]
    if feed.username is None:
        context.output.note(f"{VARIABLE} is ignored: {feed.name} has no user name")
        return
    context.service.hand_over(feed, Login(feed.username, Secret(context.password), VARIABLE))
