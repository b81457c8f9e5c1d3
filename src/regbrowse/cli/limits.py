"""What registries say of their limits, on stderr and in JSON."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regbrowse.domain.rate_limit import limit_document, limit_words

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.feed import Feed


def limit_of(feed: "Feed", context: "Context") -> dict[str, Any] | None:
    """Return the limit of a feed's registry for JSON, null if none is known."""
    return limit_document(context.service.rate_limit(feed), datetime.now(UTC))


def note_limit(feed: "Feed", context: "Context") -> None:
    """Say on stderr what is left of the limit of a feed's registry, if it said so."""
    words = limit_words(context.service.rate_limit(feed), datetime.now(UTC), feed.address)
    if words:
        context.output.note(f"{feed.name}: {words}")
