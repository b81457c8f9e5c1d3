#!/usr/bin/env python3
"""Measure the details of 1,000 tags of a real registry, each an image of its own, in turns.

The registry is Debian's docker-registry on loopback. Ours is one session of the service with a new
cache: discovery, the manifest and the config of each tag, everything kept; HEAD is given up after
the first ones, as each leads to a manifest that is not known. Beside it run

* skopeo (Debian's), `skopeo inspect --raw` for each tag, as many processes at a time as we have
  requests: it reads one manifest each, and knows neither size nor age after that;
* a bare httpx loop that sends the same requests, as many at a time, and throws the answers away.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import aclosing, closing
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
from tests.support.images import oci_image  # noqa: E402
from tests.support.registry import RealRegistry, registry_binary  # noqa: E402
from tests.support.storage import Tags, fill  # noqa: E402

from regbrowse.bootstrap import separate_service  # noqa: E402
from regbrowse.domain.address import Address  # noqa: E402
from regbrowse.domain.feed import Feed  # noqa: E402
from regbrowse.domain.image.media_types import ACCEPT  # noqa: E402
from regbrowse.domain.tag_details import TagDetails  # noqa: E402
from regbrowse.service.details import AT_ONCE  # noqa: E402

SKOPEO_TARGET, LOOP_TARGET = 0.5, 1.3
"""Our time as a multiple of skopeo's, and of the loop's."""

REPOSITORY = "team/app"
DEADLINE_S = 120.0


async def ours(url: str, names: list[str], folder: Path) -> None:
    """Read all details into a new cache."""
    feed = Feed("bench", Address.parse(url))
    whole = 0
    with closing(separate_service(folder, [], [])) as service:
        async with aclosing(service.tag_details(feed, REPOSITORY)) as session:
            session.want(names)
            async with aclosing(session.found()) as events:
                async for event in events:
                    whole += isinstance(event, TagDetails) and None not in (
                        event.digest,
                        event.size,
                        event.created,
                    )
    if whole != len(names):
        sys.exit(f"only {whole} of {len(names)} tags are known")


async def loop(url: str, names: list[str]) -> None:
    """Send the same requests."""
    accept = {"Accept": ", ".join(ACCEPT)}
    waiting = iter(names)
    root = f"/v2/{REPOSITORY}"
    # Without `verify=False` the authorities of this machine are loaded, for http, too.
    client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=DEADLINE_S, verify=False)

    async def work() -> None:
        for name in waiting:
            answer = await client.get(f"{root}/manifests/{name}", headers=accept)
            config = json.loads(answer.content)["config"]["digest"]
            await client.get(f"{root}/blobs/{config}")

    async with client:
        await client.get("/v2/")
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def skopeo(url: str, names: list[str]) -> None:
    """Inspect each tag by a process of its own, some at a time."""
    place = url.replace("http://", "docker://")
    command = ["skopeo", "inspect", "--raw", "--tls-verify=false", f"{place}/{REPOSITORY}:@"]
    subprocess.run(
        ["xargs", "-P", str(AT_ONCE), "-I", "@", *command],
        input="\n".join(names),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=DEADLINE_S,
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(count: int, runs: int, folder: Path) -> tuple[float, float]:
    """Measure in turns, print what came out, and return both ratios."""
    storage = folder / "storage"
    images: Tags = {
        f"1.{number}.0": oci_image(text=f"image {number}", labels={"number": str(number)})
        for number in range(count)
    }
    names = list(images)
    fill(storage, {REPOSITORY: images})
    registry = RealRegistry(folder, storage=storage)
    times: dict[str, list[float]] = {"regbrowse": [], "loop": [], "skopeo": []}
    try:
        for turn in range(runs + 1):
            kept = folder / f"cache-{turn}"
            ways: dict[str, Callable[[], object]] = {
                "regbrowse": lambda kept=kept: asyncio.run(ours(registry.url, names, kept)),  # type: ignore[misc]
                "loop": lambda: asyncio.run(loop(registry.url, names)),
                "skopeo": lambda: skopeo(registry.url, names),
            }
            for way, work in list(ways.items())[:: -1 if turn % 2 else 1]:
                seconds = timed(work)
                if turn:
                    times[way].append(seconds)
            if turn:
                print(
                    f"  round {turn}: " + ", ".join(f"{w} {t[-1]:.2f} s" for w, t in times.items())
                )
    finally:
        registry.stop()
    mine = median(times["regbrowse"])
    return mine / median(times["skopeo"]), mine / median(times["loop"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tags", type=int, default=1000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--strict", action="store_true", help="fail if a target is missed")
    options = parser.parse_args()
    if registry_binary() is None or shutil.which("skopeo") is None:
        sys.exit(
            "docker-registry and skopeo must be installed (apt install docker-registry skopeo)"
        )
    memory = Path("/dev/shm")
    in_memory = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="regbrowse-bench-", dir=in_memory) as folder:
        beside_skopeo, beside_loop = measure(options.tags, options.runs, Path(folder))
    good = True
    for name, ratio, target in (
        ("skopeo inspect --raw", beside_skopeo, SKOPEO_TARGET),
        ("a bare httpx loop", beside_loop, LOOP_TARGET),
    ):
        good &= ratio <= target
        verdict = "PASS" if ratio <= target else "FAIL"
        print(
            f"details of {options.tags:,} tags: {ratio:.2f} times {name}, target {target}"
            f"  {verdict}"
        )
    return 1 if options.strict and not good else 0


if __name__ == "__main__":
    sys.exit(main())
