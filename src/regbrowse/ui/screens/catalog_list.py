"""The list of repositories: what is kept of them, what the registry finds, and how walks do."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from textual import on, work
from textual.timer import Timer
from textual.worker import Worker

from regbrowse.domain.catalog import Match, Namespace, SearchResult
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository
from regbrowse.domain.reference import hub_repository
from regbrowse.domain.ways import Ways
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.catalog_cursor import Rows, row_of
from regbrowse.ui.screens.catalog_rows import NamespaceRows, RepositoryRows
from regbrowse.ui.screens.catalog_words import count_words, empty_words, status_words
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.registry_search import RegistrySearch
from regbrowse.ui.walks import Walk, WalkBoard, WalkChanged

_SEARCH_WHILE_WALKING_S = 0.5
"""A growing list is searched again this often, so that the rows do not flicker under the eyes."""

_DRAWING_S = 0.03
"""How long the search waits so that what it has found first can be drawn."""

_PREPARING_S = 0.15
"""How long the first drawing waits for rows. A screen that is drawn without them, to be laid out
again with them, costs more than most lists take to load; the largest come after it."""

_NOTHING = SearchResult("", 0, fuzzy=False, matches=(), feeds=())


class CatalogList(ListScreen):
    """Shows repositories as one types, also while the catalog is being read, and offline."""

    def __init__(self, service: RegistryService, walks: WalkBoard, feeds: Sequence[Feed]) -> None:
        name = feeds[0].name if len(feeds) == 1 else plural(len(feeds), "feed")
        super().__init__(service, f"{name} > catalog")
        self._walks = walks
        self._feeds = list(feeds)
        self._ways = Ways()
        self._registry: RegistrySearch | None = None
        self._prepared = False
        self._kept = self._result = _NOTHING
        self._namespaces: Sequence[Namespace] | None = None
        self._grouped = False
        self._wanted: int | None = None
        self._search: Worker[None] | None = None
        self._searched_at = 0.0
        self._due: Timer | None = None
        self._walking = False
        self._failure: RegbrowseError | None = None

    async def prepare(self) -> None:
        """Find the rows to begin with, if they can be had at once, before the screen is made."""
        with contextlib.suppress(TimeoutError, RegbrowseError):
            async with asyncio.timeout(_PREPARING_S):
                self._result = await self._service.search(self._feeds, "")
                self._prepared = bool(self._result.total)

    def on_mount(self) -> None:
        """Show the rows that are there already, and learn what the registry allows."""
        if self._prepared:
            self._show(self._result)
        self._learn_ways()

    async def on_unmount(self) -> None:
        """Let go of the registry."""
        if self._registry is not None:
            await self._registry.close()

    def search(self, cursor: int | None = None) -> None:
        """Search, and show the hits in place of the old ones when they are there.

        `cursor` is the row for the cursor where this is another search; what is found first is then
        shown at once. Else all stays as it is until everything is found again.
        """
        if cursor is not None:
            self._wanted = cursor
        self._searched_at = time.monotonic()
        self._search = self._run_search()
        self._ask_registry()

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

    @work(exclusive=True, group="ways")
    async def _learn_ways(self) -> None:
        """Find out what there is in place of a list, where there is none."""
        if len(self._feeds) != 1:
            return
        with contextlib.suppress(RegbrowseError):
            self._ways = await self._service.ways.ways(self._feeds[0])
        if self._ways.no_list is not None and self._ways.searches and self._registry is None:
            self._registry = RegistrySearch(
                self, self._service, self._feeds[0], self._registry_found
            )
        self._ask_registry()
        self._say_walks()
        if self._ways.no_list is not None:
            self.search()
            if not self._result.matches and self.rows.has_focus:
                # Names are typed here, so they can be at once.
                self.filter.focus()

    def _ask_registry(self) -> None:
        if self._registry is not None and not self._grouped:
            self._registry.ask(self.filter.value)

    def _registry_found(self) -> None:
        if not self._grouped:
            self._show(self._kept)

    def _match_at(self, row: int) -> Match | None:
        """The repository in a row; None for a namespace, or if there is no such row."""
        if self._namespaces is not None:
            return self._namespaces[row].alone if row < len(self._namespaces) else None
        return self._result.matches[row] if row < len(self._result.matches) else None

    def _feed(self, name: str) -> Feed:
        return next(feed for feed in self._feeds if feed.name == name)

    def _show(self, result: SearchResult, namespaces: Sequence[Namespace] | None = None) -> None:
        """Show rows; the cursor goes where it is wanted, else it stays on its name."""
        before = self._named_rows, self.rows.cursor
        self._kept = result
        self._result = result = self._with_registry(result)
        self._namespaces = namespaces
        cursor = row_of(*before, self._named_rows) if self._wanted is None else self._wanted
        self._wanted = None
        if namespaces is not None:
            self.rows.show(NamespaceRows(namespaces, result.query), cursor)
        else:
            self.rows.show(RepositoryRows(result, several=len(self._feeds) > 1), cursor)
        self.say_count(count_words(result, datetime.now(UTC)))
        self._say_walks()

    def focus_moved(self) -> None:
        """Name the keys as they are now."""
        self._say_walks()

    @property
    def _named_rows(self) -> Rows:
        return self._result.matches if self._namespaces is None else self._namespaces

    @property
    def _asking(self) -> bool:
        return self._registry is not None and self._registry.asking

    def _with_registry(self, result: SearchResult) -> SearchResult:
        """Add what the registry found, and what was typed if it can be a name, to what is kept.

        A list that was read before access to it was lost is still the better one.
        """
        if self._ways.no_list is None or any(state.repositories for state in result.feeds):
            return result
        feed = self._feeds[0].name
        # Letters in the same order are of no help beside what a registry finds.
        matches = [] if result.fuzzy else list(result.matches)
        have = {match.repository for match in matches}
        registry = self._registry
        if registry is not None and registry.text == " ".join(result.query.split()):
            matches += [Match(feed, name) for name in registry.names if name not in have]
            have.update(registry.names)
        typed = hub_repository(self._feeds[0].address, result.query.strip())
        if is_repository(typed) and typed not in have and not self._asking:
            matches.append(Match(feed, typed))
        total = len(matches)
        if registry is not None and registry.total is not None and registry.names:
            total = max(total, registry.total)
        return replace(result, matches=matches, total=total, fuzzy=False)

    def _all_walks(self) -> list[Walk]:
        return [walk for feed in self._feeds if (walk := self._walks.of(feed)) is not None]

    def _say_walks(self) -> None:
        walks = self._all_walks()
        limit = self._service.rate_limit(self._feeds[0]) if len(self._feeds) == 1 else None
        typing = self.filter.has_focus
        words = status_words(
            self._result, walks, self._ways, asking=self._asking, limit=limit, typing=typing
        )
        self.say_status(words)
        self._say_nothing(walks)
        trouble, works = self._trouble(walks)
        self.explain(trouble, warns=works)
        running = any(walk.running for walk in walks)
        if running != self._walking:
            self._walking = running
            self.refresh_bindings()

    def _say_nothing(self, walks: Sequence[Walk]) -> None:
        """Say why there are no rows, which changes with the walks."""
        result, typing = self._result, self.filter.has_focus
        searched = result is not _NOTHING or self._asking or any(walk.running for walk in walks)
        words = empty_words(result, walks, self._ways, asking=self._asking, typing=typing)
        self.say_empty(words if searched and not len(result.matches) else None)

    def _trouble(self, walks: Sequence[Walk]) -> tuple[RegbrowseError | None, bool]:
        """Why a registry did not answer, and whether it works all the same.

        That one has no list is one line where it searches, and so are the failures of several.
        """
        if self._failure is not None:
            return self._failure, False
        if self._registry is not None:
            return self._registry.failure, False
        reports = [walk.report for walk in walks if walk.report and walk.report.error]
        if len(self._feeds) > 1 or not reports:
            return None, False
        return reports[0].error, not reports[0].failed

    @on(WalkChanged)
    def _walk_changed(self, event: WalkChanged) -> None:
        if event.walk.feed not in self._feeds:
            return
        self._say_walks()
        late = time.monotonic() - self._searched_at >= _SEARCH_WHILE_WALKING_S
        idle = self._search is None or self._search.is_finished
        if not event.walk.running:
            self._learn_ways()
        if not event.walk.running or (idle and late):
            self.search()
        elif self._due is None:
            # The next page may take long, and what is there is to be seen.
            self._due = self.set_timer(_SEARCH_WHILE_WALKING_S, self._search_due)

    def _search_due(self) -> None:
        self._due = None
        if self._search is None or self._search.is_finished:
            self.search()
        else:
            self._due = self.set_timer(_SEARCH_WHILE_WALKING_S, self._search_due)
