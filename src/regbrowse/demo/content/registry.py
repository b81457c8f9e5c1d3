"""The content of a whole registry."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from regbrowse.demo.content.plan import Plan
from regbrowse.demo.content.repository import Repository
from regbrowse.demo.content.site import Family, Site
from regbrowse.demo.content.workshop import Workshop


class Content:
    """The repositories of a registry, each planned when it is first asked for anything.

    `repositories` has them by name, in the order of the catalog. The same `epoch`, seed and
    families always give the same bytes: chance comes from the seed and the name of a repository,
    and no clock is read.
    """

    def __init__(
        self, families: Iterable[tuple[str, Family]], epoch: datetime, *, seed: str = "demo"
    ) -> None:
        self._workshop = Workshop(epoch)
        self._seed = seed
        known = dict(families)
        self.repositories: Mapping[str, Repository] = {
            name: Repository(name, partial(self._plan, name, known[name]))
            for name in sorted(known, key=by_path)
        }

    def _plan(self, name: str, family: Family) -> Plan:
        rng = random.Random(f"{self._seed}:{name}")  # noqa: S311 (believable, not secret)
        return family(Site(name, rng, self._workshop))


def by_path(name: str) -> str:
    """Return the key by which distribution sorts a catalog: `a`, `a/b`, `a-b`.

    Source: distribution registry/storage/catalog.go, `lessPath`: a slash sorts before all else.
    """
    return name.replace("/", "\0")
