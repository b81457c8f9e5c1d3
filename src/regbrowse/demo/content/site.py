"""Where a plan is made."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from regbrowse.demo.content.builder import Recipe, build, commit_of, rfc3339
from regbrowse.demo.content.plan import About, Make, Plan
from regbrowse.demo.content.signatures import cosign_attestation, cosign_signature
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.versions import Release, aliases
from regbrowse.demo.content.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Site:
    """A repository to be planned, with its share of chance and the workshop that makes it."""

    name: str
    rng: random.Random
    workshop: Workshop

    def recipe(self, stack: Stack, release: Release) -> Recipe:
        """Return the recipe of a release that was made as many days ago as it says."""
        created = self.workshop.epoch - timedelta(days=release.age)
        return Recipe(self.name, release.version, created.replace(microsecond=0), stack)

    def make(self, recipe: Recipe) -> Make:
        """Return what builds `recipe` when it is called."""
        return partial(build, recipe, self.workshop)

    def signed(self, key: str, age: float) -> Sequence[About]:
        """Return a cosign signature and attestation about the image `key`."""
        created = rfc3339(self.workshop.epoch - timedelta(days=age))
        return (
            About(key, lambda image: cosign_signature(image, self.name), ".sig"),
            About(key, lambda image: cosign_attestation(image, self.name, created), ".att"),
        )

    def commit_tag(self, version: str) -> str:
        """Return the tag of the commit that `version` was built from, as CI makes it."""
        return f"sha-{commit_of(self.name, version)[:7]}"


Family = Callable[[Site], Plan]
"""A kind of repository: plans the one at a site."""


def release_tags(releases: Sequence[Release]) -> dict[str, str]:
    """Return the tags that a release pipeline makes: versions, `2.7`, `2`, `latest`."""
    tags = {release.version: release.version for release in releases}
    final = [release.version for release in releases if release.is_final]
    tags |= aliases(final)
    if final:
        tags["latest"] = final[0]
    return tags


def prefixed(tags: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return `tags` with `prefix` (such as v) before those that start with a digit."""
    return {(prefix if tag[0].isdigit() else "") + tag: key for tag, key in tags.items()}
