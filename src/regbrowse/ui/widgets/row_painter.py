"""How one row of a list is drawn: cells cut to their columns, with what was searched for marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from regbrowse.domain.printable import cell_width
from regbrowse.ui.widgets.columns import GAP, Cell, Column, cut, cut_middle


@dataclass(frozen=True, slots=True)
class RowPainter:
    """Draws rows of the same columns. `layout` has the number and the width of those that fit."""

    columns: Sequence[Column]
    layout: Sequence[tuple[int, int]]
    base: Style
    tone: Callable[[str], Style]
    """Returns the style of a component of the list, which is put on the base."""

    def strip(self, cells: Sequence[Cell], gutter: str, width: int) -> Strip:
        """Return one line of so many terminal cells."""
        segments = [Segment(gutter, self.base)]
        for place, (number, room) in enumerate(self.layout):
            if place:
                segments.append(Segment(" " * GAP, self.base))
            segments += self._cell(cells[number], room, self.columns[number])
        return Strip(segments).adjust_cell_length(width, self.base)

    def _cell(self, cell: Cell, width: int, column: Column) -> list[Segment]:
        if column.paths:
            text, spans = cut_middle(cell.text, width, cell.spans)
            cell = replace(cell, spans=spans)
        else:
            text = cut(cell.text, width)
        style = self.base
        if cell.tone:
            style = self.base + self.tone(f"row-list--{cell.tone}")
        padding = Segment(" " * (width - cell_width(text)), self.base)
        parts = self._parts(text, cell, style)
        return [padding, *parts] if column.right else [*parts, padding]

    def _parts(self, text: str, cell: Cell, style: Style) -> list[Segment]:
        if not cell.spans:
            return [Segment(text, style)]
        match = style + self.tone("row-list--match")
        segments: list[Segment] = []
        at = 0
        for begin, end in cell.spans:
            if begin >= len(text):
                break
            segments += [Segment(text[at:begin], style), Segment(text[begin:end], match)]
            at = end
        return [*segments, Segment(text[at:], style)]
