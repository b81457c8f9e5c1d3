"""A list of rows that draws a million as fast as ten: only what is on the screen is asked for.

Built on Textual's line API. Rows come from a `RowSource` by number; a list never holds them.
"""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from regbrowse.ui.widgets.columns import Cell, Column, fit
from regbrowse.ui.widgets.row_painter import RowPainter

_GUTTER = 2
"""Cells in front of a row, where the cursor is shown without color."""

_HEADER = 1
"""Lines above the rows."""


class RowSource(Protocol):
    """Where rows come from. `cells` is called for each row on the screen, and must be quick."""

    columns: Sequence[Column]

    def __len__(self) -> int: ...

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row, one for each column."""
        ...


class NoRows:
    """A source without rows."""

    columns: Sequence[Column] = ()

    def __len__(self) -> int:
        return 0

    def cells(self, row: int) -> Sequence[Cell]:
        """There are none."""
        raise IndexError(row)


class _OfRow(Message):
    """Something that happened to a row of a list."""

    def __init__(self, row_list: "RowList", row: int) -> None:
        self.row_list = row_list
        self.row = row
        super().__init__()

    @property
    def control(self) -> "RowList":
        """The list, for `@on` with a selector."""
        return self.row_list


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor, a header and a scroll bar.

    It leaves the arrows to the sides to its screen: nothing is wider than the list.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--header",
        "row-list--cursor",
        "row-list--match",
        "row-list--dim",
        "row-list--good",
        "row-list--warn",
        "row-list--bad",
        "row-list--strong",
    }
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .row-list--header { text-style: bold dim; }
        & > .row-list--cursor { background: $surface-lighten-1; }
        & > .row-list--match { color: $text-accent; text-style: bold underline; }
        & > .row-list--dim { text-style: dim; }
        & > .row-list--good { color: $text-success; }
        & > .row-list--warn { color: $text-warning; }
        & > .row-list--bad { color: $text-error; }
        & > .row-list--strong { text-style: bold; }
        &:focus > .row-list--cursor { background: $primary-muted; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
    ]

    PAINTER: ClassVar[type[RowPainter]] = RowPainter

    cursor = reactive(0, repaint=False)
    """The row under the cursor; 0 if there are none."""

    class Highlighted(_OfRow):
        """The cursor is on another row, or on a row of other rows."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts: a held key moves faster than a preview is drawn."""
            return isinstance(message, RowList.Highlighted)

    class Activated(_OfRow):
        """A row was opened with enter or a second click."""

    class Scrolled(_OfRow):
        """Other rows are in view, down to `row`."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, RowList.Scrolled)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._source: RowSource = NoRows()
        self._count = 0
        self._layout: list[tuple[int, int]] = []
        self._fitted = -1

    @property
    def source(self) -> RowSource:
        """The rows that are shown."""
        return self._source

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self._count

    def show(self, source: RowSource, cursor: int = 0, *, still: bool = False) -> None:
        """Show other rows, with the cursor on one of them.

        `still` says that they are the same ones and more: what is in view stays in view, also where
        the list was scrolled away from the cursor.
        """
        still = still and cursor == self.cursor
        self._source = source
        self._count = len(source)
        self._measure()
        self.set_reactive(RowList.cursor, self._within(cursor))
        if not still:
            self._bring_into_view()
        self.refresh()
        self.post_message(self.Highlighted(self, self.cursor))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return self._within(cursor)

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows that changed."""
        self._redraw(old)
        self._redraw(new)
        self._bring_into_view()
        self.post_message(self.Highlighted(self, new))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell which rows are in view, by whatever they came there."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled(self, round(new_value) + self._page - 1))

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by some screens."""
        self.cursor += pages * self._page

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = self._count - 1

    def action_activate(self) -> None:
        """Open the row under the cursor."""
        if self._count:
            self.post_message(self.Activated(self, self.cursor))

    def on_resize(self) -> None:
        """Fit the columns into the new width."""
        self._measure()
        self._bring_into_view()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a row; open it if the cursor was there, as Textual's lists do."""
        row = event.y - _HEADER + self.scroll_offset.y
        if event.y < _HEADER or not 0 <= row < self._count:
            return
        if row == self.cursor:
            self.action_activate()
        self.cursor = row

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        if width != self._fitted:
            # A scroll bar comes and goes without a resize of the list itself.
            self._layout = fit(self._source.columns, width - _GUTTER)
            self._fitted = width
        if y < _HEADER:
            return self._strip(
                [Cell(column.title) for column in self._source.columns],
                self.get_component_rich_style("row-list--header"),
                " " * _GUTTER,
            )
        row = y - _HEADER + self.scroll_offset.y
        if row >= self._count:
            return Strip.blank(width, self.rich_style)
        if row == self.cursor:
            style = self.get_component_rich_style("row-list--cursor")
            return self._strip(self._source.cells(row), style, "> ")
        return self._strip(self._source.cells(row), self.rich_style, " " * _GUTTER)

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - _HEADER)

    def _within(self, row: int) -> int:
        return max(0, min(row, self._count - 1))

    def _measure(self) -> None:
        size = Size(self.scrollable_content_region.width, self._count + _HEADER)
        self._fitted = -1
        height = self.container_size.height
        if not height or (size.height > height) != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        # The scroll bar stays or stays away, so the screen need not be laid out anew, which takes
        # longer than to draw the rows.
        self.set_reactive(RowList.virtual_size, size)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def _bring_into_view(self) -> None:
        top = self.scroll_offset.y
        target = min(max(top, self.cursor - self._page + 1), self.cursor)
        if target != top:
            self.scroll_to(y=target, animate=False, immediate=True, force=True)

    def _redraw(self, row: int) -> None:
        line = row - self.scroll_offset.y + _HEADER
        self.refresh(Region(0, line, self.size.width, 1))

    def _strip(self, cells: Sequence[Cell], base: Style, gutter: str) -> Strip:
        painter = self.PAINTER(self._source.columns, self._layout, base, self._tone)
        return painter.strip(cells, gutter, self.scrollable_content_region.width)

    def _tone(self, name: str) -> Style:
        """The foreground and weight of a component; the background is that of the row."""
        return self.get_component_rich_style(name, partial=True)
