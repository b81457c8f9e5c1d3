from pathlib import Path
from typing import Any

import pytest
from textual.message import Message
from textual.widgets import Input

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.app import RegbrowseApp
from regbrowse.ui.form_fields import FIELDS
from regbrowse.ui.screens.feed_fields import FormField, PasswordInput
from tests.ui.feed_screens import (
    GOOD,
    Start,
    explained,
    field,
    fill,
    open_form,
    outcome,
)
from tests.ui.support import (
    NARROW,
    WIDE,
    TextFile,
    press,
    screen_text,
    screens,
    settle,
    text_of,
)

SECRET = "w0nder-Land"


REFUSED = (
    ({"name": ""}, "name", "cannot be the name of a feed"),
    ({"name": "two words"}, "name", 'cannot be named "two words"'),
    ({"name": "tags"}, "name", "the name of a command"),
    ({"name": "there"}, "name", 'a feed named "there" already'),
    ({"url": ""}, "url", "it is missing"),
    ({"url": "host:99999"}, "url", "no port 99999"),
    ({"url": "ftp://host"}, "url", "ftp"),
    ({"url": "https://ana:pw@host"}, "url", "holds a user name or a password"),
    ({"username": "a:b"}, "username", "colon"),
    ({"password": "lonely"}, "username", "a password needs a user name"),
    ({"registry_path": "images example"}, "registry-path", "host[:port][/path]"),
    ({"proxy": "socks5://p:1"}, "proxy", "http://host:port"),
    ({"proxy": "http://u:p@proxy:1"}, "proxy", "holds a user name or a password"),
    ({"ca": "/nowhere/ca.pem"}, "ca", "there is no file /nowhere/ca.pem"),
    ({"client_cert": "/nowhere/c.pem"}, "client-cert", "there is no file"),
    ({"client_key": "/nowhere/k.pem"}, "client-key", "it needs a client-cert"),
)
"""What is typed besides `GOOD`, the field that is wrong, and what is said about it."""


async def test_what_cannot_be_saved_is_said_below_its_field(
    feeds_file: TextFile, start_service: Start
) -> None:
    before = '[feeds.there]\nurl = "other.example.com"\n'
    feeds_file.write(before)
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        for values, setting, words in REFUSED:
            fill(pilot, **{**GOOD, **values})
            await press(pilot, "ctrl+s")
            refused = [w for w in pilot.app.screen.query(FormField) if w.has_class("-refused")]
            assert [w.spec.setting for w in refused] == [setting], values
            assert words in text_of(refused[0].query_one(".field-error"))
            assert refused[0].editor.has_focus
            assert outcome(pilot) == "Not saved."
            refused[0].editor.value += "x"
            await pilot.pause()
            assert not refused[0].has_class("-refused")
            fill(pilot, **dict.fromkeys([*values, setting.replace("-", "_")], ""))
    assert feeds_file.text == before


async def test_the_field_that_is_wrong_is_scrolled_into_view(
    feeds_file: TextFile, start_service: Start
) -> None:
    async with screens(start_service(), (60, 16)) as pilot:
        await open_form(pilot, "a")
        fill(pilot, **GOOD, client_key="/nowhere/k.pem")
        await press(pilot, "ctrl+s")
        assert "client-cert, too." in screen_text(pilot.app)


