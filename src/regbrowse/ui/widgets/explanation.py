"""A failure in words, and what to do about it, below what is still known."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from regbrowse.domain.check import CheckReport
from regbrowse.domain.errors import RegbrowseError
from regbrowse.ui.text import plain

if TYPE_CHECKING:
    from regbrowse.diagnosis.verdicts import Explanation

Trouble = RegbrowseError | CheckReport
"""What can be explained: a failure, or a check that found one."""


class ExplanationPanel(VerticalScroll, can_focus=False):
    """Shows one error; hidden as long as there is none."""

    DEFAULT_CSS = """
    ExplanationPanel {
        display: none;
        height: auto;
        max-height: 50%;
        padding: 0 1;
        border-left: thick $error;
        background: $surface;
        &.-shown { display: block; }
        & > Static { height: auto; }
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._error: Trouble | None = None

    def compose(self) -> ComposeResult:
        """One text for everything."""
        yield Static(id="explanation-text")

    def show(self, error: Trouble | None, more: str = "") -> None:
        """Explain `error`, or hide. `more` says which key finds out more."""
        if error is self._error:
            return
        self._error = error
        self.set_class(error is not None, "-shown")
        if error is not None:
            self.query_one("#explanation-text", Static).update(explanation(error, more))


def explanation(error: Trouble, more: str = "") -> Content:
    """Return the words of an error: a sentence, then its hints in their order, then `more`."""
    words = error if isinstance(error, CheckReport) else _explained(error)
    hints = [plain(f"  {number}. {hint}") for number, hint in enumerate(words.hints, 1)]
    last = [plain(f"  {more}", "$foreground-muted")] if more else []
    return Content("\n").join([plain(words.summary, "bold"), *hints, *last])


def _explained(error: RegbrowseError) -> "Explanation":
    from regbrowse.diagnosis.verdicts import explain  # not needed where nothing fails

    return explain(error)
