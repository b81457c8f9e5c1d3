"""The catalog of one feed, or of several together: type three letters, open the repository."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository
from regbrowse.domain.pull import pull_name
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.opening import FEEDS
from regbrowse.ui.screens.catalog_list import CatalogList
from regbrowse.ui.screens.catalog_words import failed_feeds
from regbrowse.ui.walks import WalkBoard
from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.row_list import RowList
from regbrowse.ui.widgets.tag_preview import TagPreview


class CatalogScreen(CatalogList):
    """Opens repositories and namespaces, reads catalogs, copies names."""

    PLACE: ClassVar[Place | None] = Place.CATALOG
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
        super().__init__(service, walks, feeds)
        self._behind = behind
        self._asked = False
        self._came_from: tuple[str, int] | None = None
        self._under_cursor = (False, False)

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

    def row_opened(self, row: int) -> None:
        """Open the tags of a repository, or the repositories of a namespace."""
        match = self._match_at(row)
        if row == 0 and self.filter.has_focus and self._unanswered:
            # Nobody chose the row that happens to be there before the registry has answered.
            match = self._typed(self.filter.value) or match
        if match is None:
            self._drill(row)
        elif not is_repository(match.repository):
            self.warn(f"{match.repository} is no valid name, so no registry has tags of it.")
        else:
            self.open_tags(self._feed(match.feed), match.repository)

    def text_entered(self, text: str) -> None:
        """Open what was typed or pasted, as no row fits it: a name, or a whole reference.

        A word that a list does not have is a search that found nothing, not the name of anything.
        """
        listed = self._ways.no_list is None and any(s.repositories for s in self._result.feeds)
        if listed and not any(sign in text for sign in "/:@"):
            return
        feed = self._feeds[0] if len(self._feeds) == 1 else None
        self.open_reference(text, feed)

    def row_highlighted(self, row: int) -> None:
        """Preview the tags of the repository under the cursor."""
        preview = self.query_one(TagPreview)
        match = self._match_at(row)
        if match is None:
            preview.clear()
        else:
            preview.show(self._feed(match.feed), match.repository)
        if self._registry is not None:
            self._registry.look_ahead(row)
        under = match is not None, match is None and self._is_namespace(row)
        if under != self._under_cursor:
            self._under_cursor = under
            self.refresh_bindings()

    @on(RowList.Scrolled, "#rows")
    def _rows_scrolled(self, event: RowList.Scrolled) -> None:
        if self._registry is not None:
            self._registry.look_ahead(event.row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done: with what is under the cursor, and while a walk runs or not."""
        row = self.rows.cursor
        if action in {"open", "copy"}:
            return self._match_at(row) is not None
        if action == "drill":
            return self._match_at(row) is None and self._is_namespace(row)
        if action in {"cancel", "refresh"}:
            running = [
                (walk := self._walks.of(feed)) is not None and walk.running for feed in self._feeds
            ]
            return any(running) if action == "cancel" else not all(running)
        if action == "forget":
            return any(state.opened for state in self._result.feeds)
        return super().check_action(action, parameters)

    @property
    def leads_back(self) -> bool:
        """The feeds are behind it, also where it was opened first."""
        return True

    def check_target(self) -> CheckTarget | None:
        """The feed; of several one that failed, as the status line says, or that of the cursor."""
        if len(self._feeds) == 1:
            return CheckTarget(self._feeds[0])
        if failed := failed_feeds(self._all_walks()):
            return CheckTarget(failed[0])
        match = self._match_at(self.rows.cursor)
        return None if match is None else CheckTarget(self._feed(match.feed))

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.rows.action_activate()

    def action_drill(self) -> None:
        """Show the repositories of the namespace under the cursor."""
        self.rows.action_activate()

    def action_refresh(self) -> None:
        """Read the catalogs anew."""
        for feed in self._feeds:
            self._walks.start(feed)
        self._say_walks()

    def action_find(self) -> None:
        """Look for a tag or digest in the repositories that are shown."""
        self.open_find(self._feeds, self.filter.value.strip())

    def action_cancel(self) -> None:
        """Stop reading; what was read stays, and the next walk goes on from there."""
        for feed in self._feeds:
            self._walks.cancel(feed)

    def action_group(self) -> None:
        """Show namespaces in place of repositories, or the other way round."""
        self._came_from = None
        self._grouped = not self._grouped
        self.search(0)

    @work(exclusive=True, group="forget")
    async def action_forget(self) -> None:
        """Forget a name that was opened by hand."""
        match = self._match_at(self.rows.cursor)
        if match is None:
            return
        if await self._service.ways.forget(self._feed(match.feed), match.repository):
            self.search()
        else:
            self.warn(f"{match.repository} was not opened by hand: the registry names it.")

    def action_back(self) -> None:
        """End a wait; go back from a namespace to the namespaces, else to the feeds."""
        if self._end_waits():
            return
        if self._came_from is None:
            self._back_to_feeds()
            return
        text, row = self._came_from
        self._came_from = None
        self._grouped = True
        self._filter_by(text, row)

    def action_copy(self) -> None:
        """Copy the name of the repository as it is pulled."""
        match = self._match_at(self.rows.cursor)
        if match is not None:
            name = pull_name(self._feed(match.feed), match.repository)
            self.copy(name, f"{match.repository} is no valid name, so nothing is copied.")

    @on(FilterInput.Left)
    def _filter_left(self) -> None:
        self._end_waits()

    def _end_waits(self) -> bool:
        """Give up what a registry asked to wait for, and say whether there was anything."""
        waiting = [walk.feed for walk in self._all_walks() if walk.running and walk.waiting]
        for feed in waiting:
            self._walks.cancel(feed)
        if self._registry is None or self._registry.waiting is None:
            return bool(waiting)
        self._registry.stop()
        self._registry_found()
        return True

    @work(exclusive=True, group="states")
    async def _read_unread(self) -> None:
        try:
            for feed in self._feeds:
                state = await self._service.feeds.catalog_state(feed)
                if state.refreshed_at is None and not await self._service.ways.has_no_list(feed):
                    self._walks.start(feed)
        except RegbrowseError as error:
            self._failure = error
        self._say_walks()

    def _back_to_feeds(self) -> None:
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            # The app was opened here, so the feeds have not been in front yet.
            self.app.switch_mode(FEEDS)

    def _is_namespace(self, row: int) -> bool:
        return self._namespaces is not None and row < len(self._namespaces)

    def _drill(self, row: int) -> None:
        """Show the repositories of a namespace that match."""
        if self._namespaces is None or not self._is_namespace(row):
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
