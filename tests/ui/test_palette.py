from textual._callback import invoke
from textual.command import DiscoveryHit, Hit
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import OptionList

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import at
from regbrowse.ui.palette import CommandPalette
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.help import HelpScreen
from tests.ui.browsing import catalog
from tests.ui.support import press, screens, settle, until


def palette(pilot: Pilot[str]) -> CommandPalette:
    return CommandPalette(pilot.app.screen)


async def offered(pilot: Pilot[str]) -> list[DiscoveryHit]:
    return [hit async for hit in palette(pilot).discover() if isinstance(hit, DiscoveryHit)]


async def found(pilot: Pilot[str], query: str) -> list[Hit]:
    hits = [hit async for hit in palette(pilot).search(query) if isinstance(hit, Hit)]
    return sorted(hits, key=lambda hit: hit.score, reverse=True)


async def test_offers_the_commands_of_the_screen_in_front(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        names = {str(hit.display) for hit in await offered(pilot)}
        assert "Open the catalog of the feed" in names
        assert "List the tags of the repository" not in names
        await press(pilot, "enter")
        names = {str(hit.display) for hit in await offered(pilot)}
        expected = {c.help for c in at(Place.CATALOG) if c.action not in {"cancel", "forget"}}
        assert expected <= names
        assert "Open the catalog of the feed" not in names
        assert {"Show all keys", "Go back", "Leave regbrowse"} <= names


async def test_offers_neither_itself_nor_what_cannot_be_done_now(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        names = {str(hit.display) for hit in await offered(pilot)}
        assert "Find any command by its name" not in names
        assert "Stop reading the catalog" not in names


async def test_says_where_a_command_is_and_its_key(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        hits = {str(hit.display): hit.help for hit in await offered(pilot)}
        assert hits["Open the catalog of the feed"] == "Feeds: enter"
        assert hits["Show all keys"] == "Everywhere: ?"


async def test_finds_commands_by_their_letters(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        (best, *_) = await found(pilot, "namesp")
        assert isinstance(best.match_display, Content)
        assert best.match_display.plain == "Group by namespace, or show all repositories"
        assert await found(pilot, "qqqq") == []


async def test_runs_the_commands_of_the_screen_and_of_the_app(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await press(pilot, "ctrl+p")
        await press(pilot, *"group by")
        await until(pilot, lambda: "Group by" in _highlighted(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CatalogScreen))
        await settle(pilot)
        assert catalog(pilot).rows.source.columns[0].title == "NAMESPACE"
        for words, screen in (("all keys", HelpScreen), ("go back", FeedsScreen)):
            hits = await found(pilot, words)
            await invoke(hits[0].command)
            await settle(pilot)
            assert isinstance(pilot.app.screen, screen)
            if screen is HelpScreen:
                await press(pilot, "escape")


def _highlighted(pilot: Pilot[str]) -> str:
    for options in pilot.app.screen.query(OptionList):
        if options.highlighted is not None:
            return str(options.get_option_at_index(options.highlighted).prompt)
    return ""
