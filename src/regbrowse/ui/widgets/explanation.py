"""A failure in words, and what to do about it, below what is still known."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from regbrowse.domain.errors import RegbrowseError
from regbrowse.ui.text import plain


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
        self._error: RegbrowseError | None = None

    def compose(self) -> ComposeResult:
        """One text for everything."""
        yield Static(id="explanation-text")

    def show(self, error: RegbrowseError | None) -> None:
        """Explain `error`, or hide."""
        if error is self._error:
            return
        self._error = error
        self.set_class(error is not None, "-shown")
        if error is not None:
            self.query_one("#explanation-text", Static).update(explanation(error))


def explanation(error: RegbrowseError) -> Content:
    """Return the words of an error: a sentence, then its hints in their order."""
    from regbrowse.diagnosis.verdicts import explain  # not needed where nothing fails

    words = explain(error)
    hints = [plain(f"  {number}. {hint}") for number, hint in enumerate(words.hints, 1)]
    return Content("\n").join([plain(words.summary, "bold"), *hints])
