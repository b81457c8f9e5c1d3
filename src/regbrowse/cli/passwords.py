"""How a command is handed a secret: on stdin, or in REGBROWSE_PASSWORD. Never as an argument."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.login import Login, Secret, Supplier

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.feed import Feed

VARIABLE = "REGBROWSE_PASSWORD"
STDIN = "--password-stdin"

_SETTING = "password"


def read_stdin() -> Secret:
    """Read a password from stdin; the line end that `echo` adds is not part of it.

    Raises UsageError with `invalid-setting` if there is none.
    """
    try:
        password = sys.stdin.buffer.read().decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        reason = "what came on stdin is not UTF-8"
        raise UsageError(Code.INVALID_SETTING, setting=_SETTING, reason=reason) from None
    if not password:
        reason = "nothing came on stdin"
        raise UsageError(Code.INVALID_SETTING, setting=_SETTING, reason=reason)
    return Secret(password)


def use_variable(context: "Context", named: Sequence["Feed"]) -> None:
    """Hand REGBROWSE_PASSWORD over for the one feed that the command names.

    With none or several nobody can say whose it is, so it is ignored, and a notice says so.
    """
    if not context.password:
        return
    if not _is_text(context.password):
        context.output.note(f"{VARIABLE} is ignored: it is not UTF-8")
        return
    if len(named) != 1:
        context.output.note(f"{VARIABLE} is ignored: the command must name one feed for it")
        return
    feed = named[0]
    if feed.username is None:
        context.output.note(f"{VARIABLE} is ignored: {feed.name} has no user name")
        return
    context.service.hand_over(
        feed, Login(feed.username, Secret(context.password), VARIABLE, supplier=Supplier.VARIABLE)
    )


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
