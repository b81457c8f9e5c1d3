"""The whole explanation of a failure, where the list leaves room for a part of it only."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Label

from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.widgets.explanation import Trouble, explanation
from regbrowse.ui.widgets.paragraphs import Paragraphs


class WhyScreen(ModalScreen[None]):
    """Everything there is to say of one failure; arrows scroll, escape closes."""

    CSS_PATH: ClassVar[CSSPathType | None] = "why.tcss"
    AUTO_FOCUS = "#why-scroll"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.WHY)

    def __init__(self, error: Trouble, place: Place | None, *, warns: bool) -> None:
        """`place` is that of the screen behind, whose keys are at hand again at once."""
        super().__init__()
        self._words, _ = explanation(error, place, warns=warns)

    def compose(self) -> ComposeResult:
        """One text that scrolls, and how to leave it."""
        with Vertical(id="why"):
            with VerticalScroll(id="why-scroll"):
                yield Paragraphs(id="why-text")
            yield Label("esc closes", id="why-keys", markup=False)

    def on_mount(self) -> None:
        """Say it."""
        self.query_one(Paragraphs).say(self._words)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines, as in a list."""
        self.query_one("#why-scroll").scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss()
