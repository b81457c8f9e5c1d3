"""A repository whose images are made when somebody asks for them."""

import threading
from collections.abc import Callable, Container

from regbrowse.demo.content.blobs import Blob
from regbrowse.demo.content.images import Bundle, Manifest
from regbrowse.demo.content.plan import Plan
from regbrowse.demo.content.signatures import referrers_index


class Repository:
    """A repository; `make_plan` is called when it is first asked for anything.

    Safe to use from several threads.
    """

    def __init__(self, name: str, make_plan: Callable[[], Plan]) -> None:
        self.name = name
        self._make_plan = make_plan
        self._lock = threading.RLock()
        self._plan: Plan | None = None
        self._made: dict[str, Manifest] = {}
        self._manifests: dict[str, Manifest] = {}
        self._blobs: dict[str, Blob] = {}
        self._about_tags: dict[str, Manifest] | None = None

    @property
    def is_planned(self) -> bool:
        """Whether anything was asked of it yet."""
        return self._plan is not None

    def tags(self) -> list[str] | None:
        """Return the tags in the order of their bytes, or None if all were deleted."""
        with self._lock:
            names = [*self._planned().tags, *self._all_about()]
        return sorted(names) or None

    def manifest(self, reference: str) -> Manifest | None:
        """Return the manifest of a tag or digest; None if there is none."""
        with self._lock:
            if ":" in reference:
                self._make_sure_of(reference, self._manifests)
                return self._manifests.get(reference)
            plan = self._planned()
            if reference in plan.tags:
                return self._image(plan.tags[reference])
            return self._all_about().get(reference)

    def blob(self, digest: str) -> Blob | None:
        """Return the blob of a digest; None if there is none."""
        with self._lock:
            self._make_sure_of(digest, self._blobs)
            return self._blobs.get(digest)

    def referrers(self, digest: str) -> list[Manifest]:
        """Return the manifests whose subject is `digest`."""
        with self._lock:
            self._all_about()
            return [found for found in self._manifests.values() if found.subject == digest]

    def _planned(self) -> Plan:
        if self._plan is None:
            self._plan = self._make_plan()
        return self._plan

    def _image(self, key: str) -> Manifest | None:
        if key not in self._made:
            make = self._planned().images.get(key)
            if make is None:
                return None
            self._made[key] = self._keep(make())
        return self._made[key]

    def _all_about(self) -> dict[str, Manifest]:
        """Make what is pushed about images, whose tags depend on the digests of these."""
        if self._about_tags is None:
            tags: dict[str, Manifest] = {}
            for about in self._planned().about:
                image = self._image(about.key)
                if image is None:
                    continue
                made = self._keep(about.make(image))
                if about.suffix is not None:
                    tags[image.digest.replace(":", "-") + about.suffix] = made
            self._about_tags = tags
        return self._about_tags

    def _make_sure_of(self, digest: str, shelf: Container[str]) -> None:
        # Whoever knows a digest has usually got it from here. If not, it may still be that of an
        # image that nobody has asked for yet.
        if digest not in shelf:
            self._all_about()
            for key in self._planned().images:
                self._image(key)

    def _keep(self, bundle: Bundle) -> Manifest:
        for manifest in (bundle.root, *bundle.children):
            self._manifests[manifest.digest] = manifest
        for blob in bundle.blobs:
            self._blobs[blob.digest] = blob
        return bundle.root


def referrers_of(repository: Repository, digest: str, artifact_type: str | None) -> Manifest:
    """Return the index of what refers to `digest`, of one type if `artifact_type` says so."""
    found = repository.referrers(digest)
    if artifact_type:
        found = [one for one in found if one.document.get("artifactType") == artifact_type]
    return referrers_index(found)
