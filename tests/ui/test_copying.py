"""What is copied: the command that pulls a tag with each tool, and a name as it is pulled."""

from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.image import ImageScreen
from tests.conftest import ServerFactory
from tests.support import serving_images
from tests.support.images import oci_image
from tests.support.loopback import Resolver
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import browse, cells_of, feed_at, keep, keep_tags, rows_of, serve, tags
from tests.ui.support import press, screen_text, text_of, toasts

COMMANDS = [
    "docker pull here.example.com/team/app:1.0",
    "podman pull here.example.com/team/app:1.0",
    "skopeo copy docker://here.example.com/team/app:1.0 oci:app",
    "crane pull here.example.com/team/app:1.0 app.tar",
]
"""By the registry path of the feed, not by its address."""


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["team/app"], {"team/app": ["1.0", "$(id)", "a b"]})
    serving_images.serve(server, "team/app", {"1.0": oci_image()})
    return server


async def test_four_tools_one_after_the_other(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        for command in [*COMMANDS, COMMANDS[0]]:
            assert text_of(tags(pilot).query_one("#status")).startswith(command)
            await press(pilot, "y")
            assert pilot.app.clipboard == command
            assert toasts(pilot.app).splitlines()[-1] == f"Copied: {command}"
            await press(pilot, "p")


async def test_a_second_click_opens_the_image(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        await pilot.click("#rows", offset=(4, 1))
        await press(pilot)
        assert isinstance(pilot.app.screen, ImageScreen)
        assert pilot.app.clipboard == ""


async def test_a_tag_that_is_no_valid_name_has_no_command(
    tmp_path: Path, server: ScriptedServer
) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        assert rows_of(pilot) == ["1.0", "$(id)", "a b"]
        for _ in range(2):
            await press(pilot, "down")
            words = text_of(tags(pilot).query_one("#status"))
            assert words == "This name is not valid: there is no command to pull it."
            await press(pilot, "y", "p", "y")
        assert pilot.app.clipboard == ""
        assert set(toasts(pilot.app).splitlines()) == {
            "This is no valid name, so there is no command to copy."
        }


async def test_a_repository_is_copied_as_it_is_pulled(tmp_path: Path) -> None:
    feed = Feed("prod", Address("registry.example.com", 5000))
    keep(tmp_path, feed, ["Team/App", "team/app"])
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "down", "y")
        assert pilot.app.clipboard == "registry.example.com:5000/team/app"
        assert "Copied: registry.example.com:5000/team/app" in screen_text(pilot.app)
        await press(pilot, "up", "y")
        assert "Team/App is no valid name, so nothing is copied." in screen_text(pilot.app)
        assert pilot.app.clipboard == "registry.example.com:5000/team/app"


async def test_a_namespace_and_an_empty_list_have_nothing_to_copy(tmp_path: Path) -> None:
    feed = Feed("prod", Address("registry.example.com"))
    keep(tmp_path, feed, ["team/app", "team/web"])
    async with browse(tmp_path, feed) as pilot:
        await press(pilot, "g")
        assert cells_of(pilot) == [["team/", "2"]]
        await press(pilot, "y", "g", "slash", *"zzz", "escape", "y")
        assert rows_of(pilot) == []
        assert pilot.app.clipboard == ""
        assert toasts(pilot.app) == ""


async def test_the_hub_needs_no_registry_but_podman_does(
    tmp_path: Path, resolver: Resolver
) -> None:
    resolver.fail("registry-1.docker.io")
    hub = Feed("hub", Address("docker.io"))
    keep(tmp_path, hub, ["library/redis"])
    keep_tags(tmp_path, hub, "library/redis", ["7.4"])
    async with browse(tmp_path, hub, opening=Opening(hub, "library/redis")) as pilot:
        await press(pilot, "y")
        assert pilot.app.clipboard == "docker pull redis:7.4"
        await press(pilot, "p", "y")
        assert pilot.app.clipboard == "podman pull docker.io/library/redis:7.4"
