"""The app: its screens, its theme, and the palette."""

from collections.abc import Callable
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings, places_of
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.messages import (
    NoticeRaised,
    OpenCheck,
    OpenComparison,
    OpenFind,
    OpenImage,
    OpenTags,
    Wish,
)
from regbrowse.ui.opening import FEEDS, Opening
from regbrowse.ui.palette import CommandPalette
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import lines
from regbrowse.ui.walks import WalkBoard
from regbrowse.ui.widgets.filter_input import FilterInput

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckReport
    from regbrowse.ui.screens.feed_answers import FeedAnswers

Answer = TypeVar("Answer")


class RegbrowseApp(App[str]):
    """Feeds, catalogs and tags, one screen each, from one to the next and back.

    It returns `opening.DEMO` where a person chose to look around in the demo.
    """

    TITLE = "regbrowse"
    # Styles of the first screen are read with those of the app: what a screen brings later has
    # Textual parse everything once more.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/list_screen.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    COMMANDS = {CommandPalette}  # noqa: RUF012 (Textual's type)
    ENABLE_COMMAND_PALETTE = True
    DEFAULT_MODE = "browse"

    def __init__(
        self,
        service: RegistryService,
        opening: Opening | None = None,
        when_ready: Callable[[], None] | None = None,
        *,
        demo: bool = False,
    ) -> None:
        """`when_ready` is called once, when the first screen has been drawn.

        With `demo` the feeds say that they are those of the demo, and their catalogs are read.
        """
        super().__init__()
        self._when_ready = when_ready
        self._service = service
        self._opening = opening
        self._demo = demo
        self._walks = WalkBoard(self, service)
        self._marks = MarkBoard()

    async def on_load(self) -> None:
        """Prepare the first screen before the terminal is ours.

        It is the base of its stack, in place of Textual's blank one: one screen is faster than two,
        and the feeds are made when somebody goes back to them.
        """
        self.add_mode(FEEDS, self._feeds)
        if self._opening is None:
            self.add_mode(self.DEFAULT_MODE, self._feeds)
            return
        from regbrowse.ui.screens.catalog import CatalogScreen

        behind = self._opening.repository is not None
        catalog = CatalogScreen(self._service, self._walks, [self._opening.feed], behind=behind)
        if not behind:
            await catalog.prepare()
        self.add_mode(self.DEFAULT_MODE, lambda: catalog)

    async def on_mount(self) -> None:
        """Open the tags that were asked for; the way back leads to the catalog."""
        if self._when_ready is not None:
            self.call_after_refresh(self._when_ready)
        if self._opening is not None and self._opening.repository is not None:
            feed, repository = self._opening.feed, self._opening.repository
            await self._open_tags(OpenTags(self.screen, feed, repository, self._opening.tag))
            if (digest := self._opening.digest) is not None:
                await self._open_image(OpenImage(self.screen, feed, repository, digest))

    def _feeds(self) -> ListScreen:
        from regbrowse.ui.screens.feeds import FeedsScreen

        return FeedsScreen(self._service, self._walks, self._answers, demo=self._demo)

    @cached_property
    def _answers(self) -> "FeedAnswers":
        """What feeds answered, also where a catalog was opened first: that waits for no words."""
        from regbrowse.ui.screens.feed_answers import FeedAnswers

        return FeedAnswers(self._walks)

    def on_key(self, event: events.Key) -> None:
        """Give a filter what was typed so fast after its key that the list still got it.

        What reaches the filter goes no further, so that what comes here has not reached it.
        """
        if isinstance(self.focused, FilterInput) and event.is_printable and event.character:
            event.prevent_default()
            self.focused.insert_text_at_cursor(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back only where there is one, for keys and the mouse alike."""
        if action == "back":
            lists = [each for each in self.screen_stack if isinstance(each, ListScreen)]
            return bool(lists) and lists[-1].leads_back
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Show all keys, those of the screen in front first."""
        from regbrowse.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(places_of(self.screen)))

    async def action_back(self) -> None:
        """Go back, which the screens with a list know how to."""
        if isinstance(self.screen, ListScreen):
            self.screen.action_back()

    @on(OpenTags)
    async def _open_tags(self, wish: OpenTags) -> None:
        from regbrowse.ui.screens.tags import TagsScreen

        tags = TagsScreen(self._service, self._marks, wish.feed, wish.repository, wish.tag)
        await self._open(wish, tags)

    @on(OpenImage)
    async def _open_image(self, wish: OpenImage) -> None:
        from regbrowse.ui.screens.image import ImageScreen

        name = wish.feed, wish.repository, wish.reference
        image = ImageScreen(self._service, self._marks, *name, wish.platform)
        await self._open(wish, image)

    @on(OpenComparison)
    async def _open_comparison(self, wish: OpenComparison) -> None:
        from regbrowse.ui.screens.compare import CompareScreen

        await self._open(wish, CompareScreen(self._service, wish.first, wish.second))

    @on(OpenFind)
    async def _open_find(self, wish: OpenFind) -> None:
        from regbrowse.ui.screens.find import FindScreen

        find = FindScreen(self._service, self._marks, wish.feeds, wish.within, wish.query)
        await self._open(wish, find)

    @on(OpenCheck)
    async def _open_check(self, wish: OpenCheck) -> None:
        from regbrowse.ui.screens.check import CheckScreen

        def ended(report: "CheckReport | None") -> None:
            if report is not None:
                self._answers.tell(wish.target.feed, report)
            wish.then(report)

        check = CheckScreen(self._service, wish.target)
        await self._open(wish, check, ended)

    async def _open(
        self,
        wish: Wish,
        screen: Screen[Answer],
        then: Callable[[Answer | None], None] | None = None,
    ) -> None:
        """Push what was wished for, unless another wish of the same moment was quicker."""
        if wish.by is self.screen:
            await self.push_screen(screen, then)

    @on(NoticeRaised)
    def _notice_raised(self, event: NoticeRaised) -> None:
        from regbrowse.diagnosis.verdicts import explain
        from regbrowse.ui.on_screen import on_screen

        words = explain(event.notice.error)
        hints = [on_screen(hint).replace("`", "") for hint in words.hints[:1]]
        text = lines("\n".join([words.summary, *hints]))
        self.notify(str(text), severity="warning", markup=False, timeout=10)
