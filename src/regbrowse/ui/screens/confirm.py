"""A question before something is lost."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.text import lines, plain


class ConfirmScreen(ModalScreen[bool]):
    """Asks; y says yes, escape and n say no, and so does enter until the other answer is chosen."""

    CSS_PATH = "confirm.tcss"
    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.QUESTION),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, details: str, *, yes: str, no: str) -> None:
        """`yes` and `no` say what happens then; all of it may hold untrusted text."""
        super().__init__()
        self._question = question
        self._details = details
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """The question and its two answers."""
        with Vertical(id="confirm"):
            yield Static(plain(self._question), id="question")
            yield Static(lines(self._details), id="details")
            with Horizontal(id="answers"):
                yield _button(f"{self._yes}  y", "yes", action="screen.answer(True)")
                yield _button(f"{self._no}  esc", "no", action="screen.answer(False)")

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)


def _button(label: str, name: str, action: str) -> Button:
    return Button(plain(label), id=name, action=action, compact=True)
