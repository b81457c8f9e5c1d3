"""Drive the screens without a terminal and without waiting for the clock."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerCancelled

from regbrowse.demo.world import DemoWorld
from regbrowse.domain.feed import Feed
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.app import RegbrowseApp
from regbrowse.ui.opening import Opening
from regbrowse.ui.widgets.paragraphs import Paragraphs

NARROW = (80, 24)
WIDE = (160, 48)

_PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A small file that a test writes and reads."""

    path: Path

    @property
    def text(self) -> str:
        """What is in it; empty if there is none."""
        return self.path.read_text() if self.path.exists() else ""

    def write(self, text: str) -> None:
        """Replace it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(text)


@asynccontextmanager
async def screens(
    service: RegistryService,
    size: tuple[int, int] = NARROW,
    opening: Opening | None = None,
    *,
    settled: bool = True,
) -> AsyncIterator[Pilot[str]]:
    """Run the app on a service; its first screen is filled, unless that would never end."""
    app = RegbrowseApp(service, opening)
    async with app.run_test(size=size, notifications=True) as pilot:
        if settled:
            await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[str]) -> None:
    """Let everything that was begun come to its end."""
    await pilot.pause()
    while list(pilot.app.workers):
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[str], *keys: str) -> None:
    """Press keys, and let what they begin come to its end."""
    await pilot.press(*keys)
    await settle(pilot)


async def until(pilot: Pilot[str], happened: Callable[[], bool]) -> None:
    """Let the app work until something has happened, while other work goes on."""
    deadline = time.monotonic() + _PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, f"it never happened:\n{screen_text(pilot.app)}"
        await pilot.pause()


def feed_of(world: DemoWorld, name: str) -> Feed:
    """A feed of the demo."""
    return next(feed for feed in world.feeds if feed.name == name)


def screen_text(app: App[str]) -> str:
    """What a person reads on the screen in front, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def text_of(widget: Widget) -> str:
    """What a person reads in a widget that shows one text."""
    return widget.text if isinstance(widget, Paragraphs) else str(widget.render())


def in_front(app: App[str], kind: type[Screen[Any]]) -> bool:
    """Whether the screen in front is of a kind."""
    return isinstance(app.screen, kind)


def shown_keys(app: App[str]) -> dict[str, str]:
    """The keys in the footer, by the id of their command."""
    return {
        bound.binding.id or "": bound.binding.key
        for bound in app.screen.active_bindings.values()
        if bound.binding.show and bound.enabled
    }


def toasts(app: App[str]) -> str:
    """Everything that was notified."""
    return "\n".join(notification.message for notification in app._notifications)
