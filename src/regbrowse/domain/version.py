"""A tag read as a version: its release numbers, its pre-release and its variant.

`v1.2.3-rc.1-alpine` says version `1.2.3-rc.1` in the variant `alpine`. The grammar is wider than
SemVer's, because tags are: any count of numbers, PEP 440 forms (`3.14.0a2`), ISO dates
(`2024-01-15`), and words stuck to a number (`8u392-jre`). SemVer takes every label for a
pre-release; most labels of tags name what the image is built on. So the first label decides, and
whatever is not known to mean "not released yet" begins a variant.

Order is kept as text (`Version.order`): sorting these strings gives the newest version first.
Comparing two strings is one call in C, and an order that is a string cannot fail to be total.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_LENGTH = 128
"""The longest tag (OCI distribution-spec, "Pulling manifests"); what is longer is no version."""

# fmt: off
PRERELEASE_WORDS = frozenset({
    "alpha", "beta", "a", "b", "c", "rc", "cr", "pre", "preview", "dev", "snapshot", "nightly",
    "canary", "m", "milestone", "ea", "insiders", "next", "test",
})
# fmt: on
"""The first labels, without digits at their end, that say "not released yet"."""

_TAG = re.compile(
    # The hash of a commit may begin with a digit; it is not a number with letters stuck to it.
    r"(?![0-9]++[A-Fa-f][0-9A-Fa-f]*+\Z(?<=.{7}))"
    r"[vV]?"
    r"(([0-9]++)(?:\.([0-9]++))?+(?:\.([0-9]++))?+((?:\.[0-9]++)*+))"
    r"([-+._0-9A-Za-z]*+)\Z"
)
_MONTH_AND_DAY = re.compile(r"-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9])")
# A pre-release reaches over what is dotted to it, as in SemVer, and over numbers behind another
# separator (`rc-1`, `SNAPSHOT-20240101.1`); any other label starts the variant.
_PRERELEASE = re.compile(
    r"[-._]*+([A-Za-z]++)[0-9]*+(?![A-Za-z])"
    r"(?:\.[0-9A-Za-z]++|[-_][0-9]++(?![A-Za-z]))*+"
)
_TOKEN = re.compile(r"[0-9]+|[a-z]+")
_DIGITS = re.compile(r"[0-9]+")
_SEPARATORS = "-+._"

# The alphabet of `order`. In front of each token a sign says what follows, and the signs are in
# the order in which a newest-first list wants them: at the same place a word comes before a number
# (SemVer: a number is lower), and a number before the end (SemVer: more labels are higher).
_RELEASED, _UNRELEASED = "\x01", "\x02"
_WORD, _WORD_END = "\x03", "\x7f"
_ZERO = chr(200)
_END = chr(201)
_NAME_FOLLOWS = "\x00"
_REVERSED = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyz", "9876543210zyxwvutsrqponmlkjihgfedcba"
)

AFTER_VERSIONS = chr(202)
"""A text that begins with this character, or a higher one, sorts below every version."""


class Suffix(NamedTuple):
    """What a tag says behind its release numbers."""

    prerelease: str
    """As written, with the separator in front of it; empty for a release."""
    variant: str | None
    order: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a tag says when read as a version.

    `text` is the version without `v` and without the variant; `release` its numbers as written
    (`1.0` is (1, 0), equal in order to `1`); `labels` its pre-release split where letters, digits
    and separators meet, in lower case, empty for a release.
    """

    text: str
    release: tuple[int, ...]
    labels: tuple[int | str, ...]
    variant: str | None
    order: str

    @property
    def is_prerelease(self) -> bool:
        """Whether the version comes before a release."""
        return bool(self.labels)

    @property
    def span(self) -> tuple[str, str]:
        """From which `order` on, and before which, the tags of this version are found.

        Those are its variants, and the pre-releases of a release: their numbers are the same. What
        is newer sorts before the span, and what is older behind it.
        """
        end = self.order.index(_END)
        if self.labels:
            end = self.order.index(_END, end + 1)
        return self.order[: end + 1], self.order[:end] + AFTER_VERSIONS


def numbers_of(order: str) -> str:
    """Return the part of an order that its release numbers make: equal for `3.13` and `3.13.0`."""
    return order[: order.find(_END)]


def read_version(name: str) -> Version | None:
    """Read a tag as a version, or return None if it has no number in front or is a hash."""
    parts = split_version(name)
    if parts is None:
        return None
    numbers, suffix, order = parts
    return Version(
        text=numbers + suffix.prerelease,
        release=tuple(int(number) for number in _DIGITS.findall(numbers)),
        labels=tuple(
            int(token) if token.isdigit() else token
            for token in _TOKEN.findall(suffix.prerelease.lower())
        ),
        variant=suffix.variant,
        order=order,
    )


def split_version(name: str) -> tuple[str, Suffix, str] | None:
    """Split a tag into its release numbers (text without `v`), the rest and its place in the order.

    None if it is no version. This is the part of `read_version` that is cheap enough for every tag
    of a repository.

    The order: release numbers descend, zeros at their end count for nothing (`1.0` is `1`); a
    release comes before its pre-releases; those descend by SemVer precedence, ignoring case, with
    letters and digits split (rc10 before rc9); the variants of each of these follow it, by name.
    What differs only in case, in zeros or in the separators of a pre-release has equal texts.
    """
    if len(name) > MAX_LENGTH or not (match := _TAG.match(name)):
        return None
    numbers, first, second, third, more, rest = match.groups()
    if second is None and rest[:1] == "-" and numbers[:2] in {"19", "20"} and len(numbers) == 4:
        date = _MONTH_AND_DAY.match(rest)
        if date:
            second, third = date.groups()
            numbers += date[0]
            rest = rest[date.end() :]
    order = f"{_NUMBER[first]}{_NUMBER[second]}{_NUMBER[third]}"
    if more:
        order += "".join([_NUMBER[digits] for digits in more[1:].split(".")])
    suffix = _read_suffix(rest)
    return numbers, suffix, order.rstrip(_ZERO) + suffix.order


class _NumberCodes(dict[str | None, str]):
    """The text by which a number is sorted, the greatest first; nothing for no number.

    A greater number has more digits or, with as many, greater ones; zero has none. Only the codes
    of short numbers are kept: they are nearly all there are, and they cannot fill the memory.
    """

    def __missing__(self, digits: str | None) -> str:
        significant = (digits or "").lstrip("0")
        code = chr(ord(_ZERO) - len(significant)) + significant.translate(_REVERSED)
        if digits is not None and len(digits) <= 4:
            self[digits] = code
        return code


_NUMBER = _NumberCodes({None: ""})


@lru_cache(maxsize=16384)
def _read_suffix(rest: str) -> Suffix:
    # Cached because the versions of a repository come in the same few variants.
    match = _PRERELEASE.match(rest)
    end = match.end() if match and match[1].lower() in PRERELEASE_WORDS else 0
    variant = rest[end:].strip(_SEPARATORS) or None
    order = _END + _prerelease_order(rest[:end]) + _variant_order(variant or "")
    return Suffix(rest[:end], variant, order)


def _prerelease_order(text: str) -> str:
    if not text:
        return _RELEASED
    codes = [
        _NUMBER[token] if token.isdigit() else _WORD + token.translate(_REVERSED) + _WORD_END
        for token in _TOKEN.findall(text.lower())
    ]
    return _UNRELEASED + "".join(codes) + _END


def _variant_order(variant: str) -> str:
    # By name, but alpine3.9 before alpine3.10.
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), variant.lower()) + _NAME_FOLLOWS
