"""The list of the feeds: what is known of each, or where to begin as long as there are none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.types import CSSPathType

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.feed_answers import FeedAnswers
from regbrowse.ui.screens.feed_rows import FeedRows, matching
from regbrowse.ui.screens.feed_sheet import feed_sheet
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.welcome import Welcome
from regbrowse.ui.walks import WalkChanged
from regbrowse.ui.widgets.feed_preview import FeedPreview

_EMPTY_FILTER = (
    "No feed matches.\n\nBackspace widens the filter; enter opens an address or a reference."
)


class FeedList(ListScreen):
    """Shows the feeds, and keeps showing what it knows when they cannot be read."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["list_screen.tcss", "welcome.tcss"]

    def __init__(self, service: RegistryService, answers: FeedAnswers) -> None:
        super().__init__(service, "regbrowse")
        self.answers = answers
        self.broken: RegbrowseError | None = None
        self.states: Sequence[FeedState] = ()
        self.welcome = Welcome(service)
        self._shown: Sequence[FeedState] = ()
        self._wanted: str | None = None

    def compose_beside(self) -> ComposeResult:
        """What takes the place of the list as long as there are no feeds, and the preview."""
        yield self.welcome
        yield FeedPreview()

    def on_screen_resume(self) -> None:
        """Show the feeds, and what has changed while another screen was in front."""
        self.reload()

    @property
    def selected(self) -> Feed | None:
        """The feed under the cursor."""
        return self._shown[self.rows.cursor].feed if self._shown else None

    def reload(self, select: str | None = None) -> None:
        """Read the feeds and what is kept of them, and put the cursor on one of them."""
        self._wanted = select or self._wanted
        self._reload()

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        try:
            self.states = await self._service.feeds.states()
        except RegbrowseError as error:
            self.broken = error
        else:
            self.broken = None
        self._show_welcome(not self.states and self.broken is None)
        self.fill()

    def filter_changed(self, text: str) -> None:
        """Show the feeds that contain all words in name or address."""
        self.fill()

    def row_highlighted(self, row: int) -> None:
        """Explain what is wrong with the feed under the cursor, or with all of them."""
        feed = self.selected
        if self.broken is not None or feed is None:
            self.explain(self.broken)
        else:
            self.explain(self.answers.trouble(feed), warns=self.answers.works(feed))
        self._preview()
        self.refresh_bindings()

    def _preview(self) -> None:
        """Show all that is known of the feed under the cursor, where there is room."""
        preview = self.query_one(FeedPreview)
        if not self._shown:
            preview.show("", ())
            return
        state = self._shown[self.rows.cursor]
        preview.show(state.feed.name, feed_sheet(state, self.answers, datetime.now(UTC)))

    def fill(self) -> None:
        """Show what is known now; the cursor stays on its feed."""
        text = self.filter.value
        name = self._wanted or (self.selected.name if self.selected else None)
        names = [state.feed.name for state in matching(self.states, text)]
        if text and self._wanted is not None and self._wanted not in names:
            # The filter would hide what was just added. Without it we are called again.
            self.filter.value = ""
            return
        self._wanted = None
        self._shown = matching(self.states, text)
        cursor = names.index(name) if name in names else self.rows.cursor
        self.rows.show(FeedRows(self._shown, self.answers, text), cursor)
        total = len(self.states)
        counted = f"{len(names)} of {total}" if text else plural(total, "feed")
        self.say_count(counted if total or self.broken is None else "")
        self.say_empty(self._empty_words())

    def _empty_words(self) -> str | None:
        if self._shown:
            return None
        if self.broken is not None:
            return f"{explain(self.broken).summary}\n\nr reads the file again."
        return _EMPTY_FILTER if self.states else None

    def _show_welcome(self, shown: bool) -> None:
        if shown == self.has_class("-welcome"):
            return
        self.set_class(shown, "-welcome")
        if shown:
            self.welcome.show()
        else:
            self.rows.focus()

    @on(WalkChanged)
    def _walk_changed(self, event: WalkChanged) -> None:
        if event.walk.running:
            self.fill()
        else:
            self.reload()
