"""The line that filters a list, while the list stays within reach of the keys."""

from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from regbrowse.domain.printable import visible
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.widgets.row_list import RowList


class _Harmless(Highlighter):
    """Draws what a terminal would obey as one character each, so that the cursor stays right.

    The text itself stays what was pasted, or what a registry calls a namespace: it is searched for.
    """

    def highlight(self, text: Text) -> None:
        """Show what cannot be seen."""
        shown = (visible(character) for character in text.plain)
        text.plain = "".join(each if len(each) == 1 else "\ufffd" for each in shown)


class FilterInput(Input):
    """An input above a list: what moves in a list moves in that list, enter opens its row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "rows('move', -1)", show=False),
        Binding("down", "rows('move', 1)", show=False),
        Binding("pageup", "rows('page', -1)", show=False),
        Binding("pagedown", "rows('page', 1)", show=False),
        *bindings(Place.FILTER),
    ]

    class Entered(Message):
        """Enter was pressed on a text that no row fits."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, rows: RowList) -> None:
        super().__init__(
            placeholder="/ filters", highlighter=_Harmless(), compact=True, id="filter"
        )
        self._rows = rows
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted in our own way, not in that of any input."""
        event.prevent_default()
        event.stop()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Take the first line that says something, and say if there were more."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        self.replace("".join(lines[:1]), *self.selection)
        if len(lines) > 1:
            self.notify(
                f"Only the first of {len(lines)} lines was pasted: a filter is one line.",
                severity="warning",
            )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, so that the footer does not offer what it does elsewhere."""
        # Textual looks keys up among Unicode's names, where the slash is a solidus.
        return key == "slash" or super().check_consume_key(key, character)

    async def action_rows(self, action: str, amount: int | None = None) -> None:
        """Do in the list what a key means there."""
        argument = "" if amount is None else str(amount)
        await self._rows.run_action(f"{action}({argument})")

    def action_enter(self) -> None:
        """Open the row under the cursor, or what was typed if there is none."""
        if self._rows.row_count:
            self._rows.action_activate()
        elif text := self.value.strip():
            self.post_message(self.Entered(text))

    def action_leave(self) -> None:
        """Go back to the list and keep the filter."""
        self.screen.set_focus(self._rows)
