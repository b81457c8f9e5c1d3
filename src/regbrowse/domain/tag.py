"""The tags of a repository: what kind of name each is, and in which order they are shown."""

import re
from collections.abc import Iterable
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from regbrowse.domain.semver import is_semver
from regbrowse.domain.version import (
    AFTER_VERSIONS,
    MAX_LENGTH,
    Version,
    read_version,
    split_version,
)


class TagKind(StrEnum):
    """What a tag is, judged by its name alone."""

    RELEASE = "release"
    """A version and nothing else: `1.2.3`, `v1.2`, `2024.01.15`, `20240101`."""
    PRERELEASE = "prerelease"
    """A version before a release, in any variant: `1.2.3-rc.1`, `3.14.0a2`, `1.0-dev-alpine`."""
    VARIANT = "variant"
    """A version with any other label: `3.12-slim-bookworm`, `8-jre`."""
    CHANNEL = "channel"
    """A moving name, see `_CHANNEL`: `latest`, `stable`, `bookworm`, `lts-alpine3.20`."""
    COMMIT = "commit"
    """The hash of a commit: `a1b2c3d`, `sha-a1b2c3d`."""
    ARTIFACT = "artifact"
    """What belongs to another image: signatures, attestations, lists of referrers."""
    OTHER = "other"
    """What is left."""


# cosign's tags (SIGNATURE_SPEC.md) and the referrers tag schema of OCI distribution-spec, which
# cuts the hexadecimal digits to 64.
_ARTIFACT = r"(?:sha256|sha512|blake3)-[0-9a-f]{64,}(?:\.[0-9A-Za-z._-]+)?"

# Behind `sha-` it need not have both a letter and a digit to be told from a word or a number.
_COMMIT = r"(?:sha-|(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9]))[0-9A-Fa-f]{7,40}"

# A channel is known by its form, because lists of moving names age: it begins with a letter, and
# nothing in it pins anything down. So no number stands alone (`jdk-17.0.1`, `pr-12`,
# `bookworm-20240101`), and there is no hash (`main-a1b2c3d`). A short number that is stuck to a
# word is part of the word (`alpine3.20`, `jdk21`, `ltsc2022`, `arm64v8`), unless the word is a
# single letter, which counts builds (`b4719`). `latest` moves, whatever stands around it.
_NUMBER = r"[0-9]{1,4}+(?:\.[0-9]{1,4}+)?+"
_PINNED = r"[A-Za-z][0-9]{3}|g?(?=[a-f]*[0-9])[0-9a-f]{7,40}(?![0-9A-Za-z])"
_WORD = rf"(?:x86_64|(?!{_PINNED})[A-Za-z]++(?:{_NUMBER}(?:[A-Za-z]++(?:{_NUMBER})?+)?+)?+)"
_CHANNEL = (
    rf"(?!sha[0-9]*-)(?:{_WORD}(?:[-._]{_WORD})*+"
    r"|(?:[A-Za-z][0-9A-Za-z._-]*[-._])?latest(?:[-._][0-9A-Za-z._-]*+)?+)"
)

_NAME = re.compile(
    rf"(?:(?P<artifact>{_ARTIFACT})|(?P<commit>{_COMMIT})|(?P<channel>{_CHANNEL}))\Z", re.ASCII
)
_KIND: dict[str | None, TagKind] = {kind.value: kind for kind in TagKind}
_PLACE = {
    kind: chr(ord(AFTER_VERSIONS) + place)
    for place, kind in enumerate((TagKind.CHANNEL, TagKind.OTHER, TagKind.COMMIT, TagKind.ARTIFACT))
}
# Looking a member up in its class takes several times as long as a name of this module.
_RELEASE, _PRERELEASE, _VARIANT = TagKind.RELEASE, TagKind.PRERELEASE, TagKind.VARIANT
# What `Tag(...)` does in the end, without the Python function that a NamedTuple puts before it.
_new = tuple.__new__
_BUILD_NUMBER_DIGITS = 6


class Tag(NamedTuple):
    """A tag, as its name can be read. Made by `read_tag`.

    A tuple because it is the cheapest immutable value to make, and a repository may have a million
    tags. `version` and `variant` are None for what is no version; `order` is the text by which
    tags are sorted and differs for different names.
    """

    name: str
    kind: TagKind
    version: str | None
    variant: str | None
    order: str

    @property
    def semver(self) -> bool:
        """Whether a release tool that insists on SemVer would offer the tag."""
        return is_semver(self.name)

    @property
    def reading(self) -> Version | None:
        """The version with its numbers, read anew at each call; None for what is no version."""
        return read_version(self.name) if self.version is not None else None


def read_tag(name: str) -> Tag:
    """Read the name of a tag. Never raises: a name that is no valid tag is `other`."""
    parts = split_version(name)
    if parts is None:
        return _read_name(name)
    version, (prerelease, variant, _), order = parts
    if prerelease:
        kind = _PRERELEASE
        version += prerelease
    else:
        kind = _RELEASE if variant is None else _VARIANT
    return _new(Tag, (name, kind, version, variant, order + name))


def sort_tags(tags: Iterable[Tag]) -> list[Tag]:
    """Return the tags as they are shown: versions, channels, others, commits, artifacts.

    Versions are in the order of `regbrowse.domain.version.split_version`, the newest first; what is
    equal there, and what is no version, is in the order of the names.
    """
    return sorted(tags, key=attrgetter("order"))


def newest_release(tags: Iterable[Tag]) -> Tag | None:
    """Return the newest release, or None if no tag is one.

    A number of six or more digits in front is a date or a count of builds (`20240101`,
    `20240101.3`); it is the newest only where nothing else is a release.
    """
    releases = [tag for tag in tags if tag.kind is TagKind.RELEASE]
    numbered = [tag for tag in releases if not _is_build_number(tag)]
    return min(numbered or releases, key=attrgetter("order"), default=None)


def _read_name(name: str) -> Tag:
    match = _NAME.match(name) if len(name) <= MAX_LENGTH else None
    kind = _KIND[match.lastgroup] if match else TagKind.OTHER
    return _new(Tag, (name, kind, None, None, _PLACE[kind] + name))


def _is_build_number(tag: Tag) -> bool:
    first = (tag.version or "")[:_BUILD_NUMBER_DIGITS]
    return len(first) == _BUILD_NUMBER_DIGITS and first.isdigit()
