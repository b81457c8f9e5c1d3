"""Namespaces, several feeds in one list, and the way back to where one was."""

from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import ServerFactory
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import browse, catalog, cells_of, feed_at, keep, rows_of, serve
from tests.ui.feed_screens import explained
from tests.ui.support import in_front, press, screen_text

NAMES = ["alone", "base/alpine", "team/api", "team/deep/er", "team/web", "team-b/api"]
GROUPS = [["alone", ""], ["base/", "1"], ["team/", "3"], ["team-b/", "1"]]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, NAMES, {"alone": ["1.0"], "team/web": ["2.0"]})
    return server


async def test_into_a_namespace_and_back(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "g")
        assert sorted(cells_of(pilot)) == sorted(GROUPS)
        row = rows_of(pilot).index("team/")
        await press(pilot, *["down"] * row, "enter")
        assert rows_of(pilot) == ["team/api", "team/deep/er", "team/web"]
        assert catalog(pilot).filter.value == "/team/"
        assert "3 of 6" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert sorted(cells_of(pilot)) == sorted(GROUPS)
        assert catalog(pilot).rows.cursor == row
        assert catalog(pilot).filter.value == ""
        await press(pilot, "g")
        assert rows_of(pilot) == NAMES
        await press(pilot, "escape")
        assert in_front(pilot.app, FeedsScreen)


async def test_a_filter_counts_in_the_namespaces_too(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "g", "slash", *"api")
        assert sorted(cells_of(pilot)) == [["team-b/", "1"], ["team/", "1"]]
        await press(pilot, "escape", *["down"] * rows_of(pilot).index("team/"), "enter")
        assert rows_of(pilot) == ["team/api"]
        await press(pilot, "escape")
        assert catalog(pilot).filter.value == "api"
        assert sorted(rows_of(pilot)) == ["team-b/", "team/"]


async def test_a_repository_without_a_namespace_opens_its_tags(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "g", "home")
        assert rows_of(pilot)[0] == "alone"
        await press(pilot, "enter")
        assert in_front(pilot.app, TagsScreen)
        assert rows_of(pilot) == ["1.0"]
        await press(pilot, "escape")
        assert sorted(cells_of(pilot)) == sorted(GROUPS)


async def test_filter_and_cursor_are_kept_on_the_way_back(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "slash", *"team", "down", "down", "down")
        name = rows_of(pilot)[3]
        await press(pilot, "enter")
        assert in_front(pilot.app, TagsScreen)
        await press(pilot, "escape")
        assert in_front(pilot.app, CatalogScreen)
        assert catalog(pilot).filter.value == "team"
        assert rows_of(pilot)[catalog(pilot).rows.cursor] == name
        assert len(rows_of(pilot)) == 4


async def test_another_filter_begins_at_the_best_hit(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "end", "slash", *"api")
        assert catalog(pilot).rows.cursor == 0
        assert "> team/api" in screen_text(pilot.app)


async def test_several_feeds_are_searched_together(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    first, second = scripted_server(), scripted_server()
    serve(first, ["team/api", "team/web"], {"team/api": ["1.0"]})
    serve(second, ["team/api"], {"team/api": ["2.0"]})
    feeds = feed_at(first, "one"), feed_at(second, "two")
    async with browse(tmp_path, *feeds) as pilot:
        await press(pilot, "escape", "s")
        assert "2 feeds > catalog" in screen_text(pilot.app)
        assert catalog(pilot).rows.source.columns[0].title == "FEED"
        await press(pilot, "slash", *"api")
        assert cells_of(pilot) == [["one", "team/api"], ["two", "team/api"]]
        assert "2 of 3" in screen_text(pilot.app)
        await press(pilot, "down", "escape", "y")
        assert pilot.app.clipboard == "two.example.com/team/api"
        await press(pilot, "enter")
        assert "two > team/api" in screen_text(pilot.app)
        assert rows_of(pilot) == ["2.0"]


async def test_feeds_that_fail_do_not_hide_the_others(
    tmp_path: Path, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    gone = scripted_server()
    gone.close()
    async with browse(tmp_path, feed_at(gone, "gone"), feed_at(server)) as pilot:
        await press(pilot, "escape", "s")
        assert [cells[0] for cells in cells_of(pilot)] == ["here"] * 6
        assert "gone could not be read; t checks gone, the feeds say why" in screen_text(pilot.app)
        assert explained(pilot) == ""
        await press(pilot, "end", "t")
        assert "check gone" in screen_text(pilot.app), "not the feed of the cursor, which is fine"
        await press(pilot, "escape", "escape")
        assert in_front(pilot.app, FeedsScreen)
        assert "refuses connections" in explained(pilot)


async def test_where_all_feeds_fail_the_feeds_say_why(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    feeds = []
    for name in ("one", "two"):
        server = scripted_server()
        server.close()
        feeds.append(feed_at(server, name))
    async with browse(tmp_path, *feeds) as pilot:
        await press(pilot, "escape", "s")
        assert "There is no list to show. The feeds say why: esc." in screen_text(pilot.app)
        assert "one, two could not be read; t checks one" in screen_text(pilot.app)


async def test_only_what_was_never_read_is_read(
    tmp_path: Path, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    kept = scripted_server()
    serve(kept, ["new/name"])
    feed = feed_at(kept, "kept")
    keep(tmp_path, feed, ["old/name"])
    async with browse(tmp_path, feed, feed_at(server)) as pilot:
        await press(pilot, "escape", "s")
        assert ["kept", "old/name"] in cells_of(pilot)
        assert kept.requests == []
        await press(pilot, "r")
        assert ["kept", "new/name"] in cells_of(pilot)
        assert ["kept", "old/name"] not in cells_of(pilot)


async def test_letters_in_order_where_no_name_has_the_word(tmp_path: Path) -> None:
    feed = Feed("prod", Address("registry.example.com"))
    keep(tmp_path, feed, NAMES)
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "slash", *"alpn")
        assert rows_of(pilot) == ["base/alpine"]
        assert "~ 1 of 6" in screen_text(pilot.app)
        assert "No name contains 'alpn': these have its letters in the same order." in (
            screen_text(pilot.app)
        )
