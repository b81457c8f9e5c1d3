"""The feeds: where everything begins."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from regbrowse.diagnosis.verdicts import WORDS, explain
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState, Trial
from regbrowse.domain.wording import age_text, count_text, plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.commands import Place, bindings
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.walks import WalkBoard, WalkChanged
from regbrowse.ui.widgets.columns import Cell, Column, Tone

_EMPTY_FILTER = "No feed matches. Backspace widens the filter."


class FeedRows:
    """Feeds as rows."""

    columns: Sequence[Column] = (
        Column("NAME", 10, grow=1),
        Column("ADDRESS", 19, grow=2, rank=1),
        Column("API", 4, rank=4),
        Column("REPOS", 9, rank=3, right=True),
        Column("REFRESHED", 10, rank=2),
        Column("STATE", 21, grow=2),
    )

    def __init__(
        self,
        states: Sequence[FeedState],
        results: dict[str, Trial | RegbrowseError],
        walks: WalkBoard,
        text: str,
    ) -> None:
        self.states = states
        self._results = results
        self._walks = walks
        self._text = text

    def __len__(self) -> int:
        return len(self.states)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return a feed's cells."""
        state = self.states[row]
        feed, catalog = state.feed, state.catalog
        known = catalog.refreshed_at is not None
        partial = "" if catalog.complete else "+"
        words, tone = self._state(feed, state)
        return (
            Cell.of(feed.name, "strong", match_spans(feed.name, self._text)),
            Cell.of(feed.address.display, "", match_spans(feed.address.display, self._text)),
            Cell(self._api(feed)),
            Cell(count_text(catalog.repositories) + partial if known else "-"),
            Cell(age_text(catalog.refreshed_at, datetime.now(UTC))),
            Cell.of(words, tone),
        )

    def _api(self, feed: Feed) -> str:
        result = self._results.get(feed.name)
        return result.api if isinstance(result, Trial) else feed.api.value

    def _state(self, feed: Feed, state: FeedState) -> tuple[str, Tone]:
        walk = self._walks.of(feed)
        if walk is not None and walk.running:
            read = walk.progress.repositories if walk.progress else 0
            return f"reading, {count_text(read)} so far", "warn"
        result = self._results.get(feed.name)
        if isinstance(result, RegbrowseError):
            return WORDS[result.code].title.removeprefix("The ").lower(), "bad"
        if isinstance(result, Trial):
            who = f", as {result.identity}" if result.identity else ""
            return f"ok{who}", "good"
        if state.catalog.refreshed_at is not None and not state.catalog.complete:
            return "list incomplete", "warn"
        return "-", "dim"


class FeedsScreen(ListScreen):
    """All feeds, what is known of them, and what they answered in this session."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FEEDS, Place.LIST)

    def __init__(self, service: RegistryService, walks: WalkBoard) -> None:
        super().__init__("regbrowse")
        self._service = service
        self._walks = walks
        self._states: Sequence[FeedState] = ()
        self._results: dict[str, Trial | RegbrowseError] = {}

    def on_mount(self) -> None:
        """Show the feeds."""
        self.reload()

    def on_screen_resume(self) -> None:
        """Show what has changed while another screen was in front."""
        self.reload()

    @work(exclusive=True, group="reload")
    async def reload(self) -> None:
        """Read the feeds and what is kept of them."""
        try:
            self._states = await self._service.feeds.states()
        except RegbrowseError as error:
            self.explain(error)
            self.say_empty("The feeds cannot be shown.")
            return
        self._fill()

    def filter_changed(self, text: str) -> None:
        """Show the feeds that contain all words in name or address."""
        self._fill()

    def row_opened(self, row: int) -> None:
        """Open the catalog of a feed."""
        from regbrowse.ui.screens.catalog import CatalogScreen

        self.app.push_screen(CatalogScreen(self._service, self._walks, [self._shown[row].feed]))

    def row_highlighted(self, row: int) -> None:
        """Explain what is wrong with the feed under the cursor."""
        feed = self.selected
        result = self._results.get(feed.name) if feed else None
        self.explain(result if isinstance(result, RegbrowseError) else None)

    @property
    def selected(self) -> Feed | None:
        """The feed under the cursor."""
        return self._shown[self.rows.cursor].feed if self._shown else None

    def action_open(self) -> None:
        """Open the catalog of the feed under the cursor."""
        self.rows.action_activate()

    def action_search_all(self) -> None:
        """Search all feeds together."""
        from regbrowse.ui.screens.catalog import CatalogScreen

        feeds = [state.feed for state in self._states]
        if feeds:
            self.app.push_screen(CatalogScreen(self._service, self._walks, feeds))

    def action_refresh(self) -> None:
        """Read the catalog of the feed under the cursor."""
        if self.selected is not None:
            self._walks.start(self.selected)

    def action_cancel(self) -> None:
        """Stop reading the catalog of the feed under the cursor."""
        if self.selected is not None:
            self._walks.cancel(self.selected)

    def action_test(self) -> None:
        """Try the feed under the cursor."""
        if self.selected is not None:
            self._test(self.selected)

    @work(group="test")
    async def _test(self, feed: Feed) -> None:
        self.say_status(f"asking {feed.address.display} ...")
        try:
            trial, notices = await self._service.feeds.try_out(feed)
        except RegbrowseError as error:
            self._results[feed.name] = error
            self.say_status("")
        else:
            self._results[feed.name] = trial
            who = f"logged in as {trial.identity}" if trial.identity else "without a login"
            milliseconds = round(trial.elapsed_s * 1000)
            self.say_status(
                f"{feed.name} works: {trial.api} over {trial.scheme}, {who}, {milliseconds} ms"
            )
            for notice in notices:
                self.app.notify(explain(notice.error).summary, severity="warning", markup=False)
        self._fill()

    @on(WalkChanged)
    def _walk_changed(self, event: WalkChanged) -> None:
        walk = event.walk
        if walk.report is not None and walk.report.error is not None:
            self._results[walk.feed.name] = walk.report.error
        if walk.running:
            self._fill()
        else:
            self.reload()

    def _fill(self) -> None:
        text = self.filter.value
        words = text.casefold().split()
        self._shown = [
            state
            for state in self._states
            if all(w in f"{state.feed.name} {state.feed.address.display}".casefold() for w in words)
        ]
        cursor = self.rows.cursor
        self.rows.show(FeedRows(self._shown, self._results, self._walks, text), cursor)
        total = len(self._states)
        self.say_count(f"{len(self._shown)} of {total}" if text else plural(total, "feed"))
        self.say_empty(_EMPTY_FILTER if self._states and not self._shown else None)

    _shown: Sequence[FeedState] = ()
