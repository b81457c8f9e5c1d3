"""What can be copied of a tag or an image, as a small list in front of the screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from regbrowse.domain.copying import Copied, Copyable, copy_choices
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.columns import Cell, Column
from regbrowse.ui.widgets.row_list import RowList


class CopyRows:
    """Choices as rows."""

    def __init__(self, choices: Sequence[Copied]) -> None:
        self.choices = choices
        longest = max((len(choice.label) for choice in choices), default=0)
        self.columns: Sequence[Column] = (Column("WHAT", longest), Column("TEXT", 20, grow=1))

    def __len__(self) -> int:
        return len(self.choices)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a choice."""
        choice = self.choices[row]
        return Cell(choice.label, "dim"), Cell.of(choice.text)


class CopyMenu(ModalScreen[str]):
    """A list of texts; enter or a second click copies one, and returns it."""

    CSS_PATH = "copy_menu.tcss"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.COPY)

    def __init__(self, choices: Sequence[Copied]) -> None:
        super().__init__()
        self.rows = RowList(id="choices")
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The list, and the whole text under the cursor."""
        with Vertical(id="copy"):
            yield Static(plain("Copy", "bold"), id="title")
            yield self.rows
            yield Static(id="whole")
            yield Static(plain("enter copies   esc closes", "$foreground-muted"))

    def on_mount(self) -> None:
        """Fill the list."""
        self.rows.styles.height = len(self._choices) + 1
        self.rows.show(CopyRows(self._choices))

    def action_take(self) -> None:
        """Copy what is under the cursor."""
        self.dismiss(self._choices[self.rows.cursor].text)

    def action_close(self) -> None:
        """Close and copy nothing."""
        self.dismiss()

    @on(RowList.Activated)
    def _clicked(self) -> None:
        self.action_take()

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        self.query_one("#whole", Static).update(plain(self._choices[event.row].text))


def open_copy_menu(
    screen: ListScreen, thing: Copyable | None, first: Sequence[Copied] = ()
) -> None:
    """Let a person choose what to copy, or say on `screen` why there is nothing.

    `first` is what else there is to copy, of what is under the cursor.
    """
    choices = [*first, *(copy_choices(thing) if thing is not None else ())]
    if not choices:
        screen.warn("This is no valid name, so there is nothing to copy.")
        return

    def copy(text: str | None) -> None:
        if text is not None:
            screen.copy(text, "")

    screen.app.push_screen(CopyMenu(choices), copy)
