"""All keys, made from the one registry of commands: those of the screen in front come first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from regbrowse.ui.command import Place
from regbrowse.ui.commands import at, bindings, key_text
from regbrowse.ui.screens.sheet_rows import Entry, SheetRows
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.row_list import RowList

_NEXT = (Place.EVERYWHERE, Place.FILTER)
"""What is good to know on any screen comes before the keys of other screens."""


class HelpScreen(ModalScreen[None]):
    """Every command with its key, as a list that moves like any other."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.HELP)

    def __init__(self, here: Sequence[Place] = ()) -> None:
        """`here` are the places of the screen that help is wanted for."""
        super().__init__()
        self.rows = RowList(id="keys")
        self._entries = list(_entries(dict.fromkeys((*here, *_NEXT, *Place))))

    def compose(self) -> ComposeResult:
        """The list, and how to leave it."""
        with Vertical(id="help"):
            yield self.rows
            yield Static(plain("esc closes this", "$foreground-muted"))

    def on_resize(self) -> None:
        """Wrap what the commands do into the new width."""
        self.call_after_refresh(self._fill)

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss()

    def _fill(self) -> None:
        width = self.rows.size.width
        titles = ("KEY", "WHAT IT DOES")
        rows = SheetRows(self._entries, width, titles=titles, label_tone="good")
        self.rows.show(rows, self.rows.cursor)


def _entries(places: Iterable[Place]) -> Iterator[Entry]:
    for place in places:
        yield Entry(place.value)
        for command in at(place):
            yield Entry(key_text(command), command.help)
