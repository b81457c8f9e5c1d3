"""A list whose cells may have parts in different tones, as JSON has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style

from regbrowse.ui.widgets.columns import Cell
from regbrowse.ui.widgets.row_list import RowList
from regbrowse.ui.widgets.row_painter import RowPainter

Paint = tuple[int, int, str]
"""Begin and end of a part of a text in characters, and its tone: `key`, `number` or a `Tone`."""


@dataclass(frozen=True, slots=True)
class PaintedCell(Cell):
    """A cell with painted parts, in order and not overlapping."""

    paint: Sequence[Paint] = ()


class _ColorPainter(RowPainter):
    """Draws the parts of painted cells in their tones, unless they have something to mark."""

    def _parts(self, text: str, cell: Cell, style: Style) -> list[Segment]:
        if cell.spans or not isinstance(cell, PaintedCell):
            return super()._parts(text, cell, style)
        segments: list[Segment] = []
        at = 0
        for begin, end, tone in cell.paint:
            if begin >= len(text):
                break
            segments.append(Segment(text[at:begin], style))
            segments.append(Segment(text[begin:end], style + self.tone(f"row-list--{tone}")))
            at = end
        return [*segments, Segment(text[at:], style)]


class PaintedList(RowList):
    """A row list that draws painted cells, too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--key", "row-list--number"}
    DEFAULT_CSS = """
    PaintedList {
        & > .row-list--key { color: $text-primary; }
        & > .row-list--number { color: $text-warning; }
    }
    """
    PAINTER = _ColorPainter
