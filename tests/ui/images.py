"""Images in a real registry, and the screens that show them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from regbrowse.domain.feed import Feed
from regbrowse.service.compare import ImageName
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.compare import CompareScreen
from regbrowse.ui.screens.compare_rows import CompareRows
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.layer_files import LayerFilesScreen
from regbrowse.ui.screens.list_screen import ListScreen
from tests.support.registry import RealRegistry
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import browse, feed_at
from tests.ui.support import NARROW, press, settle, text_of


@asynccontextmanager
async def image_of(
    folder: Path,
    server: RealRegistry | ScriptedServer,
    reference: str = "1.0",
    *,
    size: tuple[int, int] = NARROW,
    keys: Sequence[str] = (),
    repository: str = "team/app",
    settled: bool = True,
) -> AsyncIterator[Pilot[str]]:
    """Open the image under a tag or digest, and press some keys."""
    feed = feed_at(server)
    opening = Opening(feed, repository)
    async with browse(folder, feed, opening=opening, size=size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ListScreen)
        screen.open_image(feed, repository, reference)
        await (settle(pilot) if settled else pilot.pause())
        for key in keys:
            await press(pilot, key)
        yield pilot


@asynccontextmanager
async def comparison_of(
    folder: Path,
    feed: Feed,
    first: str,
    second: str,
    *,
    size: tuple[int, int] = NARROW,
    repository: str = "team/app",
) -> AsyncIterator[Pilot[str]]:
    """Compare two tags of a repository."""
    opening = Opening(feed, repository)
    async with browse(folder, feed, opening=opening, size=size) as pilot:
        mine, theirs = (ImageName(feed, repository, each) for each in (first, second))
        screen = pilot.app.screen
        assert isinstance(screen, ListScreen)
        await pilot.app.push_screen(CompareScreen(screen._service, mine, theirs))
        await settle(pilot)
        yield pilot


def front(pilot: Pilot[str]) -> ListScreen:
    """The list in front."""
    screen = pilot.app.screen
    assert isinstance(screen, ListScreen)
    return screen


def image(pilot: Pilot[str]) -> ImageScreen:
    """The image in front."""
    screen = pilot.app.screen
    assert isinstance(screen, ImageScreen)
    return screen


def layer(pilot: Pilot[str]) -> LayerFilesScreen:
    """The files in front."""
    screen = pilot.app.screen
    assert isinstance(screen, LayerFilesScreen)
    return screen


def table(pilot: Pilot[str]) -> list[list[str]]:
    """The cells of each row in front, without spaces at their ends."""
    source = front(pilot).rows.source
    return [[cell.text.strip() for cell in source.cells(row)] for row in range(len(source))]


def sheet(pilot: Pilot[str]) -> dict[str, str]:
    """What is said in front, by its name; text of several rows in one."""
    said: dict[str, str] = {}
    name = ""
    for cells in table(pilot):
        name = cells[0] or name
        said[name] = said.get(name, "") + cells[-1]
    return said


def differing(pilot: Pilot[str]) -> list[tuple[str, ...]]:
    """The rows of the comparison in front, without empty ones."""
    assert isinstance(front(pilot).rows.source, CompareRows)
    return [tuple(cells) for cells in table(pilot) if any(cells)]


def said(pilot: Pilot[str], where: str) -> str:
    """What a line of the screen says: `#status`, `#count`, `#empty`, `#explanation`."""
    widget = front(pilot).query_one(where)
    return text_of(widget) if widget.display else ""
