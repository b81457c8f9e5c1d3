"""What annotations and labels say of an image, under the keys of different times.

Sources: OCI image-spec annotations.md; label-schema.org (given up in its favour).
"""

from collections.abc import Mapping
from dataclasses import dataclass

_OCI = "org.opencontainers.image."
_OLD = "org.label-schema."
_OLD_NAMES = {
    "created": "build-date",
    "title": "name",
    "description": "description",
    "version": "version",
    "revision": "vcs-ref",
    "source": "vcs-url",
    "url": "url",
    "vendor": "vendor",
    "documentation": "usage",
}
NAMES = (
    "title",
    "description",
    "version",
    "revision",
    "source",
    "url",
    "documentation",
    "licenses",
    "vendor",
    "authors",
    "created",
    "base.name",
    "base.digest",
)
"""The names of what can be said, in the order in which people want to read it."""


@dataclass(frozen=True, slots=True)
class BaseImage:
    """The image that an image was built on, as it says itself."""

    name: str | None
    digest: str | None


def facts(annotations: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return what is said by name (`NAMES`), annotations before labels, new keys before old."""
    found = {}
    for name in NAMES:
        keys = [_OCI + name]
        if name in _OLD_NAMES:
            keys.append(_OLD + _OLD_NAMES[name])
        said = (source.get(key) for key in keys for source in (annotations, labels))
        value = next((text for text in said if text), None)
        if value is not None:
            found[name] = value
    return found


def base_image(annotations: Mapping[str, str], labels: Mapping[str, str]) -> BaseImage | None:
    """Return the image that this one was built on, if it says so."""
    said = facts(annotations, labels)
    name, digest = said.get("base.name"), said.get("base.digest")
    return BaseImage(name, digest) if name or digest else None
