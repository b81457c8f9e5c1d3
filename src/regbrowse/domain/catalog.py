"""What is known of the repositories of a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CatalogState:
    """The list of a feed as it is kept: how long, whether whole, how old.

    `refreshed_at` is the UTC time of the end of the walk, or of the newest page of a walk that has
    not ended; None if nothing was ever read. `opened` counts names that are in no list and were
    opened by hand.
    """

    feed: str
    repositories: int = 0
    complete: bool = False
    refreshed_at: datetime | None = None
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A repository that was found, and in which feed."""

    feed: str
    repository: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first.

    `total` counts all matches, `matches` may hold fewer. `fuzzy` is true if no name contains the
    words, so that the matches only have their letters in the same order. `searching` is true for
    what was found so far: there may be more matches, and better ones.
    """

    query: str
    total: int
    fuzzy: bool
    matches: Sequence[Match]
    feeds: Sequence[CatalogState]
    searching: bool = False


@dataclass(frozen=True, slots=True)
class Namespace:
    """The first component of some repositories' names, and how many have it.

    A repository without a namespace stands for itself: it is in `alone`.
    """

    name: str
    repositories: int
    alone: Match | None = None
