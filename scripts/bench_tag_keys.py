"""Measure what a key in the filter of a long list of tags takes, until its count is drawn.

On a pseudo-terminal, with the targets of the catalog's keys: from the byte that is sent until what
it must show has been drawn. The registry is there, and details of what is in view are read.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_cached import user_environ
from bench_screens import BROAD_MS, FEW_MS, few_hits, report, time_broad, time_query
from bench_terminal import Terminal

from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.feed_settings import build_feed

BROAD = ("1", "v", "-")
RANGES = (">=1", "~=3.11", "[10.0,20.0)")


def bench_typing(url: str, repository: str, names: list[str], runs: int) -> bool:
    """Measure the last key of words that fit few tags, of those that fit most, and of ranges."""
    total = f" of {len(names):,}"
    with _opened(url, repository, f"{len(names):,}{total}") as terminal:
        terminal.send("/")
        terminal.rest()
        few = [
            time_query(terminal, query, f"{hits:,}{total}") for query, hits in few_hits(names, runs)
        ]
        broad = [time_broad(terminal, query, total) for query in BROAD * runs]
        ranges = [_time_last(terminal, query, total) for query in RANGES * runs]
    good = report("  a key, few hits", few, FEW_MS)
    good &= report("  a key, the broadest", broad, BROAD_MS)
    return report("  a key, a range", ranges, BROAD_MS) and good


def _time_last(terminal: Terminal, query: str, total: str) -> float:
    """Milliseconds from the last key of a range until the count of what is in it is drawn."""
    terminal.send("\x15")
    terminal.rest(0.6)
    terminal.send(query[:-1])
    terminal.rest(0.6)
    return terminal.wait_for_after(query[-1], total) * 1000


@contextlib.contextmanager
def _opened(url: str, repository: str, until: str) -> Iterator[Terminal]:
    """The tags on a terminal, once the list is whole and kept."""
    with tempfile.TemporaryDirectory() as folder:
        feed = build_feed("bench", {"url": url}, Path(folder))
        FeedsFile(Path(folder, "config", "feeds.toml")).put(feed)
        command = [sys.executable, "-m", "regbrowse", f"bench/{repository}"]
        terminal = Terminal(command, user_environ(folder))
        try:
            terminal.wait_for(until)
            terminal.rest(1)
            yield terminal
        finally:
            terminal.close()
