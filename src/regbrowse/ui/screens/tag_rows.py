"""Tags as rows."""

from collections.abc import Sequence

from regbrowse.domain.tag import Tag, TagKind
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import Cell, Column


class TagRows:
    """Tags as rows."""

    def __init__(self, tags: Sequence[Tag], newest: Tag | None, text: str) -> None:
        self.tags = tags
        self._newest = newest
        self._text = text
        longest = min(48, max((len(tag.name) for tag in tags), default=0))
        self.columns: Sequence[Column] = (
            Column("TAG", max(12, longest)),
            Column("KIND", 16),
            Column("VARIANT", 16, grow=1, rank=1),
        )

    def __len__(self) -> int:
        return len(self.tags)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a tag."""
        tag = self.tags[row]
        newest = tag == self._newest
        return (
            Cell.of(tag.name, "strong" if newest else "", match_spans(tag.name, self._text)),
            Cell(
                f"{tag.kind.value} (newest)" if newest else tag.kind.value,
                "good" if tag.kind is TagKind.RELEASE else "dim",
            ),
            Cell.of(tag.variant or "", "dim"),
        )
