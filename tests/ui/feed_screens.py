"""What a person sees of the list of feeds and of the form, and types into it."""

from collections.abc import Callable

from textual.pilot import Pilot

from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.feed_fields import FormField
from regbrowse.ui.screens.feed_form import FeedForm
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.widgets.explanation import ExplanationPanel
from tests.ui.support import press, screen_text, text_of

Start = Callable[[], RegistryService]
"""Starts the service of the test's machine."""

GOOD = {"name": "prod", "url": "registry.example.com"}
"""Enough for a feed."""

TWO = '[feeds.one]\nurl = "one.example.com"\n\n# stays\n[feeds.two]\nurl = "two.example.com"\n'
"""A feeds file."""


def screen_of(pilot: Pilot[str]) -> FeedsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, FeedsScreen)
    return screen


def selected(pilot: Pilot[str]) -> str | None:
    feed = screen_of(pilot).selected
    return feed.name if feed else None


def status(pilot: Pilot[str]) -> str:
    return text_of(screen_of(pilot).query_one("#status"))


def row(pilot: Pilot[str], name: str) -> str:
    lines = (line[2:] for line in screen_text(pilot.app).splitlines())
    return next(line for line in lines if line.startswith(f"{name} "))


def explained(pilot: Pilot[str]) -> str:
    """The explanation of the screen in front, empty if there is none."""
    panel = pilot.app.screen.query_one(ExplanationPanel)
    return panel.text if panel.has_class("-shown") else ""


def instead(pilot: Pilot[str]) -> str:
    """What stands in the place of the list."""
    empty = screen_of(pilot).query_one("#empty")
    return text_of(empty) if empty.display else ""


def field(pilot: Pilot[str], setting: str) -> FormField:
    return pilot.app.screen.query_one(f"#field-{setting}", FormField)


def fill(pilot: Pilot[str], **values: str) -> None:
    for setting, value in values.items():
        field(pilot, setting.replace("_", "-")).editor.value = value


def outcome(pilot: Pilot[str]) -> str:
    return text_of(pilot.app.screen.query_one("#outcome"))


async def open_form(pilot: Pilot[str], *keys: str) -> None:
    """Open the form, with `keys` pressed in the list before."""
    await press(pilot, *keys)
    assert isinstance(pilot.app.screen, FeedForm)
