"""Names of repositories for measurements: realistic, and the same every time."""

import random
from collections.abc import Iterator
from pathlib import Path

from regbrowse.catalog.order import sorted_names

TEAMS = ["pay", "platform", "data", "infra", "mobile", "search", "ml", "tools", "edge", "shop"]
PARTS = ["api", "gateway", "worker", "service", "frontend", "backend", "scheduler", "proxy"]
PARTS += ["cache", "auth", "metrics", "ingest", "exporter", "operator", "runner", "builder"]
PARTS += ["postgres", "redis", "nginx", "kafka"]
SUFFIXES = ["", "", "", "", "", "-dev", "-prod", "-slim", "-v2", "-arm64"]


def make_names(count: int, seed: int) -> list[str]:
    """Namespaces, services and suffixes; 29 characters on average."""
    dice = random.Random(seed)
    names: set[str] = set()
    while len(names) < count:
        company = "acme/" if dice.random() < 0.85 else ""
        team = f"{dice.choice(TEAMS)}{dice.randrange(400)}"
        image = f"{dice.choice(PARTS)}-{dice.choice(PARTS)}{dice.choice(SUFFIXES)}"
        number = f"-{dice.randrange(1000)}" if dice.random() < 0.1 else ""
        names.add(f"{company}{team}/{image}{number}")
    return sorted_names(names)


def blocks_in(file: Path, size: int = 4096) -> Iterator[bytes]:
    """The names of a file as the store keeps them."""
    block: list[bytes] = []
    with file.open("rb") as lines:
        for line in lines:
            block.append(line[:-1])
            if len(block) == size:
                yield b"\n".join(block)
                block = []
    if block:
        yield b"\n".join(block)
