from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.why import WhyScreen
from regbrowse.ui.widgets.explanation import ExplanationPanel
from regbrowse.ui.widgets.paragraphs import Paragraph, Paragraphs
from tests.conftest import ServerFactory
from tests.support.scripted import error_reply
from tests.ui.browsing import browse, feed_at, serve
from tests.ui.support import in_front, press, screen_text, screens, shown_keys, text_of

_HINTS = [
    Paragraph(Content(""), Content("It does not work.")),
    Paragraph(Content("  1. "), Content("one two three four five six seven eight")),
]


class _Page(App[str]):
    """Some paragraphs in a few lines."""

    CSS = "Paragraphs { max-height: 3; }"

    def compose(self) -> ComposeResult:
        yield Paragraphs()

    def on_mount(self) -> None:
        self.query_one(Paragraphs).say(_HINTS, Content("t checks"), Content("w shows the rest"))


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (80, ["It does not work.", "  1. one two three four five six seven eight", "t checks"]),
        (30, ["It does not work.", "  1. one two three four five", "w shows the rest"]),
    ],
)
async def test_lines_are_indented_and_what_has_no_room_is_told(
    width: int, lines: list[str]
) -> None:
    app = _Page()
    async with app.run_test(size=(width, 8)) as pilot:
        await pilot.pause()
        shown = [line.rstrip() for line in screen_text(app).splitlines()]
        assert shown[:3] == lines
        app.query_one(Paragraphs).styles.max_height = 6
        await pilot.pause()
        whole = [line.strip() for line in screen_text(app).splitlines()]
        assert "t checks" in whole
        assert "w shows the rest" not in whole


async def test_the_rest_of_a_long_explanation_is_one_key_away(demo: RegistryService) -> None:
    async with screens(demo, (60, 14)) as pilot:
        await press(pilot, "w")
        assert not in_front(pilot.app, WhyScreen)
        await press(pilot, "down", "down", "r")
        assert "w shows the rest" in screen_text(pilot.app)
        assert "Insecure: yes" not in screen_text(pilot.app)
        await press(pilot, "w")
        assert in_front(pilot.app, WhyScreen)
        assert "e, Insecure: yes." in text_of(pilot.app.screen.query_one("#why-text"))
        await press(pilot, "end")
        assert "Insecure: yes." in screen_text(pilot.app)
        await press(pilot, "escape")
        assert "list.why" not in shown_keys(pilot.app)
        assert "w shows the rest" in screen_text(pilot.app)


async def test_what_a_person_can_live_with_is_a_warning(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server)
    server.on("/v2/_catalog", error_reply(403, "DENIED", "not for you"))
    feed = feed_at(server)
    async with browse(tmp_path, feed) as pilot:
        panel = pilot.app.screen.query_one(ExplanationPanel)
        assert panel.text.startswith("warn: ")
        assert panel.has_class("-warn")
        server.on("/v2/_catalog", error_reply(500, "UNKNOWN", "no"))
        await press(pilot, "escape", "r")
        assert panel.text.startswith("fail: ")
        assert not panel.has_class("-warn")
