"""Catalogs that are read while people look at them: stopped, cut off, and taken up again."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.domain.feed import Feed
from regbrowse.ui.app import RegbrowseApp
from tests.conftest import RegistryFactory, ServerFactory
from tests.support.dialects import ClosedMidPage
from tests.support.scripted import Request, ScriptedServer
from tests.support.storage import fill
from tests.ui.browsing import Held, Small, browse, catalog, feed_at, keep, rows_of, serve
from tests.ui.feed_screens import explained
from tests.ui.support import press, screen_text, settle, shown_keys, until

NAMES = [f"team/app-{number:03}" for number in range(30)]
PAGE = 10


class HeldSmall(Held, Small):
    """Pages of a few names, one of which is answered only when a test says so."""


class CutSmall(ClosedMidPage):
    """Pages of a few names, one of which is cut off."""

    def size(self, request: Request) -> int:
        return self.default


def asked_for(requests: Sequence[Request]) -> list[str | None]:
    """Behind which name each page begins."""
    return [request.query.get("last") for request in requests]


async def some_pages(pilot: Pilot[str], feed: Feed, pages: int) -> None:
    """Let a walk read some pages. The screen is too slow to say when a real registry is at them."""
    assert isinstance(pilot.app, RegbrowseApp)
    board = pilot.app._walks
    deadline = time.monotonic() + 20
    while (walk := board.of(feed)) is None or walk.progress is None or walk.progress.pages < pages:
        assert time.monotonic() < deadline, "the registry is too slow"
        await asyncio.sleep(0)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


async def test_a_walk_that_is_stopped_keeps_what_it_has_and_goes_on(
    tmp_path: Path, server: ScriptedServer
) -> None:
    held = HeldSmall(NAMES, 3, default=PAGE)
    serve(server, held)
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: len(held.requests) == 3)
        await until(pilot, lambda: "20 in 2 pages" in screen_text(pilot.app))
        assert "x stops it" in screen_text(pilot.app)
        assert "catalog.cancel" in shown_keys(pilot.app)
        await press(pilot, "x")
        held.gate.set()
        assert "20 of 20" in screen_text(pilot.app)
        assert "incomplete" in screen_text(pilot.app)
        assert "stopped; r goes on from there" in screen_text(pilot.app)
        assert "catalog.cancel" not in shown_keys(pilot.app)
        assert rows_of(pilot) == NAMES[:20]
        await press(pilot, "r")
        assert rows_of(pilot) == NAMES
        assert "30 of 30" in screen_text(pilot.app)
        assert "incomplete" not in screen_text(pilot.app)
        assert "stopped" not in screen_text(pilot.app)
    assert asked_for(held.requests) == [None, NAMES[9], NAMES[19], NAMES[19]]


async def test_x_is_only_a_letter_in_the_filter_while_a_walk_runs(
    tmp_path: Path, server: ScriptedServer
) -> None:
    held = HeldSmall([*NAMES, "x/y"], 2, default=PAGE)
    serve(server, held)
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: "10 in 1 page," in screen_text(pilot.app))
        await pilot.press("slash", "x", "slash")
        held.gate.set()
        await settle(pilot)
        assert catalog(pilot).filter.value == "x/"
        assert rows_of(pilot) == ["x/y"]
        assert "1 of 31" in screen_text(pilot.app)


async def test_the_old_list_serves_until_the_new_one_is_whole(
    tmp_path: Path, server: ScriptedServer
) -> None:
    held = HeldSmall(NAMES, 2, default=PAGE)
    serve(server, held)
    feed = feed_at(server)
    keep(tmp_path, feed, ["old/one", "old/two"])
    async with browse(tmp_path, feed) as pilot:
        assert rows_of(pilot) == ["old/one", "old/two"]
        assert held.requests == [], "a list that is kept is not read again unasked"
        await pilot.press("down", "r")
        await until(pilot, lambda: "10 of about 2 in 1 page," in screen_text(pilot.app))
        assert rows_of(pilot) == ["old/one", "old/two"]
        assert catalog(pilot).rows.cursor == 1
        held.gate.set()
        await settle(pilot)
        assert rows_of(pilot) == NAMES


async def test_the_cursor_stays_on_its_repository(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    keep(tmp_path, feed, [f"m/app-{number:02}" for number in range(20)])
    serve(server, [f"{part}/app-{number:02}" for part in "amz" for number in range(20)])
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "down", "down", "r")
        assert len(rows_of(pilot)) == 60
        assert rows_of(pilot)[catalog(pilot).rows.cursor] == "m/app-02"
        serve(server, ["m/app-01", "m/app-03"])
        await press(pilot, "home", "r")
        assert catalog(pilot).rows.cursor == 0, "at the top it stays at the top"


async def test_the_cursor_stays_on_its_namespace(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    keep(tmp_path, feed, ["m/app", "n/app"])
    serve(server, ["a/app", "m/app", "n/app"])
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "g", "down", "r")
        assert rows_of(pilot) == ["a/", "m/", "n/"]
        assert rows_of(pilot)[catalog(pilot).rows.cursor] == "n/"


async def test_the_first_page_is_waited_for_in_words(
    tmp_path: Path, server: ScriptedServer
) -> None:
    held = HeldSmall(NAMES, 1, default=PAGE)
    serve(server, held)
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: len(held.requests) == 1)
        await until(pilot, lambda: "The first page is on its way" in screen_text(pilot.app))
        assert "Nothing is known" not in screen_text(pilot.app)
        await pilot.press("slash")
        await until(pilot, lambda: "esc, then x stops it" in screen_text(pilot.app))
        await pilot.press("escape", "x")
        await until(pilot, lambda: "Nothing is known of this catalog yet" in screen_text(pilot.app))
        held.gate.set()


async def test_the_first_page_is_shown_while_the_second_takes_long(
    tmp_path: Path, server: ScriptedServer
) -> None:
    held = HeldSmall(NAMES, 2, default=PAGE)
    serve(server, held)
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: rows_of(pilot) == NAMES[:PAGE])
        assert "on its way" not in screen_text(pilot.app)
        held.gate.set()
        await settle(pilot)


async def test_a_walk_goes_on_behind_other_screens(tmp_path: Path, server: ScriptedServer) -> None:
    held = HeldSmall(NAMES, 2, default=PAGE)
    serve(server, held, {NAMES[0]: ["1.0"]})
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: "10 in 1 page," in screen_text(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "reading, 10" in screen_text(pilot.app))
        held.gate.set()
        await settle(pilot)
        assert "ok" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert rows_of(pilot) == NAMES
    assert len(held.requests) == 3


async def test_a_registry_that_is_cut_off_is_explained_and_taken_up_again(
    tmp_path: Path, server: ScriptedServer
) -> None:
    # The client asks three times by itself.
    cut = CutSmall(NAMES, 2, times=3, default=PAGE)
    serve(server, cut)
    async with browse(tmp_path, feed_at(server)) as pilot:
        assert rows_of(pilot) == NAMES[:10]
        assert "incomplete" in screen_text(pilot.app)
        assert "The list was not read to its end; r goes on from there." in screen_text(pilot.app)
        assert server.url.removeprefix("http://") in explained(pilot)
        assert "1. " in explained(pilot)
        await press(pilot, "r")
        assert explained(pilot) == ""
        assert rows_of(pilot) == NAMES
        assert "incomplete" not in screen_text(pilot.app)
    assert asked_for(cut.requests) == [None, *[NAMES[9]] * 4, NAMES[19]]


async def test_a_real_registry_dies_in_the_middle_and_comes_back(
    docker_registry: RegistryFactory, tmp_path: Path, memory_path: Path
) -> None:
    names = [f"team/app-{number:04}" for number in range(1500)]
    fill(memory_path, dict.fromkeys(names, ("1.0",)))
    registry = docker_registry(storage=memory_path, catalog_max=100)
    async with browse(tmp_path, feed_at(registry), settled=False) as pilot:
        await some_pages(pilot, feed_at(registry), 2)
        registry.stop()
        await settle(pilot)
        read = len(rows_of(pilot))
        assert 200 <= read < 1500
        assert "incomplete" in screen_text(pilot.app)
        assert registry.authority in explained(pilot)
        again = docker_registry(storage=memory_path, catalog_max=100, port=registry.port)
        await press(pilot, "r")
        assert rows_of(pilot) == names
        assert explained(pilot) == ""
        assert "incomplete" not in screen_text(pilot.app)
        assert again.running


async def test_a_real_registry_is_gone_between_two_walks(
    docker_registry: RegistryFactory, tmp_path: Path, memory_path: Path
) -> None:
    fill(memory_path, {"team/app": ("1.0",)})
    registry = docker_registry(storage=memory_path)
    async with browse(tmp_path, feed_at(registry)) as pilot:
        assert rows_of(pilot) == ["team/app"]
        registry.stop()
        await press(pilot, "r")
        assert rows_of(pilot) == ["team/app"], "what is on the screen stays there"
        assert "incomplete" not in screen_text(pilot.app)
        assert f"{registry.authority} refuses connections" in explained(pilot)
