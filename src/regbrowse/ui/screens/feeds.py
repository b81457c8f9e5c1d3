"""The feeds: where everything begins."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType

from regbrowse.domain.check import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice
from regbrowse.domain.reference import names_registry
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.opening import DEMO
from regbrowse.ui.screens.confirm import ConfirmScreen
from regbrowse.ui.screens.feed_list import FeedList
from regbrowse.ui.screens.feed_words import import_words, removal_words
from regbrowse.ui.screens.welcome import ANOTHER, LOOK_AROUND, Beginning, Welcome
from regbrowse.ui.walks import WalkBoard

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckReport
    from regbrowse.ui.screens.feed_form import Outcome

_NEEDS_A_FEED = frozenset({"edit", "remove", "search_all", "find", "filter"})


class FeedsScreen(FeedList):
    """All feeds, what is known of them, and what they answered in this session."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FEEDS, Place.LIST)

    def __init__(self, service: RegistryService, walks: WalkBoard) -> None:
        super().__init__(service, walks)
        self._walks = walks
        self._importing = False

    def row_opened(self, row: int) -> None:
        """Open the catalog of a feed."""
        self._open([self._shown[row].feed])

    def text_entered(self, text: str) -> None:
        """Open a registry or a reference that was typed or pasted, as no feed fits it."""
        try:
            if names_registry(text):
                self._open([self._service.feeds.target(text)])
                return
        except RegbrowseError as error:
            self.notice(Notice(error))
            return
        self.open_reference(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done: nothing to a feed that is not there."""
        feed = self.selected
        if action == "cancel":
            walk = self.answers.walk(feed) if feed else None
            return walk is not None and walk.running
        if action == "stop":
            return self._importing
        if action == "refresh":
            return feed is not None or self.broken is not None
        if action in _NEEDS_A_FEED:
            return bool(self.states)
        return super().check_action(action, parameters)

    def check_target(self) -> CheckTarget | None:
        """The feed under the cursor."""
        return None if self.selected is None else CheckTarget(self.selected)

    def checked(self, feed: Feed, report: "CheckReport | None") -> None:
        """Show what a check found."""
        if report is not None:
            self.answers.tell(feed, report)
        self.fill()

    def action_open(self) -> None:
        """Open what is under the cursor."""
        (self.welcome.rows if self.has_class("-welcome") else self.rows).action_activate()

    def action_stop(self) -> None:
        """Stop asking docker and podman."""
        self.workers.cancel_group(self, "import")
        self._importing = False
        self.say_status("Asking was stopped.")
        self.fill()

    def action_search_all(self) -> None:
        """Search all feeds together."""
        if self.states:
            self._open([state.feed for state in self.states])

    def action_find(self) -> None:
        """Look for a tag or digest in all feeds."""
        self.open_find([state.feed for state in self.states])

    def action_refresh(self) -> None:
        """Read the catalog of the feed under the cursor, or the feeds file if it was broken."""
        if self.broken is not None:
            self.reload()
        elif self.selected is not None:
            self._walks.start(self.selected)

    def action_cancel(self) -> None:
        """Stop reading the catalog of the feed under the cursor."""
        if self.selected is not None:
            self._walks.cancel(self.selected)

    def action_add(self) -> None:
        """Add a feed."""
        self._open_form(None)

    def action_edit(self) -> None:
        """Change the feed under the cursor."""
        if self.selected is not None:
            self._open_form(self.selected)

    def action_remove(self) -> None:
        """Remove the feed under the cursor, after a question."""
        feed = self.selected
        if feed is None:
            return
        question = ConfirmScreen(
            f"Remove the feed {feed.name}?", removal_words(feed), yes="Remove", no="Keep"
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._remove(feed)

        self.app.push_screen(question, answered)

    def action_import_logins(self) -> None:
        """Add a feed for each login of docker and podman."""
        self._import()

    @work(group="import", exclusive=True)
    async def _import(self) -> None:
        self.say_status("asking docker and podman ...   esc stops")
        self._importing = True
        self.refresh_bindings()
        try:
            imported = await self._service.feeds.import_logins()
        except RegbrowseError as error:
            self._fail(error)
            return
        finally:
            self._importing = False
            self.refresh_bindings()
        self._tell(imported.notices)
        self.say_status(import_words(imported))
        self.reload(imported.added[0].name if imported.added else None)

    @work(group="remove")
    async def _remove(self, feed: Feed) -> None:
        try:
            removed = await self._service.feeds.remove(feed.name)
        except RegbrowseError as error:
            self._fail(error)
            return
        self._forget(feed)
        self._tell(removed.notices)
        self.say_status(f"Removed {feed.name}.")
        self.reload()

    def _open_form(self, feed: Feed | None) -> None:
        from regbrowse.ui.screens.feed_form import FeedForm

        form = FeedForm(self._service, feed)
        self.app.push_screen(form, lambda outcome: self._saved(feed, outcome))

    def _saved(self, before: Feed | None, outcome: "Outcome | None") -> None:
        """Show what came of the form; what was known of the feed before is not known now."""
        if outcome is None:
            return
        if before is not None:
            self._forget(before)
        self.answers.forget(outcome.feed)
        if outcome.report is not None:
            self.answers.tell(outcome.feed, outcome.report)
        self.reload(outcome.feed.name)

    def _forget(self, feed: Feed) -> None:
        self._walks.cancel(feed)
        self.answers.forget(feed)

    @on(Welcome.Chosen)
    def _chosen(self, event: Welcome.Chosen) -> None:
        event.stop()
        if event.beginning is ANOTHER:
            self.action_add()
        elif event.beginning is LOOK_AROUND:
            self.app.exit(DEMO)
        elif not any(worker.group == "begin" for worker in self.workers):
            self._begin(event.beginning)

    @work(group="begin")
    async def _begin(self, chosen: Beginning) -> None:
        """Add a registry of the welcome, and open its catalog."""
        try:
            saved = await self._service.feeds.add(chosen.name, {"url": str(chosen.address)})
        except RegbrowseError as error:
            self._fail(error)
            return
        self._open([saved.feed])

    def _open(self, feeds: list[Feed]) -> None:
        from regbrowse.ui.screens.catalog import CatalogScreen

        self.app.push_screen(CatalogScreen(self._service, self._walks, feeds))

    def _fail(self, error: RegbrowseError) -> None:
        self.say_status("")
        self.explain(error)

    def _tell(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self.notice(notice)
