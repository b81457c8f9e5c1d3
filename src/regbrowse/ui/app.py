"""The app: its screens, its theme, and the palette."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import App
from textual.binding import BindingType

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.messages import NoticeRaised, OpenCheck, OpenFind, OpenImage, OpenTags
from regbrowse.ui.opening import FEEDS, Opening
from regbrowse.ui.palette import CommandPalette
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import lines
from regbrowse.ui.walks import WalkBoard


class RegbrowseApp(App[str]):
    """Feeds, catalogs and tags, one screen each, from one to the next and back.

    It returns `opening.DEMO` where a person chose to look around in the demo.
    """

    TITLE = "regbrowse"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    COMMANDS = {CommandPalette}  # noqa: RUF012 (Textual's type)
    ENABLE_COMMAND_PALETTE = True
    DEFAULT_MODE = "browse"

    def __init__(
        self,
        service: RegistryService,
        opening: Opening | None = None,
        when_ready: Callable[[], None] | None = None,
    ) -> None:
        """`when_ready` is called once, when the first screen has been drawn."""
        super().__init__()
        self._when_ready = when_ready
        self._service = service
        self._opening = opening
        self._walks = WalkBoard(self, service)

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
            await self._open_tags(OpenTags(feed, repository, self._opening.tag))
            if self._opening.digest is not None:
                await self._open_image(OpenImage(feed, repository, self._opening.digest))

    def _feeds(self) -> ListScreen:
        from regbrowse.ui.screens.feeds import FeedsScreen

        return FeedsScreen(self._service, self._walks)

    def action_help(self) -> None:
        """Show all keys."""
        from regbrowse.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    async def action_back(self) -> None:
        """Go back, which the screens with a list know how to."""
        if isinstance(self.screen, ListScreen):
            self.screen.action_back()

    @on(OpenTags)
    async def _open_tags(self, wish: OpenTags) -> None:
        from regbrowse.ui.screens.tags import TagsScreen

        await self.push_screen(TagsScreen(self._service, wish.feed, wish.repository, wish.tag))

    @on(OpenImage)
    async def _open_image(self, wish: OpenImage) -> None:
        from regbrowse.ui.screens.image import ImageScreen

        image = ImageScreen(
            self._service, wish.feed, wish.repository, wish.reference, wish.platform
        )
        await self.push_screen(image)

    @on(OpenFind)
    async def _open_find(self, wish: OpenFind) -> None:
        from regbrowse.ui.screens.find import FindScreen

        await self.push_screen(FindScreen(self._service, wish.feeds, wish.within, wish.query))

    @on(OpenCheck)
    async def _open_check(self, wish: OpenCheck) -> None:
        from regbrowse.ui.screens.check import CheckScreen

        check = CheckScreen(self._service, wish.target)
        await self.push_screen(check, wish.then)

    @on(NoticeRaised)
    def _notice_raised(self, event: NoticeRaised) -> None:
        from regbrowse.diagnosis.verdicts import explain

        words = explain(event.notice.error)
        text = lines("\n".join([words.summary, *words.hints[:1]]))
        self.notify(str(text), severity="warning", markup=False, timeout=10)
