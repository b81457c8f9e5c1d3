#!/usr/bin/env python3
"""Measure a walk of a real catalog against a bare loop over the same pages, in turns.

The registry is Debian's docker-registry on loopback. Ours is a whole walk by the service into a new
cache: discovery, every page durable as it comes, the sorted list in the end. The loop is httpx
with nothing around it: it fetches the same pages in the same order, parses them and keeps the
names. Ratios of medians mean the same on fast and slow machines.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
from tests.support.registry import RealRegistry, registry_binary  # noqa: E402
from tests.support.storage import fill  # noqa: E402

from regbrowse.bootstrap import separate_service  # noqa: E402
from regbrowse.domain.address import Address  # noqa: E402
from regbrowse.domain.feed import Feed  # noqa: E402
from regbrowse.domain.progress import WalkReport  # noqa: E402
from regbrowse.registry.v2 import PAGE_SIZE  # noqa: E402

TARGET = 1.15
"""Our time as a multiple of the loop's."""


async def bare_loop(url: str) -> tuple[float, int, int]:
    """Fetch all pages; return seconds, pages and names."""
    begun = time.perf_counter()
    names: list[str] = []
    pages = 0
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:
        target: str | None = f"/v2/_catalog?n={PAGE_SIZE}"
        while target is not None:
            answer = await client.get(target)
            answer.raise_for_status()
            names += answer.json()["repositories"]
            pages += 1
            link = answer.headers.get("link")
            target = link.partition("<")[2].partition(">")[0] if link else None
    return time.perf_counter() - begun, pages, len(names)


async def our_walk(url: str, folder: Path) -> tuple[float, int, int]:
    """Walk into a new cache; return seconds, pages and names."""
    feed = Feed("bench", Address.parse(url))
    report: WalkReport | None = None
    with closing(separate_service(folder, [], [])) as service:
        begun = time.perf_counter()
        async for event in service.refresh(feed):
            report = event if isinstance(event, WalkReport) else report
        seconds = time.perf_counter() - begun
    if report is None or not report.complete:
        sys.exit(f"the walk failed: {report}")
    return seconds, report.pages, report.repositories


async def in_turns(url: str, folder: Path, runs: int) -> tuple[list[float], list[float]]:
    """Run both `runs` times, the one and the other first; the first round only warms up."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(runs + 1):
        place = folder / str(number)
        if number % 2:
            walked, looped = await our_walk(url, place), await bare_loop(url)
        else:
            looped, walked = await bare_loop(url), await our_walk(url, place)
        if walked[1:] != looped[1:]:
            sys.exit(f"not the same: {walked[1:]} and {looped[1:]} (pages, names)")
        if number:
            ours.append(walked[0])
            bare.append(looped[0])
            print(f"  round {number}: walk {walked[0]:.3f} s, loop {looped[0]:.3f} s", flush=True)
    return ours, bare


def measure(names: int, runs: int, folder: Path) -> float:
    """Measure on a registry of its own, print what came out, and return the ratio."""
    storage = folder / "storage"
    listed = [f"team-{number % 97:02}/service-{number:06}" for number in range(names)]
    fill(storage, dict.fromkeys(listed, ("1.0", "latest")))
    registry = RealRegistry(folder, storage=storage)
    try:
        ours, bare = asyncio.run(in_turns(registry.url, folder / "caches", runs))
    finally:
        registry.stop()
    ratio = median(ours) / median(bare)
    pages = -(-names // PAGE_SIZE)
    print(f"{names:,} repositories in {pages} pages, medians of {runs} runs:")
    print(f"  walk   {median(ours):.3f} s  ({min(ours):.3f} to {max(ours):.3f})")
    print(f"  loop   {median(bare):.3f} s  ({min(bare):.3f} to {max(bare):.3f})")
    verdict = "PASS" if ratio <= TARGET else "FAIL"
    print(f"  ratio  {ratio:.3f}    target {TARGET}    {verdict}")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=10_000, metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    parser.add_argument("--strict", action="store_true", help="fail if the target is missed")
    options = parser.parse_args()
    if registry_binary() is None:
        sys.exit("docker-registry is not installed (apt install docker-registry)")
    memory = Path("/dev/shm")
    in_memory = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="regbrowse-bench-", dir=in_memory) as folder:
        ratio = measure(options.names, options.runs, Path(folder))
    return 1 if options.strict and ratio > TARGET else 0


if __name__ == "__main__":
    sys.exit(main())
