import json

import pytest

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import at
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.confirm import ConfirmScreen
from regbrowse.ui.screens.feed_form import FeedForm
from tests.credentials.support import MemoryKeyring, basic
from tests.support.machine import Machine
from tests.ui.feed_screens import (
    TWO,
    Start,
    explained,
    fill,
    instead,
    open_form,
    screen_of,
    selected,
    status,
)
from tests.ui.support import (
    TextFile,
    press,
    screen_text,
    screens,
    settle,
    shown_keys,
    toasts,
    until,
)

SOMETIMES = {"feeds.cancel", "feeds.stop"}
"""Commands that are offered only while there is something to end."""


async def test_every_command_has_an_action(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        for command in at(Place.FEEDS):
            assert callable(getattr(screen_of(pilot), f"action_{command.action}")), command.id
        footer = shown_keys(pilot.app)
        for command in at(Place.FEEDS):
            assert (command.id in footer) == (command.footer and command.id not in SOMETIMES)


async def test_the_whole_footer_fits_a_narrow_terminal(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        labels = [c.label for c in at(Place.FEEDS) if c.footer and c.id not in SOMETIMES]

        def all_shown() -> bool:
            last = screen_text(pilot.app).splitlines()[-1]
            return all(label in last for label in [*labels, "Filter", "Help"])

        # The footer is composed once the bindings of a screen are known.
        await until(pilot, all_shown)


@pytest.mark.parametrize("keys", [("d", "y"), ("delete", "left", "enter")])
async def test_a_feed_is_removed_after_a_question(
    feeds_file: TextFile, start_service: Start, keys: tuple[str, ...]
) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        await press(pilot, keys[0])
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "Remove the feed one?" in screen_text(pilot.app)
        assert "one.example.com" in screen_text(pilot.app)
        await press(pilot, *keys[1:])
        assert selected(pilot) == "two"
        assert "Removed one." in toasts(pilot.app)
        assert status(pilot) == ""
    assert feeds_file.text == '# stays\n[feeds.two]\nurl = "two.example.com"\n'


@pytest.mark.parametrize("keys", [("n",), ("escape",), ("enter",)])
async def test_no_feed_is_removed_without_a_yes(
    feeds_file: TextFile, start_service: Start, keys: tuple[str, ...]
) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        await press(pilot, "d", *keys)
        assert selected(pilot) == "one"
    assert feeds_file.text == TWO


async def test_the_password_goes_with_the_feed(
    feeds_file: TextFile, start_service: Start, keychain: MemoryKeyring
) -> None:
    async with screens(start_service()) as pilot:
        service = start_service()
        await service.feeds.add("one", {"url": "one.example.com", "username": "ana"}, None)
        keychain.set_password("regbrowse https://one.example.com", "ana", "s")
        screen_of(pilot).reload()
        await settle(pilot)
        await press(pilot, "d")
        assert "A password of ana is removed from the keychain, too." in screen_text(pilot.app)
        await press(pilot, "y")
    assert keychain.entries == {}


async def test_logins_are_imported_once(
    feeds_file: TextFile, start_service: Start, machine: Machine
) -> None:
    feeds_file.write(TWO)
    logins = {"ghcr.io": basic("ana"), "https://index.docker.io/v1/": basic("ana")}
    TextFile(machine.docker_config / "config.json").write(json.dumps({"auths": logins}))
    async with screens(start_service()) as pilot:
        await press(pilot, "i")
        assert "Added: ghcr.io, docker.io." in toasts(pilot.app)
        assert status(pilot) == ""
        assert selected(pilot) == "ghcr.io"
        await press(pilot, "i")
        assert "Already there: ghcr.io, docker.io." in toasts(pilot.app)
        assert status(pilot) == ""
    assert feeds_file.text.startswith(TWO)


async def test_nothing_to_import_is_said(feeds_file: TextFile, start_service: Start) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        await press(pilot, "i")
        assert "docker and podman are not logged in to any registry." in toasts(pilot.app)
        assert status(pilot) == ""


async def test_a_broken_login_file_is_a_notice(
    feeds_file: TextFile, start_service: Start, machine: Machine
) -> None:
    feeds_file.write(TWO)
    TextFile(machine.docker_config / "config.json").write("{")
    async with screens(start_service()) as pilot:
        await press(pilot, "i")
        assert "config.json" in toasts(pilot.app)
        assert "␊" not in toasts(pilot.app)


async def test_all_feeds_are_searched_together(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, CatalogScreen)
        assert "4 feeds > catalog" in screen_text(pilot.app)


async def test_a_broken_file_is_explained_until_it_is_mended(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write('[feeds.one]\nurl = "localhost:1"\n[feeds.two\n')
    async with screens(start_service()) as pilot:
        where = f"{feeds_file.path} cannot be understood at line 3"
        assert where in explained(pilot)
        assert where in instead(pilot)
        assert "r reads the file again" in instead(pilot)
        await press(pilot, "t", "e", "d", "s", "slash", "x", "i", "enter")
        assert where in explained(pilot)
        feeds_file.write(TWO)
        await press(pilot, "r")
        assert explained(pilot) == ""
        assert instead(pilot) == ""
        assert selected(pilot) == "one"


async def test_what_is_known_stays_when_the_file_breaks(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        feeds_file.write("[feeds.one")
        await press(pilot, "down", "d", "y")
        assert "at line 1" in explained(pilot)
        assert selected(pilot) == "two"
        await press(pilot, "up", "e", "escape")
        assert "at line 1" in explained(pilot)
        assert selected(pilot) == "one"
    assert feeds_file.text == "[feeds.one"


async def test_the_filter_does_not_hide_what_was_just_added(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        await press(pilot, "slash", *"zzz", "escape")
        assert "No feed matches" in instead(pilot)
        assert selected(pilot) is None
        await open_form(pilot, "a")
        fill(pilot, name="three", url="three.example.com")
        await press(pilot, "ctrl+s")
        assert selected(pilot) == "three"
        assert screen_of(pilot).filter.value == ""


async def test_a_feed_that_is_gone_meanwhile_is_explained(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write(TWO)
    async with screens(start_service()) as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, FeedForm)
        feeds_file.write("")
        await press(pilot, "ctrl+s")
        assert 'no feed named "one"' in screen_text(pilot.app)
