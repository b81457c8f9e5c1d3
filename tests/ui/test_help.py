"""The help: every key, those of the screen in front first, as a list that moves like any other."""

import pytest
from textual.pilot import Pilot

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import COMMANDS, key_text
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.help import HelpScreen
from tests.ui.support import NARROW, WIDE, in_front, press, screen_text, screens, until


def rows(pilot: Pilot[str]) -> list[list[str]]:
    """Key and meaning of each row."""
    screen = pilot.app.screen
    assert isinstance(screen, HelpScreen)
    source = screen.rows.source
    return [[cell.text for cell in source.cells(row)] for row in range(len(source))]


def said(pilot: Pilot[str]) -> dict[str, set[str]]:
    """What each key is said to do, its lines put together again."""
    found: list[tuple[str, str]] = []
    for key, words in rows(pilot):
        if key or not found:
            found.append((key, words))
        elif words:
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}")
    meanings: dict[str, set[str]] = {}
    for key, words in found:
        meanings.setdefault(key, set()).add(words)
    return meanings


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_it_has_every_command(demo: RegistryService, size: tuple[int, int]) -> None:
    async with screens(demo, size) as pilot:
        await press(pilot, "question_mark")
        meanings = said(pilot)
        assert {place.value for place in Place} <= set(meanings)
        for command in COMMANDS:
            assert command.help in meanings[key_text(command)]


async def test_the_screen_in_front_comes_first(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "question_mark")
        assert rows(pilot)[0][0] == "Feeds"
        await press(pilot, "escape", "enter", "question_mark")
        assert rows(pilot)[0][0] == "Catalog"
        await press(pilot, "question_mark")
        await until(pilot, lambda: "of 332" in screen_text(pilot.app))
        await press(pilot, "enter", "question_mark")
        headings = [key for key, words in rows(pilot) if key and not words]
        assert headings[:4] == ["Tags", "Every list", "Everywhere", "In the filter"]
        assert sorted(headings) == sorted(Place)


async def test_it_moves_as_lists_do_and_always_says_how_to_leave(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "question_mark", "j", "j", "k")
        screen = pilot.app.screen
        assert isinstance(screen, HelpScreen)
        assert screen.rows.cursor == 1
        assert "esc closes this" in screen_text(pilot.app)
        await press(pilot, "G")
        assert screen.rows.cursor == len(rows(pilot)) - 1
        assert "esc closes this" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert in_front(pilot.app, FeedsScreen)
