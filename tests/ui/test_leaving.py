"""The ways out: ctrl+q from wherever one is, and back where there is a back."""

from pathlib import Path

import pytest

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.widgets.key_line import KeyLine
from tests.conftest import ServerFactory
from tests.ui.browsing import browse, feed_at, serve, tags
from tests.ui.support import in_front, press, screens, shown_keys


@pytest.mark.parametrize(
    "keys", [["a"], ["d"], ["question_mark"], ["ctrl+p"], ["a", "x", "escape"], ["slash"], []]
)
async def test_ctrl_q_leaves_from_everywhere(demo: RegistryService, keys: list[str]) -> None:
    async with screens(demo) as pilot:
        await press(pilot, *keys)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running


async def test_ctrl_q_leaves_the_copy_menu(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.0"]})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "enter", "Y", "ctrl+q")
        assert not pilot.app.is_running


async def test_the_way_back_is_in_the_footer_and_under_the_mouse(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.0"]})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "enter")
        assert tags(pilot).query_one(KeyLine).shown[:3] == [
            ("enter", "Image"),
            ("/", "Filter"),
            ("esc", "Back"),
        ]
        for _ in range(2):
            line = pilot.app.screen.query_one(KeyLine)
            at = next(begin for begin, _, (_, _, label) in line._placed() if label == "Back")
            await pilot.click(KeyLine, offset=(line.gutter.left + at, 0))
            await press(pilot)
        assert in_front(pilot.app, FeedsScreen)
        assert "app.back" not in shown_keys(pilot.app), "this is where everything begins"
