"""Measure the screens: the start, keys in the filter, keys that move, the event loop.

The start is measured on a pseudo-terminal, from the start of the process until a row is drawn,
beside an empty Textual app with the same kinds of widgets. Keys are measured there, too: from the
byte that is sent until what it must show has been drawn.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator

from bench_cached import cached
from bench_hold import hold_at_rest, hold_during_a_walk
from bench_terminal import ROWS, Terminal

from regbrowse.catalog.block import MOST_NAMES
from regbrowse.catalog.index import Index

START_RATIO, FEW_MS, BROAD_MS, KEY_MS, HOLD_MS = 1.5, 50.0, 150.0, 50.0, 50.0

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
        few = [
            time_query(terminal, query, f"{hits:,}{total}") for query, hits in few_hits(names, runs)
        ]
        letters = [
            time_query(terminal, query, f"{hits:,}{total}")
            for query, hits in few_by_letters(names, runs)
        ]
        broad = [time_broad(terminal, query, total) for query in ["a", "e", "-"] * runs]
    finally:
        terminal.close()
    good = report("end, home, page keys", moves, KEY_MS)
    good &= report("a key, few hits", few, FEW_MS)
    good &= report("a key, few hits by letters", letters, FEW_MS)
    return report("a key, the broadest", broad, BROAD_MS) and good


def moving(names: list[str]) -> list[tuple[str, str]]:
    """Keys, and a name that must be on the screen after each."""
    page = ROWS - 4
    return [("\x1b[F", names[-1]), ("\x1b[H", names[0]), ("\x1b[6~", names[page - 1])]


def few_hits(names: list[str], runs: int) -> list[tuple[str, int]]:
    """Queries that find little, and fewer with their last letter than without it; their hits."""
    step = len(names) // (3 * runs)
    found = [query for name in names[step // 2 :: step] if (query := narrowing(name, names))]
    return [(query, sum(query in name for name in names)) for query in found]


def narrowing(name: str, names: list[str]) -> str | None:
    """The first part of a name that narrows some thousand hits or fewer to at most a hundred."""
    left = names
    for end in range(1, len(name)):
        fewer = [other for other in left if name[:end] in other]
        if len(fewer) <= 100 and len(fewer) < len(left):
            return name[:end]
        left = fewer
    return None


def few_by_letters(names: list[str], runs: int) -> list[tuple[str, int]]:
    """Queries that are in no name, and few names have their letters in order; with their hits."""
    index = Index.from_blocks("\n".join(some) for some in batched(names, MOST_NAMES))
    found = []
    for name in names[len(names) // 7 :: len(names) // (3 * runs)]:
        word = "".join(letter for letter in name if letter not in "aeiou/-0123456789")
        for end in range(4, len(word) + 1):
            result = index.search(word[:end], 1)
            if result.fuzzy and result.total <= 100:
                found.append((word[:end], result.total))
                break
    return found


def batched(names: list[str], size: int) -> Iterator[list[str]]:
    """Cut names into parts of `size`."""
    return (names[start : start + size] for start in range(0, len(names), size))


def time_key(terminal: Terminal, key: str, text: str) -> float:
    """Milliseconds from a key until a text is drawn."""
    terminal.rest()
    return terminal.wait_for_after(key, text) * 1000


def time_query(terminal: Terminal, query: str, count: str) -> float:
    """Milliseconds from the last key of a query until its count is drawn."""
    terminal.send("\x15")
    terminal.rest()
    if len(query) > 1:
        terminal.send(query[:-1])
        terminal.rest()
    return terminal.wait_for_after(query[-1], count) * 1000


def time_broad(terminal: Terminal, query: str, total: str) -> float:
    """Milliseconds from a letter until the best hits so far and their count are drawn."""
    terminal.send("\x15")
    terminal.rest(0.6)
    return terminal.wait_for_after(query, total) * 1000


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
    rest = hold_at_rest(options.names)
    walking, pages = hold_during_a_walk(options.names)
    held = max(rest, walking) <= HOLD_MS
    print(
        f"event loop: held for {rest:.0f} ms at most, {walking:.0f} ms during a walk of {pages}"
        f" pages, target {HOLD_MS:.0f}  {verdict(held)}"
    )
    return 1 if options.strict and not (good and held) else 0


if __name__ == "__main__":
    sys.exit(main())
