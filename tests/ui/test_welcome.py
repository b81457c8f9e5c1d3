import asyncio
import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.listing import KnownLogin, Listing
from regbrowse.service.access import Access
from regbrowse.service.accounts import Accounts
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.opening import DEMO
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feed_form import FeedForm
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.welcome import Welcome
from tests.conftest import ServerFactory
from tests.credentials.support import SECRET, basic
from tests.support.machine import Machine
from tests.support.sockets import BlackHole, ClosedPort
from tests.ui.browsing import serve
from tests.ui.feed_screens import Start, explained, fill, open_form
from tests.ui.support import (
    NARROW,
    WIDE,
    TextFile,
    press,
    screen_text,
    screens,
    settle,
    shown_keys,
    text_of,
    until,
)


def welcome_of(pilot: Pilot[str]) -> Welcome:
    screen = pilot.app.screen
    assert isinstance(screen, FeedsScreen)
    assert screen.has_class("-welcome")
    return screen.welcome


def titles(pilot: Pilot[str]) -> list[str]:
    source = welcome_of(pilot).rows.source
    return [source.cells(row)[0].text for row in range(len(source))]


def logins_words(pilot: Pilot[str]) -> str:
    return text_of(welcome_of(pilot).query_one("#welcome-logins"))


def log_in(machine: Machine, *registries: str) -> None:
    """Log docker in to some registries, as ana."""
    document = {"auths": {registry: basic("ana") for registry in registries}}
    TextFile(machine.docker_config / "config.json").write(json.dumps(document))


STATIC = ["Docker Hub", "localhost:5000", "Another registry ...", "The demo ..."]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_all_ways_to_begin_are_in_sight(start_service: Start, size: tuple[int, int]) -> None:
    async with screens(start_service(), size) as pilot:
        assert titles(pilot) == STATIC
        text = screen_text(pilot.app)
        assert all(title in text for title in STATIC)
        assert "regbrowse finds the images and tags of container registries" in text
        assert logins_words(pilot) == "docker and podman are not logged in to any registry."
        assert pilot.app.focused is welcome_of(pilot).rows
        assert set(shown_keys(pilot.app)) == {"feeds.open", "feeds.add", "app.help"}


async def test_logins_are_offered_first_and_the_cursor_stays(
    start_service: Start, machine: Machine
) -> None:
    log_in(machine, "ghcr.io", "https://index.docker.io/v1/")
    async with screens(start_service()) as pilot:
        assert titles(pilot) == ["ghcr.io", *STATIC]
        chosen = welcome_of(pilot).chosen
        assert chosen is not None
        assert (chosen.title, chosen.name) == ("Docker Hub", "docker.io")
        assert chosen.about.startswith("logged in as ana, docker config (")
        assert logins_words(pilot) == "i adds 2 registries with a login at once."
        assert SECRET not in pilot.app.export_screenshot()


async def test_nobody_waits_for_a_slow_helper(tmp_path: Path) -> None:
    answered = asyncio.Event()

    async def known_logins() -> Listing:
        await answered.wait()
        return Listing((KnownLogin("x.example.com", "[/x]\x1b", "a slow helper"),))

    service = RegistryService(
        FeedsFile(tmp_path / "feeds.toml"),
        Store(tmp_path / "cache"),
        Access(lambda: CredentialChain([]), {}),
        Accounts(None, known_logins),
    )
    async with screens(service, settled=False) as pilot:
        await until(pilot, lambda: pilot.app.screen.has_class("-welcome"))
        assert titles(pilot) == STATIC
        await until(pilot, lambda: "for their logins ..." in logins_words(pilot))
        await pilot.press("down")
        answered.set()
        await settle(pilot)
        assert titles(pilot)[1:] == STATIC
        chosen = welcome_of(pilot).chosen
        assert chosen is not None
        assert chosen.title == "localhost:5000"
        text = screen_text(pilot.app)
        assert "[/x]␛" in text
        assert "\x1b" not in text
    service.close()


