"""The tags of a repository: kinds, filter, and what there is where a registry has no tags."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.widgets.key_line import KeyLine
from regbrowse.ui.widgets.kind_bar import KindBar
from tests.conftest import RegistryFactory, ServerFactory
from tests.support.dialects import serve_tags
from tests.support.scripted import Reply, ScriptedServer, error_reply, json_reply
from tests.support.storage import fill
from tests.ui.browsing import (
    HeldTags,
    browse,
    cells_of,
    feed_at,
    keep,
    keep_tags,
    rows_of,
    serve,
    tags,
)
from tests.ui.feed_screens import explained
from tests.ui.support import press, screen_text, settle, text_of, toasts, until

SIGNATURE = f"sha256-{'0' * 64}.sig"
TAGS = ["latest", "1.9", "2.0-rc1", "1.10", "1.10-slim", "sha-a1b2c3d", "app-7", SIGNATURE]
SORTED = ["2.0-rc1", "1.10", "1.10-slim", "1.9", "latest", "app-7", "sha-a1b2c3d"]
BAR = "1✓rel 2  2✓pre 1  3✓var 1  4✓chan 1  5✓commit 1  6·artif 1  7✓other 1"
WIDE_BAR = (
    "1 [x] releases 2  2 [x] pre-releases 1  3 [x] variants 1  4 [x] channels 1"
    "  5 [x] commits 1  6 [ ] artifacts 1  7 [x] others 1"
)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["app"], {"app": TAGS})
    return server


@asynccontextmanager
async def tags_of(
    folder: Path, server: ScriptedServer, repository: str = "app", tag: str | None = None
) -> AsyncIterator[Pilot[str]]:
    feed = feed_at(server)
    async with browse(folder, feed, opening=Opening(feed, repository, tag)) as pilot:
        yield pilot


def bar(pilot: Pilot[str]) -> str:
    return text_of(tags(pilot).query_one(KindBar))


def count(pilot: Pilot[str]) -> str:
    return text_of(tags(pilot).query_one("#count"))


def instead(pilot: Pilot[str]) -> str:
    empty = tags(pilot).query_one("#empty")
    return text_of(empty) if empty.display else ""


async def test_versions_come_first_and_the_newest_release_is_marked(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with tags_of(tmp_path, server) as pilot:
        assert rows_of(pilot) == SORTED
        assert [row[0] for row in cells_of(pilot) if "(newest)" in row[1]] == ["1.10"]
        assert "1.10          release (newest)" in screen_text(pilot.app)
        assert cells_of(pilot)[2][:2] == ["1.10-slim", "variant"]
        assert bar(pilot) == BAR
        assert count(pilot) == "7 of 8"


async def test_a_key_toggles_a_kind(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server) as pilot:
        await press(pilot, "1")
        assert rows_of(pilot) == ["2.0-rc1", "1.10-slim", "latest", "app-7", "sha-a1b2c3d"]
        assert bar(pilot) == BAR.replace("1✓", "1·")
        assert count(pilot) == "5 of 8"
        await press(pilot, "1", "6")
        assert rows_of(pilot) == [*SORTED, SIGNATURE]
        assert count(pilot) == "8 of 8"


async def test_the_kinds_take_a_line_and_break_only_between_two(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with tags_of(tmp_path, server) as pilot:
        await pilot.resize_terminal(130, 24)
        await press(pilot)
        assert bar(pilot) == WIDE_BAR
        await pilot.resize_terminal(160, 24)
        await press(pilot)
        assert bar(pilot) == WIDE_BAR.replace("  ", "   ")
        await pilot.resize_terminal(50, 24)
        await press(pilot)
        first, second = bar(pilot).split("\n")
        assert f"{first}  {second}" == BAR
        assert tags(pilot).query_one(KindBar).size.height == 2
        assert second in screen_text(pilot.app)


async def test_a_click_toggles_a_kind(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server) as pilot:
        # One cell of padding, and then the text.
        await pilot.click(KindBar, offset=(1 + BAR.index("var"), 0))
        assert "1.10-slim" not in rows_of(pilot)
        assert "3·var" in bar(pilot)
        await pilot.click(KindBar, offset=(1 + BAR.index("3✓"), 0))
        assert rows_of(pilot) == SORTED
        await pilot.click(KindBar, offset=(BAR.index("2✓") - 1, 0))
        assert bar(pilot) == BAR, "between two kinds there is nothing to click"


async def test_all_kinds_and_back(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server) as pilot:
        await press(pilot, "0")
        assert rows_of(pilot) == [*SORTED, SIGNATURE]
        await press(pilot, "0")
        assert bar(pilot) == BAR
        await press(pilot, "3", "0")
        assert count(pilot) == "8 of 8"


async def test_the_filter_looks_for_all_words(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server) as pilot:
        await press(pilot, "slash", *"SLIM 1.1")
        assert rows_of(pilot) == ["1.10-slim"]
        assert count(pilot) == "1 of 8"
        await press(pilot, *"zzz")
        assert "No tag is left" in instead(pilot)
        assert "Backspace widens the filter" in instead(pilot)
        await press(pilot, "escape")
        assert "/ changes the filter" in instead(pilot)
        await press(pilot, "slash", "end")
        await press(pilot, *["backspace"] * 3)
        assert instead(pilot) == ""
        # Digits are typed into the filter, and toggle nothing.
        await press(pilot, "0")
        assert tags(pilot).filter.value == "SLIM 1.10"
        assert bar(pilot) == BAR


async def test_the_cursor_stays_on_its_tag(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server) as pilot:
        await press(pilot, "down", "down", "down", "2", "3")
        assert rows_of(pilot)[tags(pilot).rows.cursor] == "1.9"
        serve(server, ["app"], {"app": ["0.1", *TAGS, "3.0"]})
        await press(pilot, "r")
        assert "3.0" in rows_of(pilot)
        assert rows_of(pilot)[tags(pilot).rows.cursor] == "1.9"


async def test_the_footer_offers_what_can_be_done_with_a_tag(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with tags_of(tmp_path, server) as pilot:
        line = tags(pilot).query_one(KeyLine)
        labels = [label for _, label in line.shown]
        assert labels == ["Image", "Filter", "Back", "Copy", "Mark", "Sort", "Check", "Help"]
        await press(pilot, "slash", *"zzz", "escape")
        labels = [label for _, label in line.shown]
        assert labels == ["Filter", "Back", "Check", "Find tag", "Refresh", "Help"]


async def test_no_tags_at_all(tmp_path: Path, server: ScriptedServer) -> None:
    server.on("/v2/app/tags/list", json_reply({"name": "app", "tags": None}))
    async with tags_of(tmp_path, server) as pilot:
        assert instead(pilot) == "This repository has no tags."
        assert explained(pilot) == ""
        assert not tags(pilot).query_one(KindBar).display
        await press(pilot, "y", "enter", "p", "1", "0", "down")
        assert toasts(pilot.app) == ""
        assert pilot.app.clipboard == ""


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (error_reply(404, "NAME_UNKNOWN"), "there is no such repository, or it is hidden"),
        (error_reply(403, "DENIED"), "does not let"),
        (json_reply({"name": "app"}, 500), "failed with status 500"),
        (Reply(200, b"<html>", [("Content-Type", "text/html")]), "web page"),
    ],
)
async def test_tags_that_cannot_be_had_are_explained(
    tmp_path: Path, server: ScriptedServer, reply: Reply, says: str
) -> None:
    server.on("/v2/app/tags/list", reply)
    async with tags_of(tmp_path, server) as pilot:
        assert says in explained(pilot)
        assert "  1. " in explained(pilot), "there is something to do about it"
        assert "No tags are known" in instead(pilot)
        assert "r asks the registry, esc goes back" in instead(pilot)
        serve(server, ["app"], {"app": TAGS})
        await press(pilot, "r")
        assert explained(pilot) == ""
        assert rows_of(pilot) == SORTED
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CatalogScreen)


async def test_a_registry_that_dies_between_catalog_and_tags(
    docker_registry: RegistryFactory, tmp_path: Path, memory_path: Path
) -> None:
    fill(memory_path, {"app": ("1.0", "2.0"), "other": ("3.0",)})
    registry = docker_registry(storage=memory_path)
    async with browse(tmp_path, feed_at(registry)) as pilot:
        await press(pilot, "enter")
        assert rows_of(pilot) == ["2.0", "1.0"]
        await press(pilot, "escape")
        registry.stop()
        await press(pilot, "enter")
        assert rows_of(pilot) == ["2.0", "1.0"], "what is known is shown"
        assert count(pilot) == "2 of 2  read just now"
        assert f"{registry.authority} refuses connections" in explained(pilot)
        await press(pilot, "escape", "down", "enter")
        assert "No tags are known" in instead(pilot)
        assert f"{registry.authority} refuses connections" in explained(pilot)
        docker_registry(storage=memory_path, port=registry.port)
        await press(pilot, "r")
        assert rows_of(pilot) == ["3.0"]
        assert explained(pilot) == ""
        assert count(pilot) == "1 of 1"


async def test_a_tag_that_was_asked_for_is_under_the_cursor(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with tags_of(tmp_path, server, tag=SIGNATURE) as pilot:
        assert rows_of(pilot)[tags(pilot).rows.cursor] == SIGNATURE
        assert "6✓artif" in bar(pilot)
        assert toasts(pilot.app) == ""


async def test_a_tag_that_is_not_there_is_missed(tmp_path: Path, server: ScriptedServer) -> None:
    async with tags_of(tmp_path, server, tag="9.9") as pilot:
        assert toasts(pilot.app) == "There is no tag 9.9."
        assert tags(pilot).rows.cursor == 0


async def test_the_first_rows_are_there_before_the_last_tag_is_read(
    tmp_path: Path, server: ScriptedServer
) -> None:
    names = [f"1.{number}" for number in range(40)]
    pages = HeldTags(names)
    serve_tags(server, "app", pages)
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), settled=False) as pilot:
        await until(pilot, lambda: len(rows_of(pilot)) == 20)
        assert len(pages.requests) == 2, "the second page was asked for, and has not come"
        assert count(pilot) == "20 of 20  incomplete  reading ..."
        await pilot.press("slash", *"1.9")
        assert rows_of(pilot) == ["1.9"], "they can be filtered"
        await pilot.press("ctrl+u")
        pages.gate.set()
        await settle(pilot)
        assert len(rows_of(pilot)) == 40
        assert count(pilot) == "40 of 40"


async def test_kept_tags_are_shown_while_the_registry_is_asked(
    tmp_path: Path, server: ScriptedServer
) -> None:
    feed = feed_at(server)
    keep(tmp_path, feed, ["app"])
    keep_tags(tmp_path, feed, "app", ["1.0"])
    server.on("/v2/app/tags/list", Reply(200, b'{"tags": ["1.0", "2.0"]}', delay=0.5))
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), settled=False) as pilot:
        while not rows_of(pilot):
            await pilot.pause()
        assert rows_of(pilot) == ["1.0"]
        assert count(pilot) == "1 of 1  read just now  reading ..."
        await press(pilot)
        assert rows_of(pilot) == ["2.0", "1.0"]
        assert count(pilot) == "2 of 2"
