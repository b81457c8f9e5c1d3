#!/usr/bin/env python3
"""Measure 100,000 tags of one repository of a real registry against a bare loop, in turns.

The registry is Debian's docker-registry on loopback. Ours is one listing by the service with a new
cache: discovery, every page, each tag read as a version, the list sorted and kept. The loop is
httpx with nothing around it: it fetches the same list, matches one regular expression per tag and
sorts by what that found. Ratios of medians mean the same on fast and slow machines.

Also told, without a target: reading and sorting alone, and what the filter line costs alone. A key
in it is measured on a pseudo-terminal (bench_tag_keys), with the targets of those in the catalog.
"""

import argparse
import asyncio
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
from bench_tag_keys import bench_typing  # noqa: E402
from tests.support.registry import RealRegistry, registry_binary  # noqa: E402
from tests.support.storage import fill  # noqa: E402

from regbrowse.bootstrap import separate_service  # noqa: E402
from regbrowse.domain.address import Address  # noqa: E402
from regbrowse.domain.feed import Feed  # noqa: E402
from regbrowse.domain.tag import read_tag, sort_tags  # noqa: E402
from regbrowse.domain.tag_filter import read_filter  # noqa: E402
from regbrowse.domain.tag_listing import TagListing  # noqa: E402

TARGET = 1.5
"""Our time as a multiple of the loop's."""

REPOSITORY = "team/app"
DEADLINE_S = 60.0  # for one listing
FILTERS = (">=1", "~=3.11", "[10.0,20.0) slim", "alpine", ">=2 rc")

_LABELS = ("", "", "", "-alpine", "-slim", "-slim-bookworm", "-rc.1", "rc2", "-20240101", "-jre")
_VERSION = re.compile(r"v?([0-9]*)\.?([0-9]*)\.?([0-9]*)(.*)")  # matches any tag


def make_tags(count: int) -> list[str]:
    """Names as CI makes them: nine in ten are versions, the rest hashes and branches."""
    source = random.Random(6)
    names: dict[str, None] = {}
    while len(names) < count:
        kind = source.random()
        if kind < 0.9:
            numbers = ".".join(str(source.randint(0, most)) for most in (40, 60, 200))
            name = ("v" if kind < 0.2 else "") + numbers + source.choice(_LABELS)
        elif kind < 0.95:
            name = f"{source.getrandbits(160):040x}"
        else:
            name = f"feature-{''.join(source.choices('abcdefghijkl', k=8))}"
        names[name] = None
    return list(names)


async def bare_loop(url: str) -> tuple[float, int]:
    """Fetch the list, match and sort; return seconds and tags."""
    begun = time.perf_counter()
    names: list[str] = []
    # Without `verify=False` the authorities of this machine are loaded, for http, too.
    client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=DEADLINE_S, verify=False)
    async with client:
        target: str | None = f"/v2/{REPOSITORY}/tags/list"
        while target is not None:
            answer = await client.get(target)
            answer.raise_for_status()
            names += answer.json()["tags"]
            link = answer.headers.get("link")
            target = link.partition("<")[2].partition(">")[0] if link else None
    found = [match.groups() for match in map(_VERSION.match, names) if match]
    found.sort(reverse=True)
    return time.perf_counter() - begun, len(found)


async def our_listing(url: str, folder: Path) -> tuple[float, float, int]:
    """List with a new cache; return seconds until the list was there, and was kept, and tags."""
    feed = Feed("bench", Address.parse(url))
    listing: TagListing | None = None
    listed = 0.0
    with closing(separate_service(folder, [], [])) as service:
        begun = time.perf_counter()
        async with asyncio.timeout(DEADLINE_S):
            async for event in service.tags(feed, REPOSITORY):
                if isinstance(event, TagListing):
                    listing, listed = event, time.perf_counter() - begun
        kept = time.perf_counter() - begun
    if listing is None or not listing.complete:
        sys.exit(f"the listing failed: {listing}")
    return listed, kept, len(listing.tags)


async def in_turns(url: str, folder: Path, runs: int) -> tuple[list[float], list[float]]:
    """Run both `runs` times, the one and the other first; the first round only warms up."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(runs + 1):
        place = folder / str(number)
        if number % 2:
            listed, looped = await our_listing(url, place), await bare_loop(url)
        else:
            looped, listed = await bare_loop(url), await our_listing(url, place)
        if listed[2] != looped[1]:
            sys.exit(f"not the same: {listed[2]} and {looped[1]} tags")
        if number:
            ours.append(listed[1])
            bare.append(looped[0])
            print(
                f"  round {number}: listed {listed[0]:.3f} s, kept {listed[1]:.3f} s,"
                f" loop {looped[0]:.3f} s",
                flush=True,
            )
    return ours, bare


def fastest(work: Callable[[], object], runs: int) -> float:
    """Return milliseconds of the fastest run."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


def tell_parts(names: list[str], runs: int) -> None:
    """Print what reading, sorting and filtering take without a registry."""
    tags = sort_tags(map(read_tag, names))
    print(f"  reading alone  {fastest(lambda: [read_tag(name) for name in names], runs):.0f} ms")
    unsorted = [read_tag(name) for name in names]
    print(f"  sorting alone  {fastest(lambda: sort_tags(unsorted), runs):.0f} ms")
    for line in FILTERS:
        chosen = read_filter(line)
        milliseconds = fastest(lambda chosen=chosen: chosen.select(tags), runs)
        print(f"  filter {line!r:20} {milliseconds:.0f} ms, {len(chosen.select(tags)):,} tags")


def measure(count: int, runs: int, folder: Path) -> bool:
    """Measure on a registry of its own, print what came out, and say whether it is good enough."""
    names = make_tags(count)
    storage = folder / "storage"
    print(f"writing {count:,} tags", flush=True)
    fill(storage, {REPOSITORY: names})
    registry = RealRegistry(folder, storage=storage)
    try:
        ours, bare = asyncio.run(in_turns(registry.url, folder / "caches", runs))
        print("typing in the filter of these tags:", flush=True)
        quick = bench_typing(registry.url, REPOSITORY, names, runs)
    finally:
        registry.stop()
    ratio = median(ours) / median(bare)
    print(f"{count:,} tags of one repository, medians of {runs} runs:")
    print(f"  tags   {median(ours):.3f} s  ({min(ours):.3f} to {max(ours):.3f})")
    print(f"  loop   {median(bare):.3f} s  ({min(bare):.3f} to {max(bare):.3f})")
    verdict = "PASS" if ratio <= TARGET else "FAIL"
    print(f"  ratio  {ratio:.3f}    target {TARGET}    {verdict}")
    tell_parts(names, runs)
    return quick and ratio <= TARGET


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=100_000, metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed")
    options = parser.parse_args()
    if registry_binary() is None:
        sys.exit("docker-registry is not installed (apt install docker-registry)")
    memory = Path("/dev/shm")
    in_memory = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="regbrowse-bench-", dir=in_memory) as folder:
        good = measure(options.names, options.runs, Path(folder))
    return 1 if options.strict and not good else 0


if __name__ == "__main__":
    sys.exit(main())
