"""What the screens with a list have in common: where one is, a filter, a count, the list, words."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Input, Label, Static

from regbrowse.domain.check import CheckReport, CheckTarget
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.progress import Notice
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.messages import NoticeRaised, OpenCheck, OpenFind, OpenImage, OpenTags
from regbrowse.ui.text import lines, plain
from regbrowse.ui.widgets.explanation import ExplanationPanel, Trouble
from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.key_line import KeyLine
from regbrowse.ui.widgets.line import Line
from regbrowse.ui.widgets.row_list import RowList

_CHECK = "t checks the registry, step by step"


class ListScreen(Screen[None]):
    """A list with a filter. Subclasses fill it, and say what opening a row means."""

    CSS_PATH: ClassVar[CSSPathType | None] = "list_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (Textual's type)
    AUTO_FOCUS = "RowList"

    def __init__(self, service: RegistryService, crumbs: str) -> None:
        super().__init__()
        self._service = service
        self.rows = RowList(id="rows")
        self.filter = FilterInput(self.rows)
        self._crumbs = crumbs

    def compose(self) -> ComposeResult:
        """The parts from top to bottom."""
        with Horizontal(id="top"):
            yield Label(plain(self._crumbs), id="crumbs")
            yield self.filter
            yield Line(id="count")
        yield from self.compose_above()
        with Horizontal(id="body"):
            with Vertical(id="main"):
                yield self.rows
                yield Static(id="empty")
            yield from self.compose_beside()
        yield ExplanationPanel(id="explanation")
        yield Line(id="status")
        yield KeyLine()

    def compose_above(self) -> ComposeResult:
        """What stands between the filter and the list."""
        yield from ()

    def compose_beside(self) -> ComposeResult:
        """What stands at the right of the list on a wide terminal."""
        yield from ()

    def say_count(self, text: str) -> None:
        """Say how many of how many are shown."""
        self.query_one("#count", Line).say(text)

    def say_status(self, text: str) -> None:
        """Say in the line above the keys what is going on."""
        line = self.query_one("#status", Line)
        line.say(text)
        line.display = bool(text)

    def say_empty(self, text: str | None) -> None:
        """Show words in the place of the list, or the list."""
        if text is not None:
            self.query_one("#empty", Static).update(lines(text))
        self.query_one("#main").set_class(text is not None, "-empty")

    def explain(self, error: Trouble | None) -> None:
        """Show what failed and what to do, or nothing; a check may find out more."""
        asked = isinstance(error, RegistryError | CheckReport) and self.check_target() is not None
        self.query_one(ExplanationPanel).show(error, _CHECK if asked else "")

    def notice(self, notice: Notice) -> None:
        """Tell what a person should know although the work goes on."""
        self.app.post_message(NoticeRaised(notice))

    def copy(self, text: str | None, otherwise: str) -> None:
        """Copy text to the clipboard of the terminal (OSC 52), or say why there is none."""
        if text is None:
            self.warn(otherwise)
            return
        self.app.copy_to_clipboard(text)
        self.app.notify(str(plain(f"Copied: {text}")), markup=False, timeout=3)

    def warn(self, text: str) -> None:
        """Say why something was not done; the text may hold untrusted names."""
        self.app.notify(str(plain(text)), severity="warning", markup=False)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.filter.focus()

    def check_target(self) -> CheckTarget | None:
        """What a check is about, None if there is nothing to check."""
        return None

    def checked(self, feed: Feed, report: CheckReport | None) -> None:
        """A check has ended, with a report unless it was stopped."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a check only where there is something to check."""
        if action == "check":
            return self.check_target() is not None
        return super().check_action(action, parameters)

    def action_check(self) -> None:
        """Find out why the registry does or does not answer."""
        target = self.check_target()
        if target is None:
            return
        self.post_message(OpenCheck(target, lambda report: self.checked(target.feed, report)))

    def action_back(self) -> None:
        """Go back to the screen before this one; the first one stays."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.filter_changed(event.value)

    @on(RowList.Activated, "#rows")
    def _row_activated(self, event: RowList.Activated) -> None:
        event.stop()
        self.row_opened(event.row)

    @on(RowList.Highlighted, "#rows")
    def _row_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.row_highlighted(event.row)

    @on(FilterInput.Entered)
    def _text_entered(self, event: FilterInput.Entered) -> None:
        event.stop()
        self.text_entered(event.text)

    def text_entered(self, text: str) -> None:
        """Enter was pressed on a text that no row fits."""

    def open_tags(self, feed: Feed, repository: str, tag: str | None = None) -> None:
        """Open the tags of a repository."""
        self.post_message(OpenTags(feed, repository, tag))

    def open_image(
        self, feed: Feed, repository: str, reference: str, platform: Platform | None = None
    ) -> None:
        """Open the image under a tag or digest."""
        self.post_message(OpenImage(feed, repository, reference, platform))

    def open_find(self, feeds: Sequence[Feed], within: str = "", query: str = "") -> None:
        """Look for a tag or digest in the repositories of feeds."""
        self.post_message(OpenFind(feeds, within, query))

    def open_reference(self, text: str, feed: Feed | None = None) -> None:
        """Open what a person typed or pasted: a name in `feed`, or a whole reference."""
        try:
            found, reference = self._service.feeds.reference(text, feed)
        except RegbrowseError as error:
            self.notice(Notice(error))
            return
        if reference.digest is not None:
            self.open_image(found, reference.repository, reference.digest)
        else:
            self.open_tags(found, reference.repository, reference.tag)

    def filter_changed(self, text: str) -> None:
        """Another filter was typed."""

    def row_opened(self, row: int) -> None:
        """A row was opened."""

    def row_highlighted(self, row: int) -> None:
        """The cursor is on another row."""
