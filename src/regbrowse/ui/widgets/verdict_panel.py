"""The verdict of a check, and what to do."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from regbrowse.domain.check import HEALTHY, CheckReport
from regbrowse.ui.command import Place
from regbrowse.ui.widgets.advice import verdict
from regbrowse.ui.widgets.paragraphs import Paragraphs


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
    }
    """

    def compose(self) -> ComposeResult:
        """One text for everything."""
        yield Paragraphs(id="verdict")

    def show(self, report: CheckReport | None) -> None:
        """Show a report, or hide."""
        self.set_class(report is not None, "-shown")
        if report is None:
            return
        self.set_class(report.ok and report.code != HEALTHY, "-warn")
        self.set_class(report.code == HEALTHY, "-good")
        self.query_one(Paragraphs).say(verdict(report, Place.CHECK))
        self.scroll_home(animate=False)
