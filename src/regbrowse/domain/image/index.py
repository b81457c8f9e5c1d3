"""The entries of an index: images for platforms, and what is kept beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.media_types import (
    DOCKER_ATTESTATION,
    INDEX_TYPES,
    MANIFEST_TYPES,
)
from regbrowse.domain.image.platform import Platform, runnable_first, wanted

_TYPE = "vnd.docker.reference.type"
_SUBJECT = "vnd.docker.reference.digest"


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of an index by what they are, in their order.

    `platforms` are images whose platform is said, `nested` are further indexes, `attestations`
    are BuildKit's (BuildKit docs/attestations/attestation-storage.md), `others` is what is left:
    images that do not say their platform, artifacts, and what is no manifest, such as the layers
    of a build cache.
    """

    platforms: Sequence[Descriptor]
    nested: Sequence[Descriptor]
    attestations: Sequence[Descriptor]
    others: Sequence[Descriptor]


def sort_entries(manifests: Iterable[Descriptor]) -> Entries:
    """Tell the entries of an index apart."""
    platforms: list[Descriptor] = []
    nested: list[Descriptor] = []
    attestations: list[Descriptor] = []
    others: list[Descriptor] = []
    for entry in manifests:
        if is_attestation(entry):
            attestations.append(entry)
        elif not _is_manifest(entry):
            others.append(entry)
        elif entry.media_type in INDEX_TYPES:
            nested.append(entry)
        elif entry.platform is not None and entry.platform.is_known:
            platforms.append(entry)
        else:
            others.append(entry)
    return Entries(platforms, nested, attestations, others)


def is_attestation(entry: Descriptor) -> bool:
    """Whether an entry is BuildKit's attestation of another one."""
    return (
        entry.annotations.get(_TYPE) == "attestation-manifest"
        or entry.artifact_type == DOCKER_ATTESTATION
    )


def subject_of(entry: Descriptor) -> str | None:
    """Return the digest of the image that an attestation is about."""
    return entry.annotations.get(_SUBJECT)


def in_order(entries: Iterable[Descriptor], machine: Platform) -> list[Descriptor]:
    """Return the images of an index, those that run on `machine` first."""
    pairs = [(entry.platform, entry) for entry in entries if entry.platform is not None]
    return runnable_first(pairs, machine)


def choose(entries: Entries, platform: Platform | None, machine: Platform) -> Descriptor | None:
    """Return the image of an index for `platform`, or the one that `machine` would pull.

    If none of them runs there, it is the first, to have something to look at; the same for an
    index that does not say any platform. Artifacts that are listed in an index are no images.
    """
    pairs = [(each.platform, each) for each in entries.platforms if each.platform is not None]
    if platform is not None:
        return wanted(pairs, platform)
    if pairs:
        return runnable_first(pairs, machine)[0]
    return next(filter(may_be_image, entries.others), None)


def may_be_image(entry: Descriptor) -> bool:
    """Whether an entry of an index could be an image, or an index of some, by what it says."""
    return entry.artifact_type is None and _is_manifest(entry) and not is_attestation(entry)


def _is_manifest(entry: Descriptor) -> bool:
    return not entry.media_type or entry.media_type in MANIFEST_TYPES
