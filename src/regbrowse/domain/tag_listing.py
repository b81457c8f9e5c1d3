"""The tags of a repository, as they are known at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regbrowse.domain.feed import Feed
from regbrowse.domain.tag import Tag


@dataclass(frozen=True, slots=True)
class TagListing:
    """Tags in their order, the newest version first.

    `complete` says that the registry's list was read to its end, `cached` that nothing of it was
    read now; `fetched_at` is the UTC time of the list.
    """

    feed: Feed
    repository: str
    tags: Sequence[Tag]
    fetched_at: datetime
    complete: bool
    cached: bool = False
