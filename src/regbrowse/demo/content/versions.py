"""Believable histories of versions."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Release:
    """A version and how many days ago it was made."""

    version: str
    age: float

    @property
    def is_final(self) -> bool:
        """Whether it is no pre-release."""
        return "-" not in self.version


def history(rng: random.Random, count: int, newest: tuple[int, int, int]) -> list[Release]:
    """Return up to `count` versions, `newest` first, with some release candidates."""
    return list(islice(_backwards(rng, newest), count))


def _backwards(rng: random.Random, newest: tuple[int, int, int]) -> Iterator[Release]:
    major, minor, patch = newest
    age = rng.uniform(0.5, 15)
    if rng.random() < 0.4:
        yield Release(f"{major}.{minor + 1}.0-rc.1", age * rng.uniform(0.2, 0.9))
    while True:
        yield Release(f"{major}.{minor}.{patch}", age)
        if patch == 0 and rng.random() < 0.5:
            for candidate in range(rng.randint(1, 3), 0, -1):
                age += rng.uniform(0.5, 3)
                yield Release(f"{major}.{minor}.0-rc.{candidate}", age)
        age += rng.uniform(2, 25)
        if patch:
            patch -= 1
        elif minor:
            minor, patch = minor - 1, rng.randint(0, 3)
        elif major:
            major, minor, patch = major - 1, rng.randint(2, 9), rng.randint(0, 3)
        else:
            return


def aliases(versions: Iterable[str]) -> dict[str, str]:
    """Return the short tags of `versions` (newest first): `2.7` and `2` to the newest of each.

    A suffix such as `-alpine` stays: `2.7-alpine` is the newest 2.7 with the same suffix.
    """
    short: dict[str, str] = {}
    for version in versions:
        numbers, dash, variant = version.partition("-")
        parts = numbers.split(".")
        for length in range(len(parts) - 1, 0, -1):
            short.setdefault(".".join(parts[:length]) + dash + variant, version)
    return short
