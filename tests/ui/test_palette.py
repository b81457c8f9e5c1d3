from pathlib import Path

import pytest
from textual._callback import invoke
from textual.command import CommandPalette as TextualPalette
from textual.command import DiscoveryHit, Hit
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import OptionList

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import at
from regbrowse.ui.palette import CommandPalette
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feed_form import FeedForm
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.help import HelpScreen
from tests.conftest import ServerFactory
from tests.ui.browsing import Held, browse, catalog, feed_at, serve
from tests.ui.support import press, screens, settle, until


def palette(pilot: Pilot[str]) -> CommandPalette:
    return CommandPalette(pilot.app.screen)


async def offered(pilot: Pilot[str]) -> list[DiscoveryHit]:
    return [hit async for hit in palette(pilot).discover() if isinstance(hit, DiscoveryHit)]


async def helped(pilot: Pilot[str]) -> dict[str, str]:
    """What is offered before a letter is typed, and what is said of it."""
    return {str(hit.display): hit.help or "" for hit in await offered(pilot)}


def shown(hit: Hit) -> str:
    assert isinstance(hit.match_display, Content)
    return hit.match_display.plain


async def found(pilot: Pilot[str], query: str) -> list[Hit]:
    hits = [hit async for hit in palette(pilot).search(query) if isinstance(hit, Hit)]
    return sorted(hits, key=lambda hit: hit.score, reverse=True)


async def test_offers_the_commands_of_the_screen_in_front(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        helps = await helped(pilot)
        assert helps["Open"] == "Open the catalog of the feed   enter"
        assert "Tags" not in helps
        await press(pilot, "enter")
        helps = await helped(pilot)
        missing = {"cancel", "forget", "drill"}
        assert {c.label for c in at(Place.CATALOG) if c.action not in missing} <= set(helps)
        assert not missing & {name.lower() for name in helps}
        assert "Open" not in helps
        assert {"Help", "Back", "Quit"} <= set(helps)


async def test_offers_neither_itself_nor_what_cannot_be_done_now(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        assert "Back" not in await helped(pilot), "this is where everything begins"
        await press(pilot, "enter")
        helps = await helped(pilot)
        assert "Palette" not in helps
        assert "Cancel" not in helps


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("refresh", "Refresh"),
        ("reload", "Refresh"),
        ("quit", "Quit"),
        ("exit", "Quit"),
        ("add", "Add"),
        ("delete", "Remove"),
        ("check", "Check"),
        ("certificate", None),
    ],
)
async def test_finds_commands_by_their_names_and_by_other_words(
    demo: RegistryService, typed: str, name: str | None
) -> None:
    async with screens(demo) as pilot:
        hits = [shown(hit) for hit in await found(pilot, typed)]
        assert hits[:1] == ([name] if name else [])


async def test_a_walk_is_stopped_by_any_word_for_it(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    held = Held(["app"], 1)
    serve(server, held)
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: len(held.requests) == 1)
        for typed in ("cancel", "stop"):
            assert shown((await found(pilot, typed))[0]) == "Cancel"
        held.gate.set()
        await settle(pilot)


async def test_it_opens_over_a_form_with_its_commands(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "a")
        helps = await helped(pilot)
        assert {"Save", "Save and test", "Close", "Quit"} <= set(helps)
        assert "Back" not in helps
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextualPalette))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, FeedForm)


async def test_finds_commands_by_their_letters(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        (best, *_) = await found(pilot, "namesp")
        assert shown(best) == "Group"
        assert await found(pilot, "qqqq") == []


async def test_runs_the_commands_of_the_screen_and_of_the_app(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await press(pilot, "ctrl+p")
        await press(pilot, *"group")
        await until(pilot, lambda: "Group" in _highlighted(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CatalogScreen))
        await settle(pilot)
        assert catalog(pilot).rows.source.columns[0].title == "NAMESPACE"
        for words, screen in (("all keys", HelpScreen), ("back", FeedsScreen)):
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
