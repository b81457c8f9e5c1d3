from threading import Event

import keyring
import pytest

from regbrowse.demo.world import DemoWorld
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.form_fields import FIELDS
from regbrowse.ui.screens.confirm import ConfirmScreen
from regbrowse.ui.screens.feed_form import FeedForm
from tests.conftest import RegistryFactory
from tests.credentials.support import MemoryKeyring
from tests.support.certificates import Certificates
from tests.support.sockets import BlackHole
from tests.ui.feed_screens import GOOD, Start, explained, field, fill, open_form, outcome, selected
from tests.ui.support import (
    TextFile,
    feed_of,
    press,
    screen_text,
    screens,
    settle,
    until,
)

SECRET = "w0nder-Land"


async def test_a_feed_is_added_with_the_keyboard_alone(
    feeds_file: TextFile, start_service: Start
) -> None:
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        await press(pilot, *"prod", "tab", *"r.example:5000", "enter", *"ana", "ctrl+s")
        assert selected(pilot) == "prod"
    text = feeds_file.text
    assert '[feeds.prod]\nurl = "r.example:5000"\nusername = "ana"\n' in text


async def test_save_and_test_says_what_the_registry_is(
    world: DemoWorld, demo: RegistryService
) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="mine", url=str(feed_of(world, "acme").address))
        await press(pilot, "ctrl+t")
        assert outcome(pilot) == "Saved. It works: version 2, no login is asked for."
        assert "Change the feed mine" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert selected(pilot) == "mine"
        row = next(line for line in screen_text(pilot.app).splitlines() if "mine" in line)
        assert row.split()[-1] == "ok"


async def test_a_login_goes_to_the_keychain_and_is_used(
    feeds_file: TextFile,
    start_service: Start,
    keychain: MemoryKeyring,
    docker_registry: RegistryFactory,
) -> None:
    registry = docker_registry(users={"alice": SECRET})
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="prod", url=registry.url, username="alice", password=SECRET)
        await press(pilot, "ctrl+t")
        assert "It works: version 2, logged in as alice, by keychain." in outcome(pilot)
        assert field(pilot, "password").value == ""
        assert SECRET not in pilot.app.export_screenshot()
    assert list(keychain.entries.values()) == [SECRET]
    assert SECRET not in feeds_file.text


async def test_a_wrong_password_is_reported_and_can_be_corrected(
    feeds_file: TextFile,
    start_service: Start,
    keychain: MemoryKeyring,
    docker_registry: RegistryFactory,
) -> None:
    registry = docker_registry(users={"alice": SECRET})
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="prod", url=registry.url, username="alice", password="wr0ng-one")
        await press(pilot, "ctrl+t")
        assert outcome(pilot) == "Saved. It does not work yet:"
        assert "refuses the login of alice from keychain" in explained(pilot)
        assert "wr0ng-one" not in pilot.app.export_screenshot()
        fill(pilot, password=SECRET)
        await press(pilot, "ctrl+t")
        assert "logged in as alice, by keychain" in outcome(pilot)
        assert "shows alice no repository" in explained(pilot)
    assert list(keychain.entries.values()) == [SECRET]


async def test_saving_is_not_left_halfway(
    feeds_file: TextFile, start_service: Start, keychain: MemoryKeyring
) -> None:
    unlocked = Event()

    class Locked(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            unlocked.wait(20)
            super().set_password(service, username, password)

    keyring.set_keyring(Locked())
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, **GOOD, username="ana", password=SECRET)
        await pilot.press("ctrl+s")
        assert outcome(pilot) == "Saving ... the keychain may have to be unlocked."
        await pilot.press("escape", "ctrl+s", "ctrl+t")
        assert isinstance(pilot.app.screen, FeedForm)
        unlocked.set()
        await settle(pilot)
        assert selected(pilot) == "prod"


async def test_without_a_keychain_the_password_serves_until_the_end(
    feeds_file: TextFile, start_service: Start, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry(users={"alice": SECRET})
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="prod", url=registry.url, username="alice", password=SECRET)
        await press(pilot, "ctrl+s")
        words = outcome(pilot)
        assert words.startswith("Saved without the password, which is used until regbrowse ends.")
        assert "keychain" in words
        await press(pilot, "ctrl+t")
        assert "logged in as alice, by the form" in outcome(pilot)
    assert SECRET not in feeds_file.text


