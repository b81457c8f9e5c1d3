"""The feeds that a command is about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.feed import Feed


def feeds_or_targets(targets: Sequence[str], context: "Context") -> "list[Feed]":
    """Return the feeds of `targets`, each once, or all feeds if there are no targets.

    Raises UsageError with `no-feeds` if there are neither.
    """
    if targets:
        return [context.service.feeds.target(text) for text in dict.fromkeys(targets)]
    feeds = context.service.feeds.all()
    if not feeds:
        raise UsageError(Code.NO_FEEDS)
    return feeds
