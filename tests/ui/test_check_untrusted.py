"""What a registry sends is evidence of a check: drawn and copied as text, and without secrets."""

import time
import unicodedata
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.check import CheckScreen
from tests.conftest import ServerFactory
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply
from tests.support.sockets import BlackHole
from tests.ui.browsing import browse
from tests.ui.listing import strips
from tests.ui.support import NARROW, WIDE, press, screen_text, screens, until

BAD = "[red]x[/] [@click=app.quit]y[/] | `z` <img src=q> \x1b[31m \x9b2J \u202e 漢字"
SECRET = "w0nder-Land"


def check_drawn(pilot: Pilot[str]) -> None:
    """No character that a terminal obeys, and every line exactly as wide as the screen."""
    for strip in strips(pilot.app):
        text = "".join(segment.text for segment in strip)
        kinds = {unicodedata.category(character) for character in text}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}, text
        assert cell_len(text) == pilot.app.size.width, text


async def read_all(pilot: Pilot[str]) -> str:
    """Unfold everything, and read it page by page."""
    assert isinstance(pilot.app.screen, CheckScreen)
    await press(pilot, "e", "home")
    pages = [screen_text(pilot.app)]
    rows = pilot.app.screen.rows
    while rows.cursor < rows.row_count - 1:
        await press(pilot, "pagedown")
        check_drawn(pilot)
        pages.append(screen_text(pilot.app))
    return "\n".join(pages)


def at(server: ScriptedServer) -> Feed:
    """The feed of a server, without a registry path of its own."""
    return Feed("here", Address.parse(server.url))


@pytest.fixture
def hostile(scripted_server: ServerFactory) -> ScriptedServer:
    """A registry that sends markup, escapes and marks wherever it sends a text."""
    server = scripted_server()
    quoted = BAD.encode().decode("latin-1").replace("\x1b", "").replace("\x9b", "")
    headers = [("Docker-Distribution-Api-Version", "registry/2.0"), ("Server", "[red]x[/] <b>")]
    challenge = f'Bearer realm="http://127.0.0.1:1/[/x]",service="{quoted.replace(chr(34), "")}"'
    server.on("/v2/", Reply(200, b"{}", [*headers, ("Www-Authenticate", challenge)]))
    server.on("/v2/_catalog", json_reply({"repositories": [BAD, "app"]}))
    server.on("/v2/app/tags/list", json_reply({"name": BAD, "tags": [BAD, "1"]}))
    server.on("/v2/app/manifests/1", error_reply(500, "[/UNKNOWN]", BAD))
    return server


@pytest.mark.parametrize("size", [NARROW, WIDE, (20, 24)])
async def test_what_a_registry_sends_is_drawn_and_not_obeyed(
    tmp_path: Path, hostile: ScriptedServer, size: tuple[int, int]
) -> None:
    async with browse(tmp_path, at(hostile), size=size) as pilot:
        await press(pilot, "t")
        check_drawn(pilot)
        text = await read_all(pilot)
        if size != (20, 24):
            cut = [line for line in text.splitlines() if line[:1] == " " and "…" in line]
            assert all(line[2:6].strip() for line in cut), "evidence is wrapped and never cut"
        if size == WIDE:
            assert "check here" in text
            assert "server: [red]x[/] <b>" in text


async def test_what_a_registry_sends_is_no_markup_in_a_ticket(
    tmp_path: Path, hostile: ScriptedServer
) -> None:
    async with browse(tmp_path, at(hostile)) as pilot:
        await press(pilot, "t")
        await press(pilot, "y")
        lines = pilot.app.clipboard.splitlines()
    fenced = False
    for line in lines:
        assert all(unicodedata.category(each) not in {"Cc", "Cf"} for each in line), line
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            assert "<" not in line.replace("\\<", ""), line
    assert not fenced
    assert "## Check of here: " in lines[0]


def parrot(request: Request) -> Reply:
    """Says back what it was sent, as some gateways do in their error pages."""
    said = request.header("Authorization") or "nothing"
    headers = [("Www-Authenticate", 'Basic realm="x"'), ("X-Said", said), ("Server", said)]
    return Reply(401, f"{said} {SECRET}".encode(), headers)


async def test_a_secret_that_is_said_back_is_shown_nowhere(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on(None, parrot)
    feed = Feed("here", Address.parse(server.url), username="ann")
    logins = [(feed, Login("ann", Secret(SECRET), "a test"))]
    sent = b64encode(f"ann:{SECRET}".encode()).decode()
    with closing(separate_service(tmp_path / "service", [feed], logins)) as service:
        async with screens(service, WIDE, Opening(feed)) as pilot:
            await press(pilot, "t")
            text = await read_all(pilot)
            await press(pilot, "y")
            copied = pilot.app.clipboard
    assert any(sent in (request.header("Authorization") or "") for request in server.requests)
    assert "refuses the login of ann" in text
    assert "credentials-rejected" in copied
    for secret in (SECRET, sent):
        assert secret not in text
        assert secret not in copied


async def test_the_mouse_unfolds_a_step_and_copies_the_report(
    tmp_path: Path, hostile: ScriptedServer
) -> None:
    async with browse(tmp_path, at(hostile)) as pilot:
        await press(pilot, "t")
        await press(pilot, "home")
        assert "schemes: http" not in screen_text(pilot.app)
        await pilot.click("#rows", offset=(4, 1))
        await press(pilot)
        assert "schemes: http" in screen_text(pilot.app)
        await pilot.click("#rows", offset=(4, 1))
        await press(pilot)
        assert "schemes: http" not in screen_text(pilot.app)
        line = screen_text(pilot.app).splitlines()[-1]
        await pilot.click("KeyLine", offset=(line.index("Copy report"), 0))
        await press(pilot)
        assert pilot.app.clipboard.startswith("## Check of here: ")


async def test_evidence_is_fitted_anew_into_another_width(
    tmp_path: Path, hostile: ScriptedServer
) -> None:
    async with browse(tmp_path, at(hostile), size=WIDE) as pilot:
        await press(pilot, "t")
        await press(pilot, "e")
        for size in (NARROW, (30, 10), WIDE):
            await pilot.resize_terminal(*size)
            await press(pilot)
            assert pilot.app.size == size
            check_drawn(pilot)


async def test_leaving_ends_a_check_that_is_running(tmp_path: Path, black_hole: BlackHole) -> None:
    feed = Feed("far", Address.parse(f"http://127.0.0.1:{black_hole.port}"))
    with closing(separate_service(tmp_path / "service", [feed], [])) as service:
        async with screens(service) as pilot:
            await pilot.press("t")
            await until(pilot, lambda: "...   tcp" in screen_text(pilot.app))
            began = time.monotonic()
            await pilot.press("ctrl+q")
    assert time.monotonic() - began < 5
