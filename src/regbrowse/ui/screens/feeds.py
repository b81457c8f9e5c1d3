"""The feeds: where everything begins."""

from collections.abc import Iterable
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from regbrowse.domain.address import Address
from regbrowse.domain.check import CheckReport
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice
from regbrowse.domain.reference import names_registry, pasted
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.opening import DEMO
from regbrowse.ui.screens.confirm import ConfirmScreen
from regbrowse.ui.screens.feed_answers import FeedAnswers
from regbrowse.ui.screens.feed_list import FeedList
from regbrowse.ui.screens.feed_words import DEMO_WORDS, import_words, removal_words
from regbrowse.ui.screens.welcome import ANOTHER, LOOK_AROUND, Beginning, Welcome
from regbrowse.ui.text import lines
from regbrowse.ui.walks import WalkBoard

if TYPE_CHECKING:
    from regbrowse.ui.screens.feed_form import Outcome

_NEEDS_A_FEED = frozenset({"edit", "remove", "search_all", "find", "filter"})


class FeedsScreen(FeedList):
    """All feeds, what is known of them, and what they answered in this session."""

    PLACE: ClassVar[Place | None] = Place.FEEDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FEEDS, Place.LIST)

    def __init__(
        self,
        service: RegistryService,
        walks: WalkBoard,
        answers: FeedAnswers,
        *,
        demo: bool = False,
    ) -> None:
        """With `demo` it says so, and what to try; and nothing of it is left to be read."""
        super().__init__(service, answers)
        self._walks = walks
        self._demo = demo
        self._asking = False

    def compose_above(self) -> ComposeResult:
        """A word to who looks around in the demo."""
        if self._demo:
            yield Static(DEMO_WORDS, id="note", markup=False)

    def on_mount(self) -> None:
        """Read the catalogs of the demo: an empty list shows nothing."""
        if self._demo:
            self._read_unread()

    @work(group="unread")
    async def _read_unread(self) -> None:
        for state in await self._service.feeds.states():
            if state.catalog.refreshed_at is None:
                self._walks.start(state.feed)

    def row_opened(self, row: int) -> None:
        """Open the catalog of a feed."""
        self._open([self._shown[row].feed])

    def text_entered(self, text: str) -> None:
        """Open a registry or a reference that was typed or pasted, as no feed fits it."""
        text = pasted(text)
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
            return self._asking
        if action == "refresh":
            return feed is not None or self.broken is not None
        if action in _NEEDS_A_FEED:
            return bool(self.states)
        return super().check_action(action, parameters)

    def check_target(self) -> CheckTarget | None:
        """The feed under the cursor."""
        return None if self.selected is None else CheckTarget(self.selected)

    def checked(self, feed: Feed, report: CheckReport | None) -> None:
        """Show what a check found."""
        self.fill()

    def action_open(self) -> None:
        """Open what is under the cursor."""
        (self.welcome.rows if self.has_class("-welcome") else self.rows).action_activate()

    def action_stop(self) -> None:
        """Stop asking docker and podman, or a registry that may be here."""
        self.workers.cancel_group(self, "ask")
        self._asking = False
        self._done("Asking was stopped.")
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

    @work(group="ask", exclusive=True)
    async def _import(self) -> None:
        self._ask("docker and podman")
        try:
            imported = await self._service.feeds.import_logins()
        except RegbrowseError as error:
            self._fail(error)
            return
        finally:
            self._asked()
        self._tell(imported.notices)
        self._done(import_words(imported))
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
        self._done(f"Removed {feed.name}.")
        self.reload()

    def _open_form(self, feed: Feed | None) -> None:
        from regbrowse.ui.screens.feed_form import FeedForm

        form = FeedForm(self._service, feed)
        self.app.push_screen(form, lambda outcome: self._saved(feed, outcome))

    def _saved(self, before: Feed | None, outcome: "Outcome | None") -> None:
        """Show what came of the form; of a feed that was changed nothing is known any more."""
        if outcome is None:
            return
        if outcome.changed:
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
        elif not any(worker.group == "ask" for worker in self.workers):
            self._begin(event.beginning)

    @work(group="ask")
    async def _begin(self, chosen: Beginning) -> None:
        """Add a registry of the welcome, and open its catalog.

        One on this machine is added only if it is there: who only tries it keeps no broken feed.
        """
        self.explain(None)
        if chosen.address is not None and chosen.address.is_loopback:
            report = await self._check_here(chosen.name, chosen.address)
            if report.api is None:
                self.explain(report)
                return
        try:
            saved = await self._service.feeds.add(chosen.name, {"url": str(chosen.address)})
        except RegbrowseError as error:
            self._fail(error)
            return
        self._open([saved.feed])

    async def _check_here(self, name: str, address: Address) -> CheckReport:
        self._ask(address.display)
        try:
            here = CheckTarget(Feed(name, address, saved=False))
            async with aclosing(self._service.check(here)) as events:
                return [event async for event in events if isinstance(event, CheckReport)][-1]
        finally:
            self._asked()
            self.say_status("")

    def _ask(self, whom: str) -> None:
        self.say_status(f"asking {whom} ...   esc stops")
        self._asking = True
        self.refresh_bindings()

    def _asked(self) -> None:
        self._asking = False
        self.refresh_bindings()

    def _open(self, feeds: list[Feed]) -> None:
        from regbrowse.ui.screens.catalog import CatalogScreen

        self.app.push_screen(CatalogScreen(self._service, self._walks, feeds))

    def _done(self, text: str) -> None:
        """Say what came of a wish, for as long as it is news."""
        self.say_status("")
        self.app.notify(str(lines(text)), markup=False)

    def _fail(self, error: RegbrowseError) -> None:
        self.say_status("")
        self.explain(error)

    def _tell(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self.notice(notice)
