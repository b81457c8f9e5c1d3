"""Tags as rows, with what is known of what is under them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from regbrowse.domain.image.words import short
from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_details import TagDetails, platform_words
from regbrowse.domain.wording import age_text, size_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.screens.tag_choice import ShownTag
from regbrowse.ui.screens.tag_details import DetailLoader
from regbrowse.ui.widgets.columns import Cell, Column

_NOTHING = Cell("", "dim")
_SIGNED = ".sig"


class TagRows:
    """Tags as rows. Details are looked up when a row is drawn, so they may come later."""

    def __init__(
        self,
        shown: Sequence[ShownTag],
        newest: Tag | None,
        words: str,
        details: DetailLoader,
        signed: AbstractSet[str] = frozenset(),
        marked: str | None = None,
    ) -> None:
        """`words` are highlighted; `signed` are the tags of signatures that are listed."""
        self.shown = shown
        self._newest = newest
        self._words = words
        self._details = details
        self._signed = signed
        self._marked = marked
        longest = min(48, max((len(row.tag.name) for row in shown), default=0))
        self.columns: Sequence[Column] = (
            Column("TAG", max(12, longest)),
            Column("KIND", 16),
            Column("SIZE", 7, rank=1, right=True),
            Column("CREATED", 10, rank=2),
            Column("PLATFORMS", 16, grow=1, rank=4),
            Column("DIGEST", 19, rank=5),
            Column("ALSO", 14, grow=2, rank=3),
        )

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def tags(self) -> Sequence[Tag]:
        """The tags of the rows."""
        return [row.tag for row in self.shown]

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a tag."""
        tag, folded = self.shown[row]
        newest = tag == self._newest
        details = self._details.known.get(tag.name)
        name = Cell.of(tag.name, "strong" if newest else "", match_spans(tag.name, self._words))
        kind = f"{tag.kind.value} (newest)" if newest else tag.kind.value
        if tag.name == self._marked:
            kind = f"* {kind}"
        kind_cell = Cell(kind, "good" if tag.kind is TagKind.RELEASE else "dim")
        also = self._also(tag, folded)
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

    def _also(self, tag: Tag, folded: int) -> Cell:
        words = [f"+{folded} variant{'s' if folded > 1 else ''}"] if folded else []
        if self._is_signed(self._details.known.get(tag.name)):
            words.append("signed")
        return Cell.of(", ".join([*words, *self._details.also(tag.name)]), "dim")

    def _is_signed(self, details: TagDetails | None) -> bool:
        if details is None or details.digest is None or not self._signed:
            return False
        return details.digest.replace(":", "-", 1) + _SIGNED in self._signed
