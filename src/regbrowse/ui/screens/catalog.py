"""The catalog of one feed, or of several together: type three letters, open the repository."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input
from textual.worker import Worker

from regbrowse.domain.catalog import Match, Namespace, SearchResult
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository
from regbrowse.domain.pull import pull_name
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.commands import Place, bindings
from regbrowse.ui.opening import FEEDS
from regbrowse.ui.screens.catalog_rows import NamespaceRows, RepositoryRows
from regbrowse.ui.screens.catalog_words import count_words, empty_words, status_words
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.walks import Walk, WalkBoard, WalkChanged
from regbrowse.ui.widgets.tag_preview import TagPreview

_SEARCH_WHILE_WALKING_S = 0.5
"""A growing list is searched again this often, so that the rows do not flicker under the eyes."""

_DRAWING_S = 0.03
"""How long the search waits so that what it has found first can be drawn."""

_PREPARING_S = 0.15
"""How long the first drawing waits for rows. A screen that is drawn without them, to be laid out
again with them, costs more than most lists take to load; the largest come after it."""

_NOTHING = SearchResult("", 0, fuzzy=False, matches=(), feeds=())


class CatalogScreen(ListScreen):
    """Repositories, filtered as one types, also while the catalog is being read and offline."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CATALOG, Place.LIST)

    def __init__(
        self,
        service: RegistryService,
        walks: WalkBoard,
        feeds: Sequence[Feed],
        *,
        behind: bool = False,
    ) -> None:
        """`behind` says that another screen comes in front at once, so nothing is read yet."""
        name = feeds[0].name if len(feeds) == 1 else plural(len(feeds), "feed")
        super().__init__(f"{name} > catalog")
        self._service = service
        self._walks = walks
        self._feeds = list(feeds)
        self._behind = behind
        self._asked = False
        self._prepared = False
        self._result = _NOTHING
        self._namespaces: Sequence[Namespace] | None = None
        self._grouped = False
        self._came_from: tuple[str, int] | None = None
        self._wanted: int | None = None
        self._search: Worker[None] | None = None
        self._searched_at = 0.0
        self._walking = False
        self._failure: RegbrowseError | None = None

    async def prepare(self) -> None:
        """Find the rows to begin with, if they can be had at once, before the screen is made."""
        with contextlib.suppress(TimeoutError, RegbrowseError):
            async with asyncio.timeout(_PREPARING_S):
                self._result = await self._service.search(self._feeds, "")
                self._prepared = bool(self._result.total)

    def on_mount(self) -> None:
        """Show the rows that are there already."""
        if self._prepared:
            self._show(self._result)

    def compose_beside(self) -> ComposeResult:
        """The tags of the repository under the cursor."""
        yield TagPreview(self._service)

    def on_screen_resume(self) -> None:
        """Show what is kept now, and read what was never read."""
        if not self._prepared:
            self.search()
            self._say_walks()
        self._prepared = False
        if self._behind:
            self._behind = False
        elif not self._asked:
            self._asked = True
            self._read_unread()

    def filter_changed(self, text: str) -> None:
        """Search for what was typed."""
        self.search(0)

    def search(self, cursor: int | None = None) -> None:
        """Search, and show the hits in place of the old ones when they are there.

        `cursor` is the row for the cursor where this is another search; what is found first is then
        shown at once. Else all stays as it is until everything is found again.
        """
        if cursor is not None:
            self._wanted = cursor
        self._searched_at = time.monotonic()
        self._search = self._run_search()

    @work(exclusive=True, group="search")
    async def _run_search(self) -> None:
        text = self.filter.value
        try:
            if self._grouped:
                namespaces = await self._service.namespaces(self._feeds, text)
                self._show(await self._service.search(self._feeds, text, limit=1), namespaces)
            else:
                await self._show_growing(text)
            self._failure = None
        except RegbrowseError as error:
            self._failure = error
            self._say_walks()
        for notice in self._service.take_notices():
            self.notice(notice)

    async def _show_growing(self, text: str) -> None:
        another = self._wanted is not None
        async with aclosing(self._service.search_growing(self._feeds, text)) as results:
            async for result in results:
                if not result.searching:
                    self._show(result)
                elif another:
                    self._show(result)
                    await asyncio.sleep(_DRAWING_S)

    def row_opened(self, row: int) -> None:
        """Open the tags of a repository, or the repositories of a namespace."""
        match = self._match_at(row)
        if match is None:
            self._drill(row)
        elif not is_repository(match.repository):
            self.warn(f"{match.repository} is no valid name, so no registry has tags of it.")
        else:
            from regbrowse.ui.screens.tags import TagsScreen

            feed = self._feed(match.feed)
            self.app.push_screen(TagsScreen(self._service, feed, match.repository))

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
        self._came_from = None
        self._grouped = not self._grouped
        self.search(0)

    def action_back(self) -> None:
        """Go back from a namespace to the namespaces, else to the feeds."""
        if self._came_from is None:
            self._back_to_feeds()
            return
        text, row = self._came_from
        self._came_from = None
        self._grouped = True
        self._filter_by(text, row)

    def _back_to_feeds(self) -> None:
        if len(self.app.screen_stack) > 1:
            self.dismiss()
            return
        # The app was opened here, so the feeds have not been in front yet.
        self.app.switch_mode(FEEDS)

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
        idle = self._search is None or self._search.is_finished
        late = time.monotonic() - self._searched_at >= _SEARCH_WHILE_WALKING_S
        if not event.walk.running or (idle and late):
            self.search()

    @work(exclusive=True, group="states")
    async def _read_unread(self) -> None:
        try:
            for feed in self._feeds:
                state = await self._service.feeds.catalog_state(feed)
                if state.refreshed_at is None:
                    self._walks.start(feed)
        except RegbrowseError as error:
            self._failure = error
        self._say_walks()

    def _drill(self, row: int) -> None:
        """Show the repositories of a namespace that match."""
        if self._namespaces is None or row >= len(self._namespaces):
            return
        text = self.filter.value
        self._came_from = (text, row)
        self._grouped = False
        # A slash in front asks for the start of a component.
        self._filter_by(f"/{self._namespaces[row].name}/ {text}".strip(), 0)

    def _filter_by(self, text: str, cursor: int) -> None:
        with self.filter.prevent(Input.Changed):
            self.filter.value = text
        self.search(cursor)

    def _match_at(self, row: int) -> Match | None:
        """The repository in a row; None for a namespace, or if there is no such row."""
        if self._namespaces is not None:
            return self._namespaces[row].alone if row < len(self._namespaces) else None
        return self._result.matches[row] if row < len(self._result.matches) else None

    def _feed(self, name: str) -> Feed:
        return next(feed for feed in self._feeds if feed.name == name)

    def _show(self, result: SearchResult, namespaces: Sequence[Namespace] | None = None) -> None:
        cursor = self.rows.cursor if self._wanted is None else self._wanted
        self._wanted = None
        self._result, self._namespaces = result, namespaces
        if namespaces is not None:
            self.rows.show(NamespaceRows(namespaces, result.query), cursor)
        else:
            self.rows.show(RepositoryRows(result, several=len(self._feeds) > 1), cursor)
        self.say_count(count_words(result, datetime.now(UTC)))
        self.say_empty(None if result.total else empty_words(result, self._all_walks()))
        self._say_walks()

    def _all_walks(self) -> list[Walk]:
        return [walk for feed in self._feeds if (walk := self._walks.of(feed)) is not None]

    def _say_walks(self) -> None:
        walks = self._all_walks()
        self.say_status(status_words(self._result, walks))
        errors = [walk.report.error for walk in walks if walk.report and walk.report.error]
        self.explain(self._failure or (errors[0] if errors else None))
        running = any(walk.running for walk in walks)
        if running != self._walking:
            self._walking = running
            self.refresh_bindings()
