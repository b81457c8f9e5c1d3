"""What is known of a feed besides its settings."""

from dataclasses import dataclass

from regbrowse.domain.catalog import CatalogState
from regbrowse.domain.feed import Feed


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed, the state of its list, and who would supply its login ("docker config ...")."""

    feed: Feed
    catalog: CatalogState
    credentials: str | None
