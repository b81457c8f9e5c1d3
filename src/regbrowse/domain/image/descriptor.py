"""Descriptors: how one thing in a registry refers to another (OCI image-spec descriptor.md)."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from regbrowse.domain.image.media_types import base_type
from regbrowse.domain.image.platform import Platform, read_platform
from regbrowse.domain.image.reading import object_at, pairs_at, size_at, text_at, texts_at


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What is known of something before it is fetched; all of it is only said of it.

    `size` is in bytes as it is stored (compressed), None if it is not said. `urls` are foreign
    places, which are shown and never fetched. `data` is the content itself, where it is embedded.
    """

    digest: str
    size: int | None = None
    media_type: str = ""
    artifact_type: str | None = None
    platform: Platform | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    urls: tuple[str, ...] = ()
    data: bytes | None = field(default=None, repr=False)


def read_descriptor(value: object) -> Descriptor | None:
    """Read a descriptor; None for what has no digest."""
    if not isinstance(value, dict):
        return None
    digest = text_at(value, "digest")
    if digest is None:
        return None
    return Descriptor(
        digest,
        size_at(value, "size"),
        base_type(text_at(value, "mediaType") or ""),
        text_at(value, "artifactType"),
        read_platform(object_at(value, "platform")),
        pairs_at(value, "annotations"),
        texts_at(value, "urls"),
        _data(text_at(value, "data")),
    )


def read_descriptors(values: Iterable[object]) -> tuple[Descriptor, ...]:
    """Read a list of descriptors; what is none is left out."""
    return tuple(found for value in values if (found := read_descriptor(value)) is not None)


def total_size(descriptors: Iterable[Descriptor]) -> int | None:
    """Return the sum of the sizes in bytes; None if one of them is not known."""
    total = 0
    for descriptor in descriptors:
        if descriptor.size is None:
            return None
        total += descriptor.size
    return total


def _data(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
