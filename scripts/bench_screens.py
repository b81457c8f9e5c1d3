"""Measure the screens: the start, keys in the filter, keys that move, the event loop.

The start is measured on a pseudo-terminal, from the start of the process until a row is drawn,
beside an empty Textual app with the same kinds of widgets. Keys are measured there, too: from the
byte that is sent until what it must show has been drawn.
"""

import argparse
import asyncio
import contextlib
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

from bench_names import make_names

from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.feed_settings import build_feed
from regbrowse.service.access import feed_key

ROWS, COLUMNS = 36, 110
START_RATIO, FEW_MS, BROAD_MS, KEY_MS, HOLD_MS = 1.5, 50.0, 150.0, 50.0, 50.0
ORIGIN = "http://127.0.0.1:9"
DEADLINE_S = 30.0
ESCAPES = re.compile(rb"\x1b(\[[0-9;?<>=:]*[A-Za-z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>()][0AB]?)")

EMPTY_APP = """
from textual.app import App
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Footer, Input, Label, Static
from rich.segment import Segment

class Lines(ScrollView, can_focus=True):
    def on_mount(self):
        self.virtual_size = Size(80, 100_000)
    def render_line(self, y):
        return Strip([Segment(f"the-row-{y + self.scroll_offset.y}".ljust(self.size.width))])

class Empty(App):
    BINDINGS = [(key, "bell", key.upper()) for key in "abcdef"]
    CSS = "#top { height: 1; } #panel, #words, #empty { display: none; }"
    def compose(self):
        with Horizontal(id="top"):
            yield Label("empty")
            yield Input(compact=True)
            yield Label("1 of 1")
        with Horizontal():
            with Vertical():
                yield Lines()
                yield Static(id="empty")
            with Vertical(id="panel"):
                yield Label()
                yield Label()
        with VerticalScroll(id="words"):
            yield Static()
        yield Label("status")
        yield Footer(compact=True)

Empty().run()
"""
"""An app that does nothing, with widgets of the same kinds as the catalog screen."""


class Terminal:
    """A process on a pseudo-terminal; what it draws is collected, without its escapes."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.began = time.perf_counter()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execvpe(command[0], command, environ)
        ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._drawn = b""

    def send(self, keys: str) -> float:
        """Press keys; what was drawn before is forgotten. Returns the time of it."""
        self._drawn = b""
        os.write(self._file, keys.encode())
        return time.perf_counter()

    def wait_for(self, text: str) -> float:
        """Wait until `text` is drawn and return the time of it."""
        until = time.perf_counter() + DEADLINE_S
        while time.perf_counter() < until:
            if select.select([self._file], [], [], 0.05)[0]:
                self._drawn += os.read(self._file, 65536)
                if text.encode() in ESCAPES.sub(b"", self._drawn):
                    return time.perf_counter()
        shown = ESCAPES.sub(b"", self._drawn)[-300:]
        message = f"{text!r} was not drawn, but {shown!r}"
        raise TimeoutError(message)

    def wait_for_after(self, keys: str, text: str) -> float:
        """Press keys and return the seconds until `text` is drawn."""
        sent = self.send(keys)
        return self.wait_for(text) - sent

    def rest(self, seconds: float = 0.25) -> None:
        """Read until nothing is drawn any more."""
        while select.select([self._file], [], [], seconds)[0]:
            os.read(self._file, 65536)

    def close(self) -> None:
        """End the process that was started here."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)


@contextlib.contextmanager
def cached(count: int) -> Iterator[tuple[dict[str, str], list[str]]]:
    """A user with one feed, whose catalog of `count` names is kept."""
    with tempfile.TemporaryDirectory() as folder:
        feed = build_feed("big", {"url": ORIGIN}, Path(folder))
        FeedsFile(Path(folder, "config", "feeds.toml")).put(feed)
        names = make_names(count, seed=1)
        store = Store(Path(folder, "cache"))
        catalog = store.catalogs.claim(feed_key(feed), CatalogKey(ORIGIN, "", ""))
        for start in range(0, count, 1000):
            store.walks.append(catalog, names[start : start + 1000], "next")
        store.walks.finish(catalog, complete=True)
        store.close()
        # An installed package has its bytecode; the warm-up run writes that of this checkout.
        environ = {
            **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
            "TERM": "xterm-256color",
            "REGBROWSE_CONFIG_DIR": f"{folder}/config",
            "REGBROWSE_CACHE_DIR": f"{folder}/cache",
        }
        yield environ, names


def started(command: list[str], environ: dict[str, str], text: str) -> float:
    """Seconds from the start of a process until `text` is drawn."""
    terminal = Terminal(command, environ)
    try:
        return terminal.wait_for(text) - terminal.began
    finally:
        terminal.close()


