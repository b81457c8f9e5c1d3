"""What is known of a feed besides its settings."""

from dataclasses import dataclass, field

from regbrowse.domain.catalog import CatalogState
from regbrowse.domain.feed import Feed
from regbrowse.domain.ways import Ways


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed, the state of its list, and who would supply its login ("docker config ...").

    `ways` are what its registry allowed when its list was last asked for.
    """

    feed: Feed
    catalog: CatalogState
    credentials: str | None
    ways: Ways = field(default_factory=Ways)