async def test_a_registry_that_asks_for_a_login_and_gets_none(
    feeds_file: TextFile, start_service: Start, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry(users={"alice": SECRET})
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="prod", url=registry.url)
        await press(pilot, "ctrl+t")
        assert outcome(pilot) == "Saved. It does not work yet:"
        assert "wants a login" in explained(pilot)


async def test_an_edit_starts_with_what_is_configured(
    feeds_file: TextFile, start_service: Start, certificates: Certificates
) -> None:
    server = certificates.server
    settings = {
        "url": "https://registry.example.com/prefix",
        "registry-path": "images.example.com",
        "api": "v2",
        "username": "ana",
        "ca": str(certificates.ca),
        "client-cert": str(server.certificate),
        "client-key": str(server.key),
        "proxy": "http://proxy.example.com:3128",
    }
    lines = [f'{key} = "{value}"' for key, value in settings.items()]
    feeds_file.write("\n".join(["[feeds.prod]", *lines, "insecure = true", ""]))
    before = feeds_file.text
    async with screens(start_service()) as pilot:
        await open_form(pilot, "e")
        shown = {spec.setting: field(pilot, spec.setting).value for spec in FIELDS}
        assert shown == {**settings, "name": "prod", "password": "", "insecure": "yes"}
        await press(pilot, "ctrl+s")
        assert selected(pilot) == "prod"
    assert feeds_file.text == before


async def test_an_edit_keeps_comments_and_order(feeds_file: TextFile, start_service: Start) -> None:
    feeds_file.write(
        "# mine\n[feeds.one]\nurl = 'one.example.com'  # the first\nusername = 'ana'\n\n"
        "# the other\n[feeds.two]\nurl = 'two.example.com'\ninsecure = true\n"
    )
    async with screens(start_service()) as pilot:
        await open_form(pilot, "e")
        fill(pilot, name="uno", username="", registry_path="images.example.com")
        await press(pilot, "ctrl+s")
        assert selected(pilot) == "uno"
        await open_form(pilot, "down", "e")
        fill(pilot, insecure="no")
        await press(pilot, "ctrl+s")
        assert selected(pilot) == "two"
    text = feeds_file.text
    assert text.startswith("# mine\n[feeds.uno]\n")
    assert "# the first" in text
    assert "# the other\n[feeds.two]\n" in text
    assert 'registry-path = "images.example.com"' in text
    assert "username" not in text
    assert "insecure" not in text


async def test_a_feed_that_was_saved_is_edited_from_then_on(
    world: DemoWorld, demo: RegistryService
) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="mine", url=str(feed_of(world, "gone").address))
        await press(pilot, "ctrl+t")
        assert "refuses connections" in explained(pilot)
        fill(pilot, name="ours", url=str(feed_of(world, "acme").address))
        await press(pilot, "ctrl+t")
        assert "It works" in outcome(pilot)
        await press(pilot, "escape")
    assert [feed.name for feed in demo.feeds.all()][4:] == ["ours"]


async def test_asking_can_be_stopped(
    feeds_file: TextFile, start_service: Start, black_hole: BlackHole
) -> None:
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="far", url=f"http://127.0.0.1:{black_hole.port}")
        await pilot.press("ctrl+t")
        doing = f"Checking http://127.0.0.1:{black_hole.port}: tcp ..."
        await until(pilot, lambda: doing in outcome(pilot))
        await press(pilot, "escape")
        assert outcome(pilot) == "Saved. The check was stopped."
        await press(pilot, "escape")
        assert selected(pilot) == "far"


@pytest.mark.parametrize(
    ("key", "stays"), [("n", True), ("escape", True), ("y", False), ("enter", True)]
)
async def test_what_was_typed_is_not_lost_without_a_question(
    feeds_file: TextFile, start_service: Start, key: str, stays: bool
) -> None:
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, password="x")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await press(pilot, key)
        assert isinstance(pilot.app.screen, FeedForm) is stays
    assert feeds_file.text == ""


async def test_a_form_that_was_not_touched_closes_at_once(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "e")
        await press(pilot, "escape")
        assert selected(pilot) == "acme"
