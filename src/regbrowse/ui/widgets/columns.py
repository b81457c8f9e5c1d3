"""The columns of a row list, and how wide each is in a given width."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from regbrowse.domain.printable import cell_width, visible
from regbrowse.ui.highlight import Span

GAP = 2
"""Cells between two columns."""

MOST_CHARACTERS = 1000
"""Characters of a text that are looked at: no terminal shows more, and hostile names are long."""

Tone = Literal["", "dim", "good", "warn", "bad", "strong"]
"""What a cell means; its text says so, too, for a state must not depend on color alone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text (made harmless), its tone, and the parts of it that match a filter."""

    text: str
    tone: Tone = ""
    spans: Sequence[Span] = ()

    @classmethod
    def of(cls, text: str, tone: Tone = "", spans: Sequence[Span] = ()) -> "Cell":
        """Make a cell of untrusted text. Spans are of the text as it was, if it was harmless."""
        text = text[:MOST_CHARACTERS]
        shown = visible(text)
        return cls(shown, tone, spans if shown == text else ())


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` cells wide; with `grow` it takes its share of what is left over.

    What is left over goes first to columns that `want` more cells than `width`, by their rank.
    Where the width does not do for all, columns are left out, those with the highest `rank` first;
    one with rank 0 stays. Texts of `paths` are cut in their middle: what tells paths apart is at
    their end.
    """

    title: str
    width: int
    grow: int = 0
    rank: int = 0
    want: int = field(default=0, kw_only=True)
    right: bool = field(default=False, kw_only=True)
    paths: bool = field(default=False, kw_only=True)


def fit(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Return (number of the column, its width) for those that are shown in `width` cells."""
    shown = list(range(len(columns)))
    while shown and _least(columns, shown) > width:
        rank = max(columns[number].rank for number in shown)
        if rank == 0:
            break
        shown.remove(next(n for n in reversed(shown) if columns[n].rank == rank))
    spare = width - _least(columns, shown)
    widths = [columns[number].width for number in shown]
    for place in sorted(range(len(shown)), key=lambda place: columns[shown[place]].rank):
        more = max(0, min(spare, columns[shown[place]].want - widths[place]))
        widths[place] += more
        spare -= more
    growing = sum(columns[number].grow for number in shown)
    if spare > 0 and growing:
        for place, number in enumerate(shown):
            widths[place] += spare * columns[number].grow // growing
    while spare < 0 and max(widths, default=1) > 1:
        widths[widths.index(max(widths))] -= 1
        spare += 1
    return list(zip(shown, widths, strict=True))


def _least(columns: Sequence[Column], shown: Sequence[int]) -> int:
    return sum(columns[number].width for number in shown) + GAP * max(0, len(shown) - 1)


def cut(text: str, width: int) -> str:
    """Return as much of `text` as fits `width` cells, with … in place of the rest."""
    # Marks take no cells, so there may be more characters than cells, but hardly this many.
    few = text[: 4 * width + 4]
    if len(few) == len(text) and cell_width(text) <= width:
        return text
    while few and cell_width(few) > width - 1:
        # One step back for each cell too many, or for two: the last characters may be wide.
        few = few[: len(few) - max(1, (cell_width(few) - width) // 2)]
    return few + "…"


def cut_middle(text: str, width: int, spans: Sequence[Span] = ()) -> tuple[str, Sequence[Span]]:
    """Return both ends of a text that is too long, with … between them, and where its spans are.

    The end gets two thirds of the room.
    """
    if len(text) <= 4 * width + 4 and cell_width(text) <= width:
        return text, spans
    head = text[: max(0, (width - 1) // 3)]
    while head and cell_width(head) > (width - 1) // 3:
        head = head[:-1]
    room = max(0, width - 1 - cell_width(head))
    tail = text[max(len(head), len(text) - room) :]
    while tail and cell_width(tail) > room:
        tail = tail[1:]
    gone = len(text) - len(tail)
    back = gone - len(head) - 1
    left = [(begin, min(end, len(head))) for begin, end in spans if begin < len(head)]
    right = [(max(begin, gone) - back, end - back) for begin, end in spans if end > gone]
    return f"{head}…{tail}", [*left, *right]
