"""Tags as rows, with what is known of what is under them."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime

from regbrowse.domain.image.words import short
from regbrowse.domain.tag import Tag, TagKind, newest_release
from regbrowse.domain.tag_details import TagDetails, platform_words
from regbrowse.domain.wording import age_text, size_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.kind_words import kind_word
from regbrowse.ui.screens.tag_details import DetailLoader
from regbrowse.ui.widgets.columns import Cell, Column

_MOVING = ("latest", "stable", "lts", "current", "edge", "main", "master", "nightly")
_NOTHING = Cell("", "dim")
_SIGNED = ".sig"

_NARROW = 28
"""Cells of a name that are always there: with more, size and age would not fit 80."""

_LONGEST = 48
"""Cells of the longest names where there is room; the line below the list has all of a name."""


@dataclass(frozen=True, slots=True)
class AllTags:
    """What is known of all tags of a repository together.

    `longest` is the length of the longest name of each kind; `signatures` are their tags. `moving`
    are the usual names of what moves, as far as they are there.
    """

    newest: Tag | None = None
    moving: Sequence[str] = ()
    longest: Mapping[TagKind, int] = field(default_factory=dict)
    signatures: AbstractSet[str] = frozenset()

    @classmethod
    def of(cls, tags: Sequence[Tag]) -> "AllTags":
        """Look at all tags once, not for each key."""
        longest: dict[TagKind, int] = {}
        for kind in TagKind:
            longest[kind] = max((len(tag.name) for tag in tags if tag.kind is kind), default=0)
        return cls(
            newest_release(tags),
            _moving(tags),
            longest,
            frozenset(tag.name for tag in tags if tag.kind is TagKind.ARTIFACT),
        )


def _moving(tags: Sequence[Tag]) -> Sequence[str]:
    channels = {tag.name for tag in tags if tag.kind is TagKind.CHANNEL}
    return [name for name in _MOVING if name in channels]


class TagRows:
    """Tags as rows. Details are looked up when a row is drawn, so they may come later."""

    def __init__(
        self,
        tags: Sequence[Tag],
        folded: Mapping[str, int],
        details: DetailLoader,
        about: AllTags,
        kinds: AbstractSet[TagKind],
        words: str,
        marked: Callable[[], str | None],
    ) -> None:
        """`folded` says how many variants are folded into a tag; `words` are highlighted.

        `marked` is asked when a row is drawn: the mark may be set on another screen.

        The column of the names is as wide as those of `kinds` need, so it does not jump with each
        key in the filter.
        """
        longest = max((about.longest.get(kind, 0) for kind in kinds), default=0)
        self.tags = tags
        self._folded = folded
        self._details = details
        self._about = about
        self._words = words
        self._marked = marked
        self.columns: Sequence[Column] = (
            Column("TAG", max(12, min(_NARROW, longest)), want=min(_LONGEST, longest)),
            Column("KIND", 16),
            Column("SIZE", 7, rank=1, right=True),
            Column("CREATED", 10, rank=2),
            Column("PLATFORMS", 16, grow=1, rank=4),
            Column("DIGEST", 19, rank=5),
            Column("ALSO", 14, grow=2, rank=3),
        )

    def __len__(self) -> int:
        return len(self.tags)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a tag."""
        tag = self.tags[row]
        newest = tag == self._about.newest
        details = self._details.known.get(tag.name)
        name = Cell.of(tag.name, "strong" if newest else "", match_spans(tag.name, self._words))
        word = kind_word(tag.kind.value)
        kind = f"{word} (newest)" if newest else word
        if tag.name == self._marked():
            kind = f"* {kind}"
        kind_cell = Cell(kind, "good" if tag.kind is TagKind.RELEASE else "dim")
        also = self._also(tag)
        if details is None or details.error is not None:
            size = _NOTHING if details is None else Cell("broken", "bad")
            return name, kind_cell, size, _NOTHING, _NOTHING, _NOTHING, also
        return (
            name,
            kind_cell,
            Cell(size_text(details.size)),
            Cell(age_text(details.created, datetime.now(UTC))),
            Cell.of(platform_words(details.platforms), "dim"),
            Cell.of(short(details.digest) if details.digest else "-", "dim"),
            also,
        )

    def _also(self, tag: Tag) -> Cell:
        folded = self._folded.get(tag.name, 0)
        words = [f"+{folded} variant{'s' if folded > 1 else ''}"] if folded else []
        if self._is_signed(self._details.known.get(tag.name)):
            words.append("signed")
        return Cell.of(", ".join([*words, *self._details.also(tag.name)]), "dim")

    def _is_signed(self, details: TagDetails | None) -> bool:
        if details is None or details.digest is None or not self._about.signatures:
            return False
        return details.digest.replace(":", "-", 1) + _SIGNED in self._about.signatures
