"""Platforms: what an image runs on.

Names are Go's (GOOS, GOARCH), and variants those of OCI image-spec image-index.md, "Platform
Variants". Other names of the same architectures are taken as containerd takes them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.image.reading import Document, text_at

_PART = re.compile(r"[a-z0-9][a-z0-9_.+-]*\Z")
_OS = re.compile(r"(?P<os>[^()]*)\((?P<version>[a-z0-9][a-z0-9_.+-]*)\)\Z")
_ARCHITECTURES = {
    "aarch64": ("arm64", None),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
    "armv6l": ("arm", "v6"),
    "armv7l": ("arm", "v7"),
    "armv8l": ("arm", "v7"),
    "i386": ("386", None),
    "i686": ("386", None),
    "x86": ("386", None),
    "x86_64": ("amd64", None),
    "x86-64": ("amd64", None),
}
_DEFAULT_VARIANT = {"amd64": "v1", "arm": "v7", "arm64": "v8"}
_NUMBERED = re.compile(r"v([0-9]{1,3})\Z")
_UNKNOWN = frozenset({"unknown", ""})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Platform:
    """An operating system and an architecture, in the words of the image; see `normalized`."""

    os: str
    architecture: str
    variant: str | None = None
    os_version: str | None = None

    def __str__(self) -> str:
        parts = (self.os, self.architecture, self.variant)
        return "/".join(part for part in parts if part)

    @property
    def full(self) -> str:
        """The name with the version of the system, which tells images for Windows apart.

        It is written as containerd writes it (platforms, `FormatAll`): `windows(10.0.1)/amd64`.
        """
        version = f"({self.os_version})" if self.os_version else ""
        return str(replace(self, os=f"{self.os}{version}"))

    @property
    def is_known(self) -> bool:
        """Whether it names something that runs; BuildKit gives attestations `unknown/unknown`."""
        return self.os not in _UNKNOWN or self.architecture not in _UNKNOWN

    @property
    def normalized(self) -> "Platform":
        """The same in the usual names, with the variant that goes without saying."""
        architecture, variant = self.architecture.lower(), self.variant
        if architecture in _ARCHITECTURES:
            architecture, implied = _ARCHITECTURES[architecture]
            variant = variant or implied
        if variant is not None and variant.isdecimal():
            variant = f"v{variant}"
        variant = variant or _DEFAULT_VARIANT.get(architecture)
        return Platform(self.os.lower(), architecture, variant, self.os_version)

    def runs(self, other: "Platform") -> bool:
        """Whether a machine of this platform runs images of `other` without emulation."""
        return self._distance(other) is not None

    def _distance(self, other: "Platform") -> int | None:
        """How far `other` is from the best that this machine runs; None if it does not run it."""
        mine, theirs = self.normalized, other.normalized
        if (mine.os, mine.architecture) != (theirs.os, theirs.architecture):
            return None
        if mine.variant == theirs.variant:
            return 0
        numbers = [_NUMBERED.match(each.variant or "") for each in (mine, theirs)]
        if not all(numbers):
            return None
        have, need = (int(match[1]) for match in numbers if match)
        # A processor runs what was made for older ones of its family.
        return have - need if need <= have else None


LINUX_AMD64 = Platform("linux", "amd64")


def parse_platform(text: str) -> Platform:
    """Read `OS[(VERSION)]/ARCH[/VARIANT]`. Raises UsageError with `invalid-platform`."""
    parts = text.strip().lower().split("/")
    version = None
    if match := _OS.match(parts[0]):
        parts[0], version = match.group("os", "version")
    if not 2 <= len(parts) <= 3 or not all(_PART.match(part) for part in parts):
        raise UsageError(Code.INVALID_PLATFORM, platform=text)
    return replace(Platform(*parts), os_version=version)


def read_platform(document: Document) -> Platform | None:
    """Read the platform of a descriptor or a config; None if there is none in it."""
    os, architecture = text_at(document, "os"), text_at(document, "architecture")
    if os is None and architecture is None:
        return None
    return Platform(
        os or "unknown",
        architecture or "unknown",
        text_at(document, "variant"),
        text_at(document, "os.version"),
    )


def machine_platform(machine: str) -> Platform:
    """Return the platform for which an engine on this machine pulls.

    `machine` is what the system calls its processor (`platform.machine()`). Engines run Linux
    wherever they are, in a virtual machine if need be.
    """
    return Platform("linux", machine.lower() or "amd64").normalized


def runnable_first(platforms: Iterable[tuple[Platform, T]], machine: Platform) -> list[T]:
    """Return the values in their order, those that run on `machine` first, the best at the top."""

    def place(entry: tuple[Platform, T]) -> tuple[bool, int]:
        distance = machine._distance(entry[0])  # noqa: SLF001 (a question between platforms)
        return distance is None, distance or 0

    return [value for _, value in sorted(platforms, key=place)]


def wanted(platforms: Iterable[tuple[Platform, T]], platform: Platform) -> T | None:
    """Return the value of the platform that was asked for, None if there is none.

    The very platform goes before one that would run there, too, the closest of those first. A
    version of the system counts only if it is asked for: then no other one will do.
    """
    entries = list(platforms)
    if platform.os_version is not None:
        entries = [each for each in entries if each[0].os_version == platform.os_version]
    for candidate, value in entries:
        if str(candidate) == str(platform):
            return value
    found = [(each, value) for each, value in entries if platform.runs(each)]
    return runnable_first(found, platform)[0] if found else None
