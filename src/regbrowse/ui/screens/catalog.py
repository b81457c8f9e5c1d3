"""The catalog of one feed, or of several together: type three letters, open the repository."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from regbrowse.domain.catalog import Match, Namespace, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.pull import pull_name
from regbrowse.domain.wording import age_text, count_text, plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.commands import Place, bindings
from regbrowse.ui.screens.catalog_rows import NamespaceRows, RepositoryRows
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.walks import Walk, WalkBoard, WalkChanged
from regbrowse.ui.widgets.tag_preview import TagPreview

_SEARCH_WHILE_WALKING_S = 0.5
"""A growing list is searched again this often, so that the rows do not flicker under the eyes."""

_NOTHING = SearchResult("", 0, fuzzy=False, matches=(), feeds=())


class CatalogScreen(ListScreen):
    """Repositories, filtered as one types, also while the catalog is being read and offline."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CATALOG, Place.LIST)

    def __init__(self, service: RegistryService, walks: WalkBoard, feeds: Sequence[Feed]) -> None:
        name = feeds[0].name if len(feeds) == 1 else plural(len(feeds), "feed")
        super().__init__(f"{name} > catalog")
        self._service = service
        self._walks = walks
        self._feeds = list(feeds)
        self._result = _NOTHING
        self._namespaces: Sequence[Namespace] | None = None
        self._grouped = False
        self._searched_at = 0.0

    def compose_beside(self) -> ComposeResult:
        """The tags of the repository under the cursor."""
        yield TagPreview(self._service)

    async def on_mount(self) -> None:
        """Show what is kept; read what was never read."""
        self.search()
        for feed in self._feeds:
            state = await self._service.feeds.catalog_state(feed)
            if state.refreshed_at is None:
                self._walks.start(feed)
        self._say_walks()

    def on_screen_resume(self) -> None:
        """Show what has changed while another screen was in front."""
        self.search()
        self._say_walks()

    def filter_changed(self, text: str) -> None:
        """Search for what was typed."""
        self.search(reset=True)

    @work(exclusive=True, group="search")
    async def search(self, *, reset: bool = False) -> None:
        """Search, and show the hits in place of the old ones when they are there."""
        text = self.filter.value
        self._searched_at = time.monotonic()
        if self._grouped:
            self._namespaces = await self._service.namespaces(self._feeds, text)
            self._result = await self._service.search(self._feeds, text, limit=1)
        else:
            self._namespaces = None
            self._result = await self._service.search(self._feeds, text)
        for notice in self._service.take_notices():
            self.notice(notice)
        self._show(0 if reset else self.rows.cursor)

    def row_opened(self, row: int) -> None:
        """Open the tags of a repository, or the repositories of a namespace."""
        match = self._match_at(row)
        if match is not None:
            from regbrowse.ui.screens.tags import TagsScreen

            feed = self._feed(match.feed)
            self.app.push_screen(TagsScreen(self._service, feed, match.repository))
        elif self._namespaces is not None:
            self._grouped = False
            # A slash in front asks for the start of a component.
            self.filter.value = f"/{self._namespaces[row].name}/"

    def row_highlighted(self, row: int) -> None:
        """Preview the tags of the repository under the cursor."""
        preview = self.query_one(TagPreview)
        match = self._match_at(row)
        if match is None:
            preview.clear()
        else:
            preview.show(self._feed(match.feed), match.repository)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop a walk only while there is one."""
        if action == "cancel":
            return any(walk.running for walk in self._all_walks())
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.rows.action_activate()

    def action_refresh(self) -> None:
        """Read the catalogs anew."""
        for feed in self._feeds:
            self._walks.start(feed)
        self._say_walks()

    def action_cancel(self) -> None:
        """Stop reading; what was read stays, and the next walk goes on from there."""
        for feed in self._feeds:
            self._walks.cancel(feed)

    def action_group(self) -> None:
        """Show namespaces in place of repositories, or the other way round."""
        self._grouped = not self._grouped
        self.search(reset=True)

    def action_copy(self) -> None:
        """Copy the name of the repository as it is pulled."""
        match = self._match_at(self.rows.cursor)
        if match is not None:
            name = pull_name(self._feed(match.feed), match.repository)
            self.copy(name, f"{match.repository} is no valid name, so nothing is copied.")

    @on(WalkChanged)
    def _walk_changed(self, event: WalkChanged) -> None:
        if event.walk.feed not in self._feeds:
            return
        self._say_walks()
        late = time.monotonic() - self._searched_at >= _SEARCH_WHILE_WALKING_S
        if late or not event.walk.running:
            self.search()

    def _match_at(self, row: int) -> Match | None:
        """The repository in a row; None for a namespace, or if there is no such row."""
        if self._namespaces is not None:
            return self._namespaces[row].alone if row < len(self._namespaces) else None
        return self._result.matches[row] if row < len(self._result.matches) else None

    def _feed(self, name: str) -> Feed:
        return next(feed for feed in self._feeds if feed.name == name)

    def _show(self, cursor: int) -> None:
        result = self._result
        if self._namespaces is not None:
            self.rows.show(NamespaceRows(self._namespaces, self.filter.value), cursor)
        else:
            self.rows.show(RepositoryRows(result, several=len(self._feeds) > 1), cursor)
        self._say_counts(result)
        self.say_empty(self._empty_words(result))

    def _say_counts(self, result: SearchResult) -> None:
        known = sum(state.repositories for state in result.feeds)
        words = f"{count_text(result.total)} of {count_text(known)}"
        if result.fuzzy:
            words = f"~ {words}"
        times = [state.refreshed_at for state in result.feeds if state.refreshed_at]
        if times:
            words += f"  {age_text(min(times), datetime.now(UTC))}"
        if known and not all(state.complete for state in result.feeds):
            words += "  incomplete"
        self.say_count(words)
        if result.fuzzy:
            self.say_status(
                f"No name contains {result.query!r}: these have its letters in the same order."
            )
        else:
            self._say_walks()

    def _empty_words(self, result: SearchResult) -> str | None:
        if result.total or self._namespaces:
            return None
        if any(walk.running for walk in self._all_walks()):
            return (
                "Reading the catalog. The first page is on its way.\n\nx stops it, esc goes back."
            )
        if any(state.repositories for state in result.feeds):
            return "No repository matches.\n\nBackspace widens the filter."
        if all(state.refreshed_at is None for state in result.feeds):
            return "Nothing is known of this catalog yet.\n\nr reads it."
        return "This registry has no repositories."

    def _all_walks(self) -> list[Walk]:
        return [walk for feed in self._feeds if (walk := self._walks.of(feed)) is not None]

    def _say_walks(self) -> None:
        walks = self._all_walks()
        self.say_status("   ".join(filter(None, map(_walk_words, walks))))
        errors = [walk.report.error for walk in walks if walk.report and walk.report.error]
        self.explain(errors[0] if errors else None)
        self.refresh_bindings()


def _walk_words(walk: Walk) -> str:
    progress = walk.progress
    name = walk.feed.name
    if walk.cancelled:
        return f"{name}: stopped; r goes on from there"
    if walk.report is not None:
        return ""
    if progress is None:
        return f"{name}: reading the catalog ...   x stops it"
    expected = f" of about {count_text(progress.expected)}" if progress.expected else ""
    pages = plural(progress.pages, "page")
    return (
        f"{name}: {count_text(progress.repositories)}{expected} in {pages},"
        f" {count_text(round(walk.rate))} per second   x stops it"
    )
