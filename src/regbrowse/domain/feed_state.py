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


@dataclass(frozen=True, slots=True)
class Trial:
    """What a working feed answered when it was tried.

    `api` is the version of its API and `scheme` what discovery decided. `identity` is who we are to
    it, empty for the anonymous, and `source` who supplied that login. `elapsed_s` is the time of
    the whole trial. `asks_login` says that the registry wants a login for some of what it has, or
    for all.
    """

    api: str
    scheme: str
    identity: str
    source: str | None
    elapsed_s: float
    asks_login: bool = False