def bench_start(runs: int) -> bool:
    """Compare the start with a cached catalog with that of an empty app."""
    with cached(100_000) as (environ, names):
        ours, empty = [], []
        regbrowse = [sys.executable, "-m", "regbrowse", "big"]
        for _ in range(runs + 1):
            ours.append(started(regbrowse, environ, names[0]))
            empty.append(started([sys.executable, "-c", EMPTY_APP], environ, "the-row-1"))
    mine, theirs = statistics.median(ours[1:]), statistics.median(empty[1:])
    good = mine <= theirs * START_RATIO
    print(
        f"start with 100,000 names: {mine * 1000:.0f} ms, an empty app {theirs * 1000:.0f} ms,"
        f" ratio {mine / theirs:.2f}, target {START_RATIO}  {verdict(good)}"
    )
    return good


def bench_keys(environ: dict[str, str], names: list[str], runs: int) -> bool:
    """Measure the last key of queries, and keys that move."""
    total = f" of {len(names):,}"
    terminal = Terminal([sys.executable, "-m", "regbrowse", "big"], environ)
    try:
        terminal.wait_for(names[0])
        terminal.rest(1)
        moves = [time_key(terminal, key, text) for key, text in moving(names) * runs]
        terminal.send("/")
        terminal.rest()
        few = [time_query(terminal, query, names, total) for query in few_hits(names, runs)]
        broad = [time_broad(terminal, query, total) for query in ["a", "e", "-"] * runs]
    finally:
        terminal.close()
    good = report("end, home, page keys", moves, KEY_MS)
    good &= report("a key, few hits", few, FEW_MS)
    return report("a key, the broadest", broad, BROAD_MS) and good


def moving(names: list[str]) -> list[tuple[str, str]]:
    """Keys, and a name that must be on the screen after each."""
    page = ROWS - 4
    return [("\x1b[F", names[-1]), ("\x1b[H", names[0]), ("\x1b[6~", names[page - 1])]


def few_hits(names: list[str], runs: int) -> list[str]:
    """Queries that find little, and fewer with their last letter than without it."""
    step = len(names) // (3 * runs)
    return [query for name in names[step // 2 :: step] if (query := narrowing(name, names))]


def narrowing(name: str, names: list[str]) -> str | None:
    """The first part of a name that narrows some thousand hits or fewer to at most a hundred."""
    left = names
    for end in range(1, len(name)):
        fewer = [other for other in left if name[:end] in other]
        if len(fewer) <= 100 and len(fewer) < len(left):
            return name[:end]
        left = fewer
    return None


def time_key(terminal: Terminal, key: str, text: str) -> float:
    """Milliseconds from a key until a text is drawn."""
    terminal.rest()
    return terminal.wait_for_after(key, text) * 1000


def time_query(terminal: Terminal, query: str, names: list[str], total: str) -> float:
    """Milliseconds from the last key of a query until its count is drawn."""
    terminal.send("\x15")
    terminal.rest()
    if len(query) > 1:
        terminal.send(query[:-1])
        terminal.rest()
    hits = sum(query in name for name in names)
    return terminal.wait_for_after(query[-1], f"{hits:,}{total}") * 1000


def time_broad(terminal: Terminal, query: str, total: str) -> float:
    """Milliseconds from a letter until the best hits so far and their count are drawn."""
    terminal.send("\x15")
    terminal.rest(0.6)
    return terminal.wait_for_after(query, total) * 1000


async def longest_hold(environ: dict[str, str]) -> float:
    """Milliseconds that the event loop was held at most while queries are typed."""
    os.environ.update(environ)
    from regbrowse.bootstrap import user_service
    from regbrowse.ui.app import RegbrowseApp
    from regbrowse.ui.opening import Opening

    held = [0.0]

    async def monitor() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0)
            held.append(time.perf_counter() - begun)
            await asyncio.sleep(0.001)

    service = user_service()
    app = RegbrowseApp(service, Opening(service.feeds.target("big")))
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        await pilot.pause(1.0)
        watcher = asyncio.create_task(monitor())
        held.clear()
        await pilot.press("slash")
        for key in ["a", "p", "i", "space", "g", "a", "ctrl+u", "z", "q", "x", "ctrl+u", "e"]:
            await pilot.press(key)
        await pilot.pause(1.0)
        watcher.cancel()
    service.close()
    return max(held) * 1000


def report(label: str, times: list[float], target: float) -> bool:
    """Print the 95th percentile of some times."""
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    good = p95 <= target
    print(
        f"{label}: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms"
        f" ({len(times)} keys), target {target:.0f}  {verdict(good)}"
    )
    return good


def verdict(good: bool) -> str:
    """Say whether a target was met."""
    return "PASS" if good else "FAIL"


def main() -> int:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed")
    options = parser.parse_args()
    good = bench_start(options.runs)
    with cached(options.names) as (environ, names):
        good &= bench_keys(environ, names, options.runs)
        hold = asyncio.run(longest_hold(environ))
    held = hold <= HOLD_MS
    print(f"event loop: held for {hold:.0f} ms at most, target {HOLD_MS:.0f}  {verdict(held)}")
    return 1 if options.strict and not (good and held) else 0


if __name__ == "__main__":
    sys.exit(main())
