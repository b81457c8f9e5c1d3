"""Whatever a registry or a file calls things: on the screen they are text, and stay in their cells.

`tests/ui/test_text.py` has the rules; here each screen is shown to follow them.
"""

import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import ServerFactory
from tests.support.scripted import ScriptedServer, error_reply
from tests.ui.browsing import browse, catalog, cells_of, feed_at, rows_of, serve
from tests.ui.feed_screens import explained
from tests.ui.listing import segments, strips
from tests.ui.support import NARROW, WIDE, press, screen_text, text_of, toasts

SHOWN = {
    "[red]x[/]": "[red]x[/]",
    "[/]": "[/]",
    "[@click=app.quit]x[/]": "[@click=app.quit]x[/]",
    "\x1b[31mred\x1b[0m": "␛[31mred␛[0m",
    "\x1b]0;owned\x07": "␛]0;owned␇",
    "a\x9b2Jb": "a<U+009B>2Jb",
    "a\r\n\tb\x00\x7f": "a␍␊␉b␀␡",
    "a\u202egpj.exe": "a<U+202E>gpj.exe",
    "a\u2066\u200bb": "a<U+2066><U+200B>b",
    "漢字/東京": "漢字/東京",
    "🦊/🦊🦊": "🦊/🦊🦊",
    "e\u0301\u0301\u0301": "e\u0301\u0301\u0301",
}
"""Names as they are sent, and as they are read."""

LONG = "long/" + "x" * 5000
NAMES = [*SHOWN, LONG, "team/app"]
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE, (20, 24)])


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, NAMES, {"team/app": NAMES})
    return server


def check_drawn(pilot: Pilot[str]) -> None:
    """No character that a terminal obeys, and every line exactly as wide as the screen."""
    for strip in strips(pilot.app):
        text = "".join(segment.text for segment in strip)
        kinds = {unicodedata.category(character) for character in text}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}, text
        assert cell_len(text) == pilot.app.size.width, text


def colors_of(pilot: Pilot[str], part: str) -> set[str]:
    """In which colors a text is drawn."""
    found = [segment for segment in segments(pilot.app) if part in segment.text]
    assert found, f"{part!r} is not on the screen"
    return {str(segment.style.color) for segment in found if segment.style}


@SIZES
async def test_repositories(tmp_path: Path, server: ScriptedServer, size: tuple[int, int]) -> None:
    async with browse(tmp_path, feed_at(server), size=size) as pilot:
        assert set(rows_of(pilot)) == {*SHOWN.values(), LONG[:1000], "team/app"}
        check_drawn(pilot)
        await press(pilot, "end", "up")
        check_drawn(pilot)


async def test_no_name_brings_its_own_style(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "end")
        ours = colors_of(pilot, "long/")
        for text in ("[red]x[/]", "[@click=app.quit]x[/]", "␛[31mred␛[0m"):
            assert colors_of(pilot, text) == ours
        metas = [segment.style.meta for segment in segments(pilot.app) if segment.style]
        assert not any("app.quit" in str(meta) for meta in metas)


async def test_names_that_no_registry_can_have_lead_nowhere(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        server.requests.clear()
        for row, name in enumerate(rows_of(pilot)):
            catalog(pilot).rows.cursor = row
            if name == "team/app":
                continue
            await press(pilot, "y", "enter")
            assert not isinstance(pilot.app.screen, TagsScreen), name
            check_drawn(pilot)
        assert pilot.app.clipboard == ""
        assert server.requests == []
        assert "␛[31mred␛[0m is no valid name, so nothing is copied." in toasts(pilot.app)
        assert "[red]x[/] is no valid name, so no registry has tags of it." in toasts(pilot.app)
        assert "\x1b" not in toasts(pilot.app)


async def test_namespaces(tmp_path: Path, server: ScriptedServer) -> None:
    serve(server, [f"{name.replace('/', '')}/app" for name in SHOWN])
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "g")
        for row in range(len(SHOWN)):
            catalog(pilot).rows.cursor = row
            name = cells_of(pilot)[row][0]
            await press(pilot, "enter")
            assert name, "every namespace can be entered"
            check_drawn(pilot)
            assert len(rows_of(pilot)) >= 1
            await press(pilot, "escape")


@SIZES
async def test_tags(tmp_path: Path, server: ScriptedServer, size: tuple[int, int]) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app"), size=size) as pilot:
        assert set(rows_of(pilot)) == {*SHOWN.values(), LONG[:1000], "team/app"}
        check_drawn(pilot)
        await press(pilot, "end", "up")
        check_drawn(pilot)


async def test_no_tag_gets_into_a_command(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        for _ in NAMES:
            await pilot.press("y", "down")
        await press(pilot)
        check_drawn(pilot)
        assert pilot.app.clipboard == ""
        assert set(toasts(pilot.app).splitlines()) == {
            "This is no valid name, so there is no command to copy."
        }


async def test_the_preview(tmp_path: Path, server: ScriptedServer) -> None:
    serve(server, ["team/app"], {"team/app": NAMES})
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        text = text_of(catalog(pilot).query_one("#preview-tags"))
        assert all(shown in text for shown in SHOWN.values())
        check_drawn(pilot)
        assert colors_of(pilot, "[red]x[/]") == colors_of(pilot, "[/]")


async def test_what_is_typed_in_a_filter(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        for text in ("[red", "[/]", "漢", "🦊", "\u202e", "\x1b", "zzz[/]"):
            catalog(pilot).filter.value = text
            await press(pilot, "slash")
            check_drawn(pilot)
            await press(pilot, "escape")
            assert [text in name for name in NAMES].count(True) == len(rows_of(pilot))


async def test_an_explanation(tmp_path: Path, server: ScriptedServer) -> None:
    message = "\x1b[2J[red]no[/] \u202e\r\n[/]"
    server.on("/v2/_catalog", error_reply(403, "DENIED[/]", message))
    server.on("/v2/team/app/tags/list", error_reply(403, "DENIED[/]", message))
    feed = feed_at(server)
    async with browse(tmp_path / "catalog", feed) as pilot:
        assert "␛[2J[red]no[/]" in explained(pilot)
        check_drawn(pilot)
        assert "␛[2J[red]no[/]" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert "␛[2J[red]no[/]" in explained(pilot)
        check_drawn(pilot)
    async with browse(tmp_path / "tags", feed, opening=Opening(feed, "team/app")) as pilot:
        assert "␛[2J[red]no[/]" in explained(pilot)
        check_drawn(pilot)


async def test_the_title_of_a_long_name(tmp_path: Path, server: ScriptedServer) -> None:
    name = "team/" + "very-" * 40 + "long"
    serve(server, [name], {name: ["1.0"]})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "enter")
        check_drawn(pilot)
        assert rows_of(pilot) == ["1.0"]
        assert "1 of 1" in screen_text(pilot.app)
