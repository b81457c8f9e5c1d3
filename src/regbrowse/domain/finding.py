"""Looking for a tag or digest in many repositories: what is looked for, and what was found."""

import re
from bisect import insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from operator import attrgetter

from regbrowse.domain.catalog import CatalogState
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, UsageError
from regbrowse.domain.names import is_digest, is_tag
from regbrowse.domain.progress import Notice, WalkProgress
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.ways import Ways

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_WILD = re.compile(r"[*?]")
_PATTERN = re.compile(r"[A-Za-z0-9_.*?-]{1,128}\Z")


class QueryKind(StrEnum):
    """What a query is."""

    TAG = "tag"
    PATTERN = "pattern"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class TagQuery:
    """What is looked for; made by `read_query`. `text` is a tag, a pattern, or a whole digest."""

    text: str
    kind: QueryKind

    def fits(self, tag: str) -> bool:
        """Whether a tag is the one, or one that the pattern describes; case matters, as in tags."""
        if self.kind is QueryKind.PATTERN:
            return fnmatchcase(tag, self.text)
        return self.kind is QueryKind.TAG and tag == self.text


def read_query(text: str) -> TagQuery:
    """Read what a person looks for: `2.7.1`, `2.7.*`, `sha256:...`, or the 64 digits alone.

    In a pattern `*` stands for any text and `?` for one character; no tag can have either (OCI
    distribution-spec, "Pulling manifests"). The 64 hexadecimal digits of a SHA-256 could be a tag,
    but nobody means one. An `@` in front, as in a reference, is left out.

    Raises UsageError with `invalid-query`.
    """
    wanted = text.strip().removeprefix("@")
    if _HEX.match(wanted):
        wanted = f"sha256:{wanted}"
    if is_digest(wanted):
        return TagQuery(wanted, QueryKind.DIGEST)
    if is_tag(wanted):
        return TagQuery(wanted, QueryKind.TAG)
    if _WILD.search(wanted) and _PATTERN.match(wanted):
        return TagQuery(wanted, QueryKind.PATTERN)
    raise UsageError(Code.INVALID_QUERY, query=text, reason=_why_none(wanted))


def _why_none(wanted: str) -> str:
    if not wanted:
        return "there is nothing in it"
    if ":" in wanted:
        return "a digest has to be whole: `sha256:` and 64 hexadecimal digits"
    if "/" in wanted:
        return "it looks like a repository; that belongs to the filter"
    return "no tag can have such a name"


@dataclass(frozen=True, slots=True)
class FoundTag:
    """One hit. `tag` is None for a digest that no tag names, such as that of a platform.

    `digest` is None where the registry does not say it. `image_id` is what v1 has in its place: an
    id chosen at random, which proves nothing of the content.
    """

    feed: str
    repository: str
    tag: str | None
    digest: str | None
    image_id: str | None = None


@dataclass(frozen=True, slots=True)
class FindBegun:
    """What is about to be searched: `total` repositories of the lists of `feeds`.

    `fuzzy` says that no name contains the words of the filter, and only the letters fit. `ways` are
    those of the feeds, by their names.
    """

    total: int
    fuzzy: bool
    feeds: Sequence[CatalogState]
    ways: dict[str, Ways]


@dataclass(frozen=True, slots=True)
class UnreadTag:
    """A tag that could be a hit, or whose digest is not known, and why."""

    tag: str
    error: RegbrowseError


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one repository; `place` is its number in the order of the search.

    `error` is why it could not be read, and `unread` what of its tags could not, while the others
    were. `whole` is False if it has more tags than were looked at.
    """

    place: int
    feed: str
    repository: str
    tags: Sequence[FoundTag] = ()
    error: RegbrowseError | None = None
    whole: bool = True
    unread: Sequence[UnreadTag] = ()


@dataclass(frozen=True, slots=True)
class FeedFailed:
    """The search of one feed ended before its end."""

    feed: str
    error: RegbrowseError


FindEvent = FindBegun | Looked | FeedFailed | WalkProgress | Waiting | Notice


@dataclass(slots=True)
class Finding:
    """What is known of a search so far; `take` each event that it yields."""

    query: TagQuery
    begun: FindBegun | None = None
    searched: int = 0
    found: int = 0
    """How many results there are."""
    hits: list[Looked] = field(default_factory=list)
    """Repositories with results, in the order of the search."""
    skipped: list[Looked] = field(default_factory=list)
    """Repositories that could not be read, in the order of the search."""
    cut: list[Looked] = field(default_factory=list)
    """Repositories of which not all tags were looked at."""
    torn: list[Looked] = field(default_factory=list)
    """Repositories some tags of which could not be read."""
    failures: list[FeedFailed] = field(default_factory=list)

    def take(self, event: FindEvent) -> None:
        """Learn from an event."""
        if isinstance(event, FindBegun):
            self.begun = event
        elif isinstance(event, FeedFailed):
            self.failures.append(event)
        elif isinstance(event, Looked):
            self.searched += 1
            if event.error is not None:
                insort(self.skipped, event, key=attrgetter("place"))
            if event.tags:
                self.found += len(event.tags)
                insort(self.hits, event, key=attrgetter("place"))
            if not event.whole:
                insort(self.cut, event, key=attrgetter("place"))
            if event.unread:
                insort(self.torn, event, key=attrgetter("place"))

    @property
    def total(self) -> int:
        """How many repositories fit the filter."""
        return self.begun.total if self.begun else 0

    @property
    def results(self) -> list[FoundTag]:
        """All hits, in the order of the search."""
        return [tag for looked in self.hits for tag in looked.tags]

    @property
    def reasons(self) -> list[tuple[Code, int]]:
        """Why repositories could not be read, and how many for each reason, most first."""
        codes = Counter(looked.error.code for looked in self.skipped if looked.error is not None)
        return codes.most_common()

    @property
    def complete(self) -> bool:
        """Whether nothing was missed: all lists are whole, and all that is in them was read."""
        begun = self.begun
        return (
            begun is not None
            and self.searched == begun.total
            and not (self.skipped or self.cut or self.torn or self.failures)
            and all(state.complete for state in begun.feeds)
            and all(ways.no_list is None for ways in begun.ways.values())
        )
