"""Names and what is said of them as rows; what is long takes several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regbrowse.domain.printable import cell_width, visible
from regbrowse.domain.wording import count_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import GAP, Cell, Column, Tone
from regbrowse.ui.wrapping import wrapped

_MOST = 5000
"""Entries of one sheet. A manifest of 4 MiB has room for hundreds of thousands of labels."""

_LONGEST = 80
"""Characters of a label that count for the width of its column."""

_GUTTER = 3
"""Cells of a list that are not for columns: the cursor, and a scroll bar."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what is said of it, both from a registry. `opens` is what enter leads to.

    Without a text it is a heading, which no filter finds.
    """

    label: str
    text: str = ""
    tone: Tone = ""
    opens: object = None

    def fits(self, words: Sequence[str]) -> bool:
        """Whether all words are in it; a heading fits only where nothing is looked for."""
        if not words:
            return True
        said = f"{self.label} {self.text}".casefold()
        return bool(self.text) and all(word in said for word in words)


_SPACE = Entry("")


class SheetRows:
    """Entries as rows of a list that is `width` cells wide, those that fit a filter."""

    def __init__(
        self,
        entries: Iterable[Entry],
        width: int,
        query: str = "",
        titles: tuple[str, str] = ("", ""),
        label_tone: Tone = "dim",
    ) -> None:
        words = query.casefold().split()
        found = [entry for entry in entries if entry.fits(words)]
        self.total = len(found)
        shown = found[:_MOST]
        longest = max((_width(entry.label) for entry in shown if entry.text), default=0)
        label = max(12, min(longest, width * 45 // 100))
        room = max(8, width - _GUTTER - GAP - label)
        self._query = query
        self._label_tone = label_tone
        self._rows: list[tuple[Entry, str, bool]] = []
        for entry in shown:
            if not entry.text and self._rows:
                self._rows.append((_SPACE, "", True))
            rows = wrapped(entry.text, room)
            self._rows += [(entry, text, number == 0) for number, text in enumerate(rows)]
        if len(found) > _MOST:
            more = Entry("…", f"{count_text(len(found) - _MOST)} more are not shown", "warn")
            self._rows.append((more, more.text, True))
        self.columns: Sequence[Column] = (Column(titles[0], label), Column(titles[1], 8, grow=1))

    def __len__(self) -> int:
        return len(self._rows)

    def opens(self, row: int) -> object:
        """What enter leads to on a row; None for nothing."""
        return self._rows[row][0].opens if row < len(self._rows) else None

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row."""
        entry, text, first = self._rows[row]
        if not entry.text:
            return Cell.of(entry.label, "strong"), Cell("")
        label = entry.label if first else ""
        return (
            Cell.of(label, self._label_tone, match_spans(label, self._query)),
            Cell.of(text, entry.tone, match_spans(text, self._query)),
        )


def _width(label: str) -> int:
    return cell_width(visible(label[:_LONGEST]))
