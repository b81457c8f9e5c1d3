"""Find a tag or digest in many repositories: hits as they come, stop, what could not be read."""

from pathlib import Path

import pytest

from regbrowse.ui.screens.find import FindScreen
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import RegistryFactory, ServerFactory
from tests.support import serving_images
from tests.support.images import Manifest, docker_image, oci_image, oci_index
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer
from tests.ui.browsing import browse, feed_at, serve
from tests.ui.feed_screens import explained
from tests.ui.support import in_front, press, screen_text, shown_keys, text_of, until

IMAGE, OTHER = oci_image(), docker_image()


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["team/api", "team/web", "base"], {"team/api": ["1.0", "2.0"]})
    offer(server, "team/api", {"1.0": IMAGE, "2.0": OTHER})
    offer(server, "team/web", {"1.0": OTHER})
    return server


def offer(server: ScriptedServer, repository: str, tags: dict[str, Manifest]) -> None:
    serving_images.serve(server, repository, tags)


async def test_a_tag_is_found_and_opened(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f")
        assert in_front(pilot.app, FindScreen)
        assert "all repositories of here" in screen_text(pilot.app)
        await press(pilot, *"1.0", "enter")
        text = screen_text(pilot.app)
        assert "team/api" in text
        assert "team/web" in text
        assert IMAGE.digest[:19] in text
        assert "2 found" in text
        await press(pilot, "enter")
        assert in_front(pilot.app, TagsScreen)
        assert "> 1.0" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert in_front(pilot.app, FindScreen)


async def test_only_where_the_filter_of_the_catalog_looks(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "slash", *"web", "escape", "f")
        assert in_front(pilot.app, FindScreen)
        assert "here > web > find" in screen_text(pilot.app)
        await press(pilot, *"1.0", "enter")
        text = screen_text(pilot.app)
        assert "team/web" in text
        assert "team/api" not in text
        assert not server.asked("/v2/team/api/manifests/1.0")


async def test_the_tag_under_the_cursor_is_looked_for_at_once(
    tmp_path: Path, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    index = oci_index()
    push(registry.url, "team/app", ["1.0"], index)
    push(registry.url, "mirror/app", ["1.0", "stable"], index)
    async with browse(tmp_path, feed_at(registry)) as pilot:
        await press(pilot, "end", "enter", "f")
        assert in_front(pilot.app, FindScreen)
        text = screen_text(pilot.app)
        assert text.count(index.digest[:19]) == 2
        await press(pilot, "slash", "ctrl+u", *index.digest, "enter")
        assert "stable" in screen_text(pilot.app)


async def test_a_manifest_without_a_tag_opens_as_an_image(
    tmp_path: Path, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    index = oci_index()
    push(registry.url, "team/app", ["1.0"], index)
    async with browse(tmp_path, feed_at(registry)) as pilot:
        await press(pilot, "f", *index.manifests[0].digest, "enter")
        assert "team/app" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert in_front(pilot.app, ImageScreen)


async def test_stopping_keeps_what_was_found(tmp_path: Path, server: ScriptedServer) -> None:
    server.on("/v2/base/manifests/1.0", Reply(404, delay=15))
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"1.0")
        await pilot.press("enter")
        await until(pilot, lambda: "team/web" in screen_text(pilot.app))
        assert "find.stop" in shown_keys(pilot.app)
        await press(pilot, "escape")
        assert in_front(pilot.app, FindScreen)
        assert "find.stop" not in shown_keys(pilot.app)
        assert "stopped" in text_of(pilot.app.screen.query_one("#status"))
        assert "team/api" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert not in_front(pilot.app, FindScreen)


async def test_what_could_not_be_read_is_counted_and_named(
    tmp_path: Path, server: ScriptedServer
) -> None:
    server.on("/v2/base/manifests/1.0", Reply(403))
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"1.0", "enter")
        assert "find.unread" in shown_keys(pilot.app)
        await press(pilot, "u")
        assert "base" in screen_text(pilot.app)
        assert "team/api" not in screen_text(pilot.app)
        assert "does not show base:1.0" in explained(pilot)
        await press(pilot, "escape")
        assert "team/api" in screen_text(pilot.app)
        assert not explained(pilot)


async def test_what_cannot_be_looked_for_is_explained(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"not/a tag!", "enter")
        assert explained(pilot)
        assert not [each for each in server.requests if "manifests" in each.path]


async def test_nothing_is_found(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"9.9", "enter")
        assert "No repository has 9.9." in text_of(pilot.app.screen.query_one("#empty"))
        assert text_of(pilot.app.screen.query_one("#count")) == "0 found"


async def test_hostile_names_are_drawn_and_not_obeyed(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["[red]x[/]", "a\x1b[31mb", "\u202eevil", "fine"])
    offer(server, "fine", {"1.0": IMAGE})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"1.0", "enter")
        assert "fine" in screen_text(pilot.app)
        await press(pilot, "u")
        text = screen_text(pilot.app)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[red]x[/]" in text
