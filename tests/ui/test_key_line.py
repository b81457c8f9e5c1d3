"""The line of keys: what it shows, what it leaves out, and clicks on it."""

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.help import HelpScreen
from regbrowse.ui.widgets.key_line import KeyLine
from tests.ui.support import NARROW, WIDE, screens, settle


def labels(line: KeyLine) -> list[str]:
    """What is offered, in its order."""
    return [label for _, label in line.shown]


async def test_it_names_the_keys_of_the_screen(demo: RegistryService) -> None:
    async with screens(demo, WIDE) as pilot:
        await settle(pilot)
        line = pilot.app.screen.query_one(KeyLine)
        assert line.shown[0] == ("enter", "Open")
        assert labels(line)[-1] == "Help"


async def test_the_help_stays_where_there_is_room_for_little(demo: RegistryService) -> None:
    async with screens(demo, (30, 24)) as pilot:
        await settle(pilot)
        shown = labels(pilot.app.screen.query_one(KeyLine))
        assert shown[-1] == "Help"
        assert 1 < len(shown) < 6


async def test_it_follows_what_can_be_done(demo: RegistryService) -> None:
    async with screens(demo, NARROW) as pilot:
        await settle(pilot)
        line = pilot.app.screen.query_one(KeyLine)
        before = labels(line)
        await pilot.press("slash")
        await settle(pilot)
        assert "Edit" in before
        assert "Edit" not in labels(line)  # `e` is typed into the filter now


async def test_a_click_is_as_good_as_the_key(demo: RegistryService) -> None:
    async with screens(demo, NARROW) as pilot:
        await settle(pilot)
        line = pilot.app.screen.query_one(KeyLine)
        at = next(begin for begin, _, (_, _, label) in line._placed() if label == "Help")
        await pilot.click(KeyLine, offset=(line.gutter.left + at, 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
