"""The app: its screens, its theme, and the palette."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import App
from textual.binding import BindingType

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.feed import Feed
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.commands import Place, bindings
from regbrowse.ui.palette import CommandPalette
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import lines
from regbrowse.ui.walks import NoticeRaised, WalkBoard


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the app opens: a feed's catalog, or the tags of a repository, at a tag."""

    feed: Feed
    repository: str | None = None
    tag: str | None = None


class RegbrowseApp(App[str]):
    """Feeds, catalogs and tags, one screen each, from one to the next and back.

    It returns `welcome.DEMO` where a person chose to look around in the demo.
    """

    TITLE = "regbrowse"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    COMMANDS = {CommandPalette}  # noqa: RUF012 (Textual's type)
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, service: RegistryService, opening: Opening | None = None) -> None:
        super().__init__()
        self._service = service
        self._opening = opening
        self._walks = WalkBoard(self, service)

    async def on_mount(self) -> None:
        """Open the feeds, or what was asked for; the way back leads to the feeds."""
        if self._opening is None:
            from regbrowse.ui.screens.feeds import FeedsScreen

            await self.push_screen(FeedsScreen(self._service, self._walks))
            return
        from regbrowse.ui.screens.catalog import CatalogScreen

        opening = self._opening
        behind = opening.repository is not None
        catalog = CatalogScreen(self._service, self._walks, [opening.feed], behind=behind)
        # The feeds are made when somebody goes back to them: one screen is faster than two.
        await self.push_screen(catalog)
        if opening.repository is not None:
            from regbrowse.ui.screens.tags import TagsScreen

            await self.push_screen(
                TagsScreen(self._service, opening.feed, opening.repository, opening.tag)
            )

    def action_help(self) -> None:
        """Show all keys."""
        from regbrowse.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    async def action_back(self) -> None:
        """Go back, which the screens with a list know how to."""
        if isinstance(self.screen, ListScreen):
            self.screen.action_back()

    @on(NoticeRaised)
    def _notice_raised(self, event: NoticeRaised) -> None:
        words = explain(event.notice.error)
        text = lines("\n".join([words.summary, *words.hints[:1]]))
        self.notify(str(text), severity="warning", markup=False, timeout=10)