async def test_a_broken_feeds_file_is_explained_in_the_form(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write("[feeds.prod\n")
    async with screens(start_service()) as pilot:
        await open_form(pilot, "a")
        fill(pilot, **GOOD)
        await press(pilot, "ctrl+s")
        assert outcome(pilot) == "Not saved:"
        assert f"{feeds_file.path} cannot be understood at line 1" in explained(pilot)
    assert feeds_file.text == "[feeds.prod\n"


@pytest.mark.parametrize("size", [NARROW, (60, 16), WIDE])
async def test_every_field_and_button_is_reached_and_seen(
    demo: RegistryService, size: tuple[int, int]
) -> None:
    async with screens(demo, size) as pilot:
        await open_form(pilot, "a")
        form = pilot.app.screen
        for spec in FIELDS:
            editor = form.query_one(f"#field-{spec.setting}", FormField).editor
            assert pilot.app.focused is editor
            assert form.query_one("#fields").region.contains_region(editor.region)
            assert spec.label in screen_text(pilot.app)
            assert spec.help in screen_text(pilot.app)
            await press(pilot, "tab")
        for action in ("screen.save", "screen.test", "screen.cancel"):
            assert getattr(pilot.app.focused, "action", None) == action
            await press(pilot, "tab")
        for text in ("Save  ^s", "Save and test  ^t", "Close  esc"):
            assert text in screen_text(pilot.app)


async def test_arrows_go_from_field_to_field(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "a")
        await press(pilot, "down", "down", "enter", "enter")
        assert field(pilot, "api").editor.has_focus
        await press(pilot, "right", "right")
        assert field(pilot, "api").value == "v2"
        assert "( ) auto  ( ) v1  (•) v2" in screen_text(pilot.app)
        await press(pilot, "space", "left")
        assert field(pilot, "api").value == "v2"
        await press(pilot, "up")
        assert field(pilot, "password").editor.has_focus


async def test_a_choice_can_be_clicked(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "a")
        await pilot.click(field(pilot, "insecure").editor, offset=(10, 0))
        assert field(pilot, "insecure").value == "yes"


async def test_hostile_values_are_drawn_and_not_obeyed(
    feeds_file: TextFile, start_service: Start, tmp_path: Path
) -> None:
    ca = tmp_path / "[red]x[/].pem"
    TextFile(ca).write("")
    feeds_file.write(f'[feeds.prod]\nurl = "localhost:1"\nusername = "[/nothing]"\nca = "{ca}"\n')
    async with screens(start_service(), WIDE) as pilot:
        await open_form(pilot, "e")
        assert "[/nothing]" in screen_text(pilot.app)
        fill(pilot, ca=f"{ca}\x1b[31m\u202e", name="[red]no[/]")
        await press(pilot, "ctrl+s")
        text = screen_text(pilot.app)
        assert 'A feed cannot be named "[red]no[/]"' in text
        assert "\x1b" not in text
        assert field(pilot, "ca").value.endswith("␛[31m<U+202E>")


async def test_a_password_is_neither_shown_nor_copied_nor_in_a_message(
    feeds_file: TextFile, start_service: Start
) -> None:
    messages: list[str] = []

    def listen(message: Message) -> None:
        messages.append(repr(message))

    app = RegbrowseApp(start_service())
    async with app.run_test(size=NARROW, message_hook=listen) as pilot:
        await settle(pilot)
        await open_form(pilot, "a")
        fill(pilot, **GOOD, username="ana", password=SECRET)
        password = field(pilot, "password").editor
        assert isinstance(password, PasswordInput)
        password.focus()
        await press(pilot, "ctrl+shift+a", "ctrl+c", "left", "enter")
        assert SECRET not in pilot.app.export_screenshot()
        password.action_select_all()
        password.action_copy()
        password.action_cut()
        assert pilot.app.clipboard == ""
        assert password.value == ""
        password.value = SECRET
        tree: list[Any] = list(pilot.app.screen.walk_children())
        assert not any(SECRET in repr(widget) for widget in tree)
        await press(pilot, "ctrl+s")
        assert SECRET not in pilot.app.export_screenshot()
    assert any("Changed" in message for message in messages)
    assert not any(SECRET in message for message in messages)
    assert SECRET not in feeds_file.text


async def test_inputs_have_no_text_of_others_as_an_example(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "e")
        for editor in pilot.app.screen.query(Input):
            assert editor.placeholder == "" or editor.placeholder.startswith("e.g. ")
