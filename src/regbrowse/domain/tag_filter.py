"""The filter line above a list of tags: a range of versions and text, as `>=2,<3 alpine`.

What has a character that no tag has, but ranges have (`<>=!~^*[]()`), belongs to the range; several
such pieces must all hold. The rest are words that must all occur in the name, ignoring case. So
`1.27` is text, as in every filter, and `>=1.27` and `1.27.*` are ranges.

While a range is typed it is no range for most of the time. What cannot be read (yet) is no error:
it is kept as `pending`, does not filter, and the screen can say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from regbrowse.domain.errors import UsageError
from regbrowse.domain.tag import Tag
from regbrowse.domain.version import PRERELEASE_WORDS
from regbrowse.domain.version_range import (
    VersionRange,
    looks_like_range,
    read_piece,
    split_pieces,
)

# One letter may be the first of any word that is being typed.
_ASKING = frozenset(word for word in PRERELEASE_WORDS if len(word) > 1)


@dataclass(frozen=True, slots=True)
class TagFilter:
    """What a filter line was understood to say.

    `words` are the text, without regard to case; `range` is None if there is none (yet); `pending`
    are the pieces that look like a range and cannot be read, and `problem` says why the first of
    them cannot.
    """

    words: tuple[str, ...] = ()
    range: VersionRange | None = None
    pending: tuple[str, ...] = ()
    problem: UsageError | None = field(default=None, compare=False)

    def matches(self, tag: Tag) -> bool:
        """Whether a tag is in the range and contains every word."""
        return bool(self.select((tag,)))

    def select(self, tags: Iterable[Tag]) -> list[Tag]:
        """Return the tags that match. Of many, far faster than to ask for each."""
        chosen = list(tags) if self.range is None else self.range.select(tags)
        for word in self.words:
            chosen = [tag for tag in chosen if word in tag.name.casefold()]
        return chosen


def make_filter(
    words: Iterable[str] = (), version_range: VersionRange | None = None, *, prereleases: bool
) -> TagFilter:
    """Return a filter by words and a range.

    The range has its pre-releases if `prereleases` asks for them, or a word does that is how they
    are called: `>=2 rc` would find nothing without.
    """
    folded = tuple(word.casefold() for word in words if word)
    if version_range is not None and (prereleases or any(map(_asks_for_prereleases, folded))):
        version_range = version_range.with_prereleases()
    return TagFilter(folded, version_range)


def read_filter(line: str, *, prereleases: bool = False) -> TagFilter:
    """Read a filter line. Never raises.

    `prereleases` says that they are asked for by other means, such as their kind.
    """
    words: list[str] = []
    pending: list[str] = []
    problem: UsageError | None = None
    version_range: VersionRange | None = None
    for piece in split_pieces(line):
        if not looks_like_range(piece):
            words.append(piece)
            continue
        try:
            read = read_piece(piece)
        except UsageError as error:
            pending.append(piece)
            problem = problem or error
        else:
            version_range = read if version_range is None else version_range & read
    made = make_filter(words, version_range, prereleases=prereleases)
    return TagFilter(made.words, made.range, tuple(pending), problem)


def _asks_for_prereleases(word: str) -> bool:
    return word.strip("-._").rstrip("0123456789.-_") in _ASKING
