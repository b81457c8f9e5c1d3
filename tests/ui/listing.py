"""A list on its own, with rows that know whether they were asked for."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from regbrowse.ui.widgets.columns import Cell, Column
from regbrowse.ui.widgets.row_list import RowList, RowSource


class Numbers:
    """So many rows: a name and the number."""

    columns: Sequence[Column] = (Column("NAME", 12, grow=1), Column("NUMBER", 9, right=True))

    def __init__(self, count: int) -> None:
        self._count = count
        self.asked: list[int] = []
        """Each row whose cells were asked for, in order."""

    def __len__(self) -> int:
        return self._count

    def cells(self, row: int) -> Sequence[Cell]:
        assert 0 <= row < self._count
        self.asked.append(row)
        return Cell(f"row {row}", "strong"), Cell(str(row))


class Fixed:
    """Rows of given cells in one column or more."""

    def __init__(self, *rows: Sequence[Cell], columns: Sequence[Column] | None = None) -> None:
        self._rows = rows
        self.columns: Sequence[Column] = columns or (Column("NAME", 8, grow=1),)

    def __len__(self) -> int:
        return len(self._rows)

    def cells(self, row: int) -> Sequence[Cell]:
        return self._rows[row]


class ListApp(App[str]):
    """One list that fills the screen."""

    def __init__(self, source: RowSource) -> None:
        super().__init__()
        self.animation_level = "none"
        self.rows = RowList(id="rows")
        self.opened: list[int] = []
        self.highlighted: list[int] = []
        self._first = source

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_mount(self) -> None:
        self.rows.show(self._first)

    @on(RowList.Activated, "#rows")
    def _activated(self, event: RowList.Activated) -> None:
        self.opened.append(event.row)

    @on(RowList.Highlighted, "#rows")
    def _highlighted(self, event: RowList.Highlighted) -> None:
        self.highlighted.append(event.row)


@asynccontextmanager
async def listing(
    source: RowSource, size: tuple[int, int] = (40, 11)
) -> AsyncIterator[tuple[Pilot[str], ListApp]]:
    """Show rows, by default ten of them below the header."""
    app = ListApp(source)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot, app


def strips(app: App[str]) -> list[Strip]:
    """The lines of the screen as they are drawn."""
    return list(app.screen._compositor.render_strips())


def shown(app: App[str]) -> list[str]:
    """The lines of the screen, without blanks at their ends."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips(app)]


def styled(app: App[str], text: str) -> Style:
    """The style of the segment with exactly this text."""
    return next(s.style or Style() for s in segments(app) if s.text == text)


def segments(app: App[str]) -> list[Segment]:
    """Everything that is drawn."""
    return [segment for strip in strips(app) for segment in strip]
