"""Keys that come faster than screens: what is opened is opened once, and no letter is lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.tags import TagsScreen
from regbrowse.ui.widgets.row_list import RowList
from tests.conftest import ServerFactory
from tests.support import serving_images
from tests.support.images import oci_image
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import browse, catalog, feed_at, keep, rows_of, serve, tags
from tests.ui.support import in_front, press, settle


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["team/api", "team/web"], {"team/api": ["1.0"]})
    serving_images.serve(server, "team/api", {"1.0": oci_image()})
    return server


async def test_enter_twice_opens_one_screen(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    keep(tmp_path, feed, ["team/api", "team/web"])
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "escape")
        for kind in (CatalogScreen, TagsScreen, ImageScreen):
            before = len(pilot.app.screen_stack)
            rows = pilot.app.screen.query_one("#rows", RowList)
            for _ in range(4):
                rows.action_activate()
            await settle(pilot)
            assert in_front(pilot.app, kind)
            assert len(pilot.app.screen_stack) == before + 1


async def test_t_twice_checks_once(tmp_path: Path, server: ScriptedServer) -> None:
    feed = replace(feed_at(server), registry_path=None)
    async with browse(tmp_path, feed) as pilot:
        before = len(pilot.app.screen_stack)
        for _ in range(3):
            catalog(pilot).action_check()
        await settle(pilot)
        assert len(pilot.app.screen_stack) == before + 1


async def test_back_from_what_the_filter_found_the_list_has_the_keys(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "slash", *"team", "enter")
        assert in_front(pilot.app, TagsScreen)
        await press(pilot, "escape", "j")
        assert catalog(pilot).filter.value == "team"
        assert rows_of(pilot)[catalog(pilot).rows.cursor] == "team/web"


async def test_enter_twice_on_what_was_typed_opens_it_once(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        before = len(pilot.app.screen_stack)
        await press(pilot, "slash", *"team/api:1.0")
        for _ in range(3):
            catalog(pilot).filter.action_enter()
        await settle(pilot)
        assert tags(pilot).selected_tag is not None
        assert len(pilot.app.screen_stack) == before + 1


def burst(pilot: Pilot[str], text: str) -> None:
    """Type faster than anything can be drawn, as a paste without brackets does."""
    for character in text:
        pilot.app.post_message(events.Key(_NAMES.get(character, character), character))


_NAMES = {"/": "slash"}


async def test_letters_right_behind_the_key_of_the_filter_are_letters(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        burst(pilot, "/team/webtyr")
        await settle(pilot)
        assert in_front(pilot.app, CatalogScreen)
        assert catalog(pilot).filter.value == "team/webtyr"
        assert pilot.app.clipboard == ""


async def test_what_is_pasted_onto_the_list_filters_it(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        pilot.app.post_message(events.Paste("team/web\n"))
        await settle(pilot)
        assert catalog(pilot).filter.value == "team/web"
        assert rows_of(pilot) == ["team/web"]
        await press(pilot, "ctrl+u")
        pilot.app.post_message(events.Paste("team/api:1.0"))
        await settle(pilot)
        await press(pilot, "enter")
        assert tags(pilot).selected_tag is not None
