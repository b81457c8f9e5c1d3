"""How far long work has come, and how it ended."""

from dataclasses import dataclass

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.ways import Ways


@dataclass(frozen=True, slots=True)
class WalkProgress:
    """The state of a walk after a page.

    `repositories` counts distinct names so far, `pages` those retrieved in all (also before an
    interruption), `expected` is the size of the last complete list, if there was one.
    """

    feed: str
    repositories: int
    pages: int
    elapsed_s: float
    resumed: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class WalkReport:
    """How a refresh ended.

    `complete` says that the list of the registry was read to its end. `resumed` is true if the
    walk went on from an interrupted one. `error` is why it is incomplete; `failed` tells a failure
    from a registry that simply has no usable catalog. `ways` is what the registry allows, None if
    it did not say; `api` is "v1" or "v2" as it was spoken, None if it did not come to that.
    """

    feed: str
    repositories: int
    pages: int
    complete: bool
    resumed: bool
    elapsed_s: float
    error: RegbrowseError | None = None
    failed: bool = False
    ways: Ways | None = None
    api: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know although the work goes on, such as a refused login."""

    error: RegbrowseError
    feed: str | None = None
