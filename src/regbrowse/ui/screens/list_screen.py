"""What the screens with a list have in common: where one is, a filter, a count, the list, words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Input, Label, Static

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import limit_words
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.messages import NoticeRaised, OpenCheck, OpenFind, OpenImage, OpenTags
from regbrowse.ui.text import lines, plain
from regbrowse.ui.widgets.explanation import ExplanationPanel, Trouble
from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.key_line import KeyLine
from regbrowse.ui.widgets.line import Line
from regbrowse.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckReport

_CHECK = "t checks the registry, step by step"
_WHOLE = "w shows the rest"


class ListScreen(Screen[None]):
    """A list with a filter. Subclasses fill it, and say what opening a row means."""

    CSS_PATH: ClassVar[CSSPathType | None] = "list_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (Textual's type)
    AUTO_FOCUS = "RowList"
    PLACE: ClassVar[Place | None] = None
    """Which keys are at hand here."""

    def __init__(self, service: RegistryService, crumbs: str) -> None:
        super().__init__()
        self._service = service
        self.rows = RowList(id="rows")
        self.filter = FilterInput(self.rows)
        self._crumbs = crumbs
        self._warns = False

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
        yield ExplanationPanel(self.PLACE)
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

    def explain(self, error: Trouble | None, *, warns: bool = False) -> None:
        """Show what failed and what to do, or nothing; a check may find out more.

        `warns` says that everything else works without it.
        """
        ours = isinstance(error, RegbrowseError) and not isinstance(error, RegistryError)
        asked = error is not None and not ours and self.check_target() is not None
        panel = self.query_one(ExplanationPanel)
        if error is not panel.error:
            self._warns = warns
            panel.show(error, warns=warns, more=_CHECK if asked else "", whole=_WHOLE)
            self.refresh_bindings()

    def limit_words(self, *feeds: Feed) -> str:
        """Say what is left of the limits that registries have named; empty if they have not."""
        now = datetime.now(UTC)
        words = (
            (feed, limit_words(self._service.rate_limit(feed), now, feed.address)) for feed in feeds
        )
        alone = len(feeds) == 1
        return "   ".join(said if alone else f"{feed.name}: {said}" for feed, said in words if said)

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

    def on_descendant_focus(self) -> None:
        """Say anew what depends on whether keys are commands or letters."""
        self.focus_moved()

    def focus_moved(self) -> None:
        """The keys go to the list now, or to the filter."""

    def action_filter(self) -> None:
        """Go to the filter, at once: the next keys may be there already, and are letters."""
        self.set_focus(self.filter)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the filter, wherever the keys go."""
        event.stop()
        if self.filter.focusable:
            self.set_focus(self.filter)
            self.filter.paste(event.text)

    def check_target(self) -> CheckTarget | None:
        """What a check is about, None if there is nothing to check."""
        return None

    def checked(self, feed: Feed, report: "CheckReport | None") -> None:
        """A check has ended, with a report unless it was stopped."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a check only where there is something to check."""
        if action == "check":
            return self.check_target() is not None
        if action == "why":
            return self.query_one(ExplanationPanel).error is not None
        return super().check_action(action, parameters)

    def action_check(self) -> None:
        """Find out why the registry does or does not answer."""
        target = self.check_target()
        if target is None:
            return
        self.post_message(OpenCheck(self, target, lambda report: self.checked(target.feed, report)))

    @property
    def leads_back(self) -> bool:
        """Whether there is a screen before this one."""
        return len(self.app.screen_stack) > 1

    def action_why(self) -> None:
        """Show everything that is said of what failed."""
        error = self.query_one(ExplanationPanel).error
        if error is not None:
            from regbrowse.ui.screens.why import WhyScreen

            self.app.push_screen(WhyScreen(error, self.PLACE, warns=self._warns))

    def action_back(self) -> None:
        """Go back to the screen before this one; the first one stays."""
        if self.leads_back:
            self.dismiss()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.filter_changed(event.value)

    @on(RowList.Activated, "#rows")
    def _row_activated(self, event: RowList.Activated) -> None:
        event.stop()
        if self.is_active:  # Enter may be pressed again before another screen is in front.
            self.set_focus(self.rows)
            self.row_opened(event.row)

    @on(RowList.Highlighted, "#rows")
    def _row_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.row_highlighted(event.row)

    @on(FilterInput.Entered)
    def _text_entered(self, event: FilterInput.Entered) -> None:
        event.stop()
        if self.is_active:
            self.text_entered(event.text)

    def text_entered(self, text: str) -> None:
        """Enter was pressed on a text that no row fits."""

    def open_tags(self, feed: Feed, repository: str, tag: str | None = None) -> None:
        """Open the tags of a repository."""
        self.post_message(OpenTags(self, feed, repository, tag))

    def open_image(
        self, feed: Feed, repository: str, reference: str, platform: Platform | None = None
    ) -> None:
        """Open the image under a tag or digest."""
        self.post_message(OpenImage(self, feed, repository, reference, platform))

    def open_find(self, feeds: Sequence[Feed], within: str = "", query: str = "") -> None:
        """Look for a tag or digest in the repositories of feeds."""
        self.post_message(OpenFind(self, feeds, within, query))

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
