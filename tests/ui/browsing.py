"""Registries for the screens of catalogs and tags, and services on them."""

import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.service.access import feed_key
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.support.dialects import Dialect, Distribution2, Quay, serve_catalog, serve_tags
from tests.support.registry import RealRegistry
from tests.support.scripted import Raw, Reply, Request, ScriptedServer
from tests.ui.support import NARROW, screens

_PATIENCE_S = 20


class Held(Distribution2):
    """A registry that answers page `page`, counted from 1, only when `gate` is set."""

    def __init__(self, names: Sequence[str], page: int, *, default: int = 100) -> None:
        super().__init__(names, default=default)
        self.gate = threading.Event()
        self._page = page

    def reply(self, request: Request) -> Reply:
        if len(self.requests) == self._page:
            self.gate.wait(_PATIENCE_S)
        return super().reply(request)


class HeldTags(Quay):
    """Tags in pages of 20; the second one comes only when `gate` is set."""

    default = maximum = 20

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.gate = threading.Event()

    def reply(self, request: Request) -> Reply | Raw:
        if len(self.requests) == 2:
            self.gate.wait(_PATIENCE_S)
        return super().reply(request)


class Small(Distribution2):
    """A registry with pages of a few names, however many are asked for."""

    def size(self, request: Request) -> int:
        return self.default


def serve(
    server: ScriptedServer,
    names: Sequence[str] | Dialect = (),
    tags: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Let a server be a registry with these repositories, some of which have tags."""
    serve_catalog(server, names if isinstance(names, Dialect) else Distribution2(names))
    for repository, its_tags in (tags or {}).items():
        serve_tags(server, repository, Distribution2(its_tags))


def feed_at(server: ScriptedServer | RealRegistry, name: str = "here") -> Feed:
    """The feed of a server; what is pulled from it has the same name each time."""
    return Feed(name, Address.parse(server.url), registry_path=f"{name}.example.com")


@asynccontextmanager
async def browse(
    folder: Path,
    *feeds: Feed,
    opening: Opening | None = None,
    size: tuple[int, int] = NARROW,
    settled: bool = True,
) -> AsyncIterator[Pilot[str]]:
    """Run the app on a service of its own; it opens at the first feed if nothing else is said."""
    with closing(separate_service(folder / "service", feeds, [])) as service:
        opening = opening or Opening(feeds[0])
        async with screens(service, size, opening, settled=settled) as pilot:
            yield pilot


def keep(folder: Path, feed: Feed, names: Sequence[str], *, complete: bool = True) -> None:
    """Put a catalog into the cache of `browse`, as a walk would."""
    with closing(Store(folder / "service" / "cache")) as store:
        key = CatalogKey(str(feed.address), feed.address.prefix, "")
        catalog = store.catalogs.claim(feed_key(feed), key)
        store.walks.append(catalog, names, None)
        if complete:
            store.walks.finish(catalog, complete=True)


def keep_tags(folder: Path, feed: Feed, repository: str, tags: Sequence[str]) -> None:
    """Put a list of tags into the cache of `browse`."""
    with closing(Store(folder / "service" / "cache")) as store:
        key = CatalogKey(str(feed.address), feed.address.prefix, "")
        store.tags.put(store.catalogs.claim(feed_key(feed), key), repository, tags)


def catalog(pilot: Pilot[str]) -> CatalogScreen:
    """The catalog in front."""
    screen = pilot.app.screen
    assert isinstance(screen, CatalogScreen)
    return screen


def tags(pilot: Pilot[str]) -> TagsScreen:
    """The tags in front."""
    screen = pilot.app.screen
    assert isinstance(screen, TagsScreen)
    return screen


def rows_of(pilot: Pilot[str]) -> list[str]:
    """The first cell of each row of the list in front, of a few thousand at most."""
    return [cells[0] for cells in cells_of(pilot)]


def cells_of(pilot: Pilot[str]) -> list[list[str]]:
    """The cells of each row of the list in front."""
    screen = pilot.app.screen
    assert isinstance(screen, CatalogScreen | TagsScreen)
    source = screen.rows.source
    return [[cell.text for cell in source.cells(row)] for row in range(len(source))]
