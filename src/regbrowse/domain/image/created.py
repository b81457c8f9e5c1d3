"""When something was built, as far as it says so."""

from datetime import UTC, datetime
from typing import NamedTuple

_REPRODUCIBLE_YEARS = frozenset({1970, 1979, 1980})
"""Bazel, ko, nix and jib give the same date to each build, so that equal builds have equal
digests: the beginning of Unix time, or of the times that a zip file can hold."""


class BuildTime(NamedTuple):
    """`moment` is in UTC, None if it is not known; `reproducible` says why it is not said."""

    moment: datetime | None
    reproducible: bool = False


UNKNOWN = BuildTime(None)


def read_created(text: str | None) -> BuildTime:
    """Read a time (RFC 3339). Go's zero time, 0001-01-01, and what is no time are unknown."""
    if text is None:
        return UNKNOWN
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return UNKNOWN
    if moment.year in _REPRODUCIBLE_YEARS and (moment.month, moment.day) in {(1, 1), (12, 31)}:
        return BuildTime(None, reproducible=True)
    return BuildTime(moment) if moment.year > 1980 else UNKNOWN
