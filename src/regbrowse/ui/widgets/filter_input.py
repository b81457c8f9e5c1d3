"""The line that filters a list, while the list stays within reach of the keys."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from regbrowse.ui.widgets.row_list import RowList


class FilterInput(Input):
    """An input above a list: what moves in a list moves in that list, enter opens its row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "rows('move', -1)", show=False),
        Binding("down", "rows('move', 1)", show=False),
        Binding("pageup", "rows('page', -1)", show=False),
        Binding("pagedown", "rows('page', 1)", show=False),
        Binding("enter", "rows('activate')", "Open"),
        Binding("escape", "leave", "To the list", key_display="esc"),
    ]

    def __init__(self, rows: RowList) -> None:
        super().__init__(placeholder="/ filters", compact=True, id="filter")
        self._rows = rows
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, so that the footer does not offer what it does elsewhere."""
        # Textual looks keys up among Unicode's names, where the slash is a solidus.
        return key == "slash" or super().check_consume_key(key, character)

    async def action_rows(self, action: str, amount: int | None = None) -> None:
        """Do in the list what a key means there."""
        argument = "" if amount is None else str(amount)
        await self._rows.run_action(f"{action}({argument})")

    def action_leave(self) -> None:
        """Go back to the list and keep the filter."""
        self._rows.focus()
