"""The verdict of a check, and what to do."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from regbrowse.diagnosis.report_words import besides
from regbrowse.domain.check import HEALTHY, CheckReport
from regbrowse.ui.text import plain


class VerdictPanel(VerticalScroll, can_focus=True):
    """Shows a report's sentence, its hints, and what else there is to know."""

    DEFAULT_CSS = """
    VerdictPanel {
        display: none;
        height: auto;
        max-height: 60%;
        padding: 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        border-left: thick $error;
        &.-shown { display: block; }
        &.-warn { border-left: thick $warning; }
        &.-good { border-left: thick $success; }
        &:focus { background: $surface-lighten-1; }
        & > Static { height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """One text for everything."""
        yield Static(id="verdict")

    def show(self, report: CheckReport | None) -> None:
        """Show a report, or hide."""
        self.set_class(report is not None, "-shown")
        if report is None:
            return
        self.set_class(report.ok and report.code != HEALTHY, "-warn")
        self.set_class(report.code == HEALTHY, "-good")
        self.query_one("#verdict", Static).update(verdict(report))
        self.scroll_home(animate=False)


def verdict(report: CheckReport) -> Content:
    """Return the words of a report; they may hold what a registry sent."""
    parts = [plain(report.summary, "bold")]
    parts += [plain(f"  {number}. {hint}") for number, hint in enumerate(report.hints, 1)]
    for words, hint in besides(report):
        parts.append(plain(words))
        if hint is not None:
            parts.append(plain(f"  - {hint}"))
    return Content("\n").join(parts)