async def test_enter_adds_the_feed_and_opens_it(
    feeds_file: TextFile, start_service: Start, machine: Machine, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["api"])
    log_in(machine, server.authority)
    name = server.authority.replace(":", "-")
    async with screens(start_service()) as pilot:
        await press(pilot, "home", "enter")
        assert isinstance(pilot.app.screen, CatalogScreen)
        assert f"{name} > catalog" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert not pilot.app.screen.has_class("-welcome")
        assert pilot.app.focused is pilot.app.screen.query_one("#rows")
    assert f'[feeds."{name}"]' in feeds_file.text or f"[feeds.{name}]" in feeds_file.text


async def test_what_is_not_on_this_machine_is_not_added(
    feeds_file: TextFile, start_service: Start, machine: Machine, closed_port: ClosedPort
) -> None:
    log_in(machine, closed_port.authority)
    async with screens(start_service()) as pilot:
        await press(pilot, "home", "enter")
        assert "refuses connections" in explained(pilot)
        assert titles(pilot)[1:] == STATIC
        assert "feeds.stop" not in shown_keys(pilot.app)
    assert feeds_file.text == ""


async def test_asking_this_machine_can_be_stopped(
    feeds_file: TextFile, start_service: Start, machine: Machine, black_hole: BlackHole
) -> None:
    log_in(machine, f"127.0.0.1:{black_hole.port}")
    async with screens(start_service()) as pilot:
        await pilot.press("home", "enter")
        await until(pilot, lambda: "asking 127.0.0.1" in screen_text(pilot.app))
        await press(pilot, "escape")
        assert "asking" not in screen_text(pilot.app).replace("Asking was stopped", "")
        assert titles(pilot)[1:] == STATIC
    assert feeds_file.text == ""


async def test_a_click_chooses_too(
    feeds_file: TextFile, start_service: Start, machine: Machine, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["api"])
    log_in(machine, server.authority)
    async with screens(start_service()) as pilot:
        await press(pilot, "end")
        for _ in range(2):
            await pilot.click("#choices", offset=(4, 1))
        await settle(pilot)
        assert isinstance(pilot.app.screen, CatalogScreen)


async def test_another_registry_opens_the_form(feeds_file: TextFile, start_service: Start) -> None:
    async with screens(start_service()) as pilot:
        await press(pilot, "end", "up", "enter")
        assert isinstance(pilot.app.screen, FeedForm)
        await press(pilot, "escape")
        assert titles(pilot) == STATIC
        await open_form(pilot, "a")
        fill(pilot, name="mine", url="localhost:1")
        await press(pilot, "ctrl+s")
        assert not pilot.app.screen.has_class("-welcome")
        assert "mine" in screen_text(pilot.app)


async def test_the_demo_is_what_the_app_returns(start_service: Start) -> None:
    async with screens(start_service()) as pilot:
        await press(pilot, "end", "enter")
        assert pilot.app.return_value == DEMO


async def test_import_ends_the_welcome(
    feeds_file: TextFile, start_service: Start, machine: Machine
) -> None:
    log_in(machine, "ghcr.io")
    async with screens(start_service()) as pilot:
        await press(pilot, "i")
        assert not pilot.app.screen.has_class("-welcome")
        assert "Added: ghcr.io." in screen_text(pilot.app)


async def test_it_comes_back_when_the_last_feed_is_removed(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write('[feeds.one]\nurl = "localhost:1"\n')
    async with screens(start_service()) as pilot:
        await press(pilot, "d", "y")
        assert titles(pilot) == STATIC
        assert pilot.app.focused is welcome_of(pilot).rows
        await press(pilot, "t", "e", "r", "s", "d", "x", "slash")
        assert pilot.app.focused is welcome_of(pilot).rows


async def test_a_broken_login_file_is_said(start_service: Start, machine: Machine) -> None:
    TextFile(machine.docker_config / "config.json").write("{")
    async with screens(start_service()) as pilot:
        assert titles(pilot) == STATIC
        assert "config.json" in logins_words(pilot)


async def test_what_cannot_be_saved_is_explained(start_service: Start, machine: Machine) -> None:
    TextFile(machine.config).write("not a folder")
    async with screens(start_service()) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FeedsScreen)
        assert "cannot be" in text_of(pilot.app.screen.query_one("#explanation"))
