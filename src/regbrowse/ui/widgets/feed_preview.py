"""What is known of the feed under the cursor, at the right of a wide terminal."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label

from regbrowse.ui.text import plain
from regbrowse.ui.widgets.paragraphs import Paragraph, Paragraphs


class FeedPreview(VerticalScroll, can_focus=False):
    """A feed's name and its sheet. Hidden on a narrow terminal."""

    DEFAULT_CSS = """
    FeedPreview {
        display: none;
        width: 36%;
        max-width: 64;
        border-left: solid $panel;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > #feed-title {
            width: 1fr;
            text-style: bold;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
    }
    """

    def compose(self) -> ComposeResult:
        """A title and the sheet."""
        yield Label(id="feed-title")
        yield Paragraphs(id="feed-sheet")

    def show(self, title: str, sheet: Sequence[Paragraph]) -> None:
        """Show a feed, or nothing."""
        self.query_one("#feed-title", Label).update(plain(title))
        self.query_one(Paragraphs).say(sheet)
