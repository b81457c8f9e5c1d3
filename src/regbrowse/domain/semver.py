"""Whether a release tool that insists on SemVer would offer a tag.

The rules are those of Octopus Deploy's feeds in SemVer mode, which are NuGet's lenient ones: a
lower-case `v`, one to four numbers that may have zeros in front and must fit a signed 32-bit
integer, then labels and metadata of letters, digits and dashes.
"""

import re

_LABELS = r"[-0-9A-Za-z]++(?:\.[-0-9A-Za-z]++)*+"
_LENIENT = re.compile(
    r"v?([0-9]++)(?:\.([0-9]++))?+(?:\.([0-9]++))?+(?:\.([0-9]++))?+"
    rf"(?:-{_LABELS})?+(?:\+{_LABELS})?+\Z"
)
_GREATEST = "2147483647"


def is_semver(tag: str) -> bool:
    """Whether `tag` is a version by lenient SemVer."""
    match = _LENIENT.match(tag)
    return match is not None and all(_fits(number) for number in match.groups() if number)


def _fits(number: str) -> bool:
    # Compared as text: int() refuses thousands of digits.
    significant = number.lstrip("0")
    return (len(significant), significant) <= (len(_GREATEST), _GREATEST)
