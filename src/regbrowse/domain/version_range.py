"""Ranges of versions: PEP 440 specifiers and NuGet intervals, as one stretch of the order of tags.

    >=1.2,<2   ~=3.11   !=1.5   ==1.2.*   ===1.20     PEP 440, "Version specifiers"
    [1.0,2.0)   (,2.0]   [1.0]   1.0   1.2.*   1.2.3-*   *      NuGet, "Package versioning"

A bare `1.0` is NuGet's: 1.0 or newer. `1.2.*` is `==1.2.*`, `1.2.3-*` is 1.2.3 with its
pre-releases, and `*` any version. `===1.20` is a version that is written like that, in any variant,
so neither `1.2` nor `1.20.0`.

What counts are the release numbers; variants have those of their version. A bound without a label
therefore stands for a release with its pre-releases: neither `<2` nor `[1.0,2.0)` has `2.0-rc.1`
(as in PEP 440; NuGet lets it in, to the surprise of many), and `>=2` has it (as in neither).
Pre-releases are left out altogether unless they are asked for: by a bound that is one itself
(`>=2.0-rc.1`; all bounds but that of `!=`, as in PEP 440), by NuGet's `-*` at the end (`1.*-*`,
`1.2.3-*`), or by whoever calls `with_prereleases`. Such a bound may be any pre-release that a tag
may be (`>=5.0.0-M1`), and is compared as those are.

Because tags are sorted by text, a range is two texts between which `Tag.order` lies: a hundred
thousand tags are compared in the time of a hundred thousand comparisons of strings.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.version import AFTER_VERSIONS, Version, read_version

_MAX_BOUND = 64
"""The longest bound, in characters, so that one more than its last number is a version, too."""

# An interval may have blanks in it, also one that is not closed yet.
_PIECE = re.compile(
    r"[\[(][^\[\]()]*[\])]"
    r"|[\[(][^\s\[\]()]*(?:(?<=,)\s+[vV]?[0-9][^\s\[\]()]*)?"
    r"|[^\s,\[(]+"
)
_BLANK_BEHIND_OPERATOR = re.compile(r"(?<=[<>=!~])\s+(?=[vV]?[0-9])")
_NOT_IN_TAGS = re.compile(r"[<>=!~^*\[\]()]")
_INTERVAL = re.compile(r"([\[(])([^,]*)(,?)([^,]*)([\])])\Z")
_OPERATORS = "<>=!~^"
_STAR = re.compile(r"(?:(.*)\.)?\*(-\*)?\Z", re.DOTALL)
# Looking a member up in its class takes several times as long as a name of this module.
_PRERELEASE = TagKind.PRERELEASE


@dataclass(frozen=True, slots=True)
class VersionRange:
    """A range, made by `parse_range`.

    `text` is the range as it was understood, without blanks. The orders of its tags (`Tag.order`)
    lie from `first` on and before `stop`, and in none of the stretches in `excluded`; where
    `written` is not empty, the version must be written like each of these.
    """

    text: str
    first: str = ""
    stop: str = AFTER_VERSIONS
    excluded: tuple[tuple[str, str], ...] = ()
    written: tuple[str, ...] = ()
    prereleases: bool = False

    def contains(self, tag: Tag) -> bool:
        """Whether a tag is a version in the range; what is no version never is."""
        return bool(self.select((tag,)))

    def select(self, tags: Iterable[Tag]) -> list[Tag]:
        """Return the tags in the range. Of many, far faster than to ask for each."""
        first, stop = self.first, self.stop
        chosen = [tag for tag in tags if first <= tag.order < stop]
        if not self.prereleases:
            chosen = [tag for tag in chosen if tag.kind is not _PRERELEASE]
        for first, stop in self.excluded:
            chosen = [tag for tag in chosen if not first <= tag.order < stop]
        for text in self.written:
            chosen = [tag for tag in chosen if (tag.version or "").lower() == text]
        return chosen

    def with_prereleases(self) -> "VersionRange":
        """Return the same range with the pre-releases in it."""
        return replace(self, prereleases=True)

    def __and__(self, other: "VersionRange") -> "VersionRange":
        """Return what is in both; one of them suffices to ask for pre-releases."""
        return VersionRange(
            text=f"{self.text},{other.text}",
            first=max(self.first, other.first),
            stop=min(self.stop, other.stop),
            excluded=self.excluded + other.excluded,
            written=self.written + other.written,
            prereleases=self.prereleases or other.prereleases,
        )


def parse_range(text: str) -> VersionRange:
    """Read a range: specifiers with commas or blanks between them, an interval, or a bare version.

    Raises UsageError with `invalid-range`, the part that is wrong and the reason.
    """
    pieces = split_pieces(text)
    if not pieces:
        raise _error(text, "there is nothing in it")
    if len(pieces) > 1:
        for piece in pieces:
            if not looks_like_range(piece):
                reason = "beside others a version needs an operator, such as >= or <"
                raise _error(piece, reason)
    whole, *others = (read_piece(piece) for piece in pieces)
    for other in others:
        whole &= other
    return whole


def split_pieces(text: str) -> list[str]:
    """Split a line at blanks and commas, but not within an interval or behind an operator."""
    return _PIECE.findall(_BLANK_BEHIND_OPERATOR.sub("", text))


def looks_like_range(piece: str) -> bool:
    """Whether a piece has a character that is in no tag, but in ranges."""
    return _NOT_IN_TAGS.search(piece) is not None


def read_piece(piece: str) -> VersionRange:
    """Read one piece of `split_pieces`. Raises UsageError as `parse_range` does."""
    if piece[0] in "[(":
        return _read_interval("".join(piece.split()))
    rest = piece.lstrip(_OPERATORS)
    if operator := piece[: len(piece) - len(rest)]:
        return _read_specifier(piece, operator, rest)
    star = _STAR.match(rest)
    if star is None and (release := rest.removesuffix("-*")) != rest:
        return replace(_read_specifier(piece, "==", release), prereleases=True)
    if star is None:
        return _read_specifier(piece, ">=", rest)
    numbers, prereleases = star[1], star[2] is not None
    if numbers is None:
        return VersionRange(piece, prereleases=prereleases)
    return replace(_read_specifier(piece, "==", f"{numbers}.*"), prereleases=prereleases)


def _read_specifier(piece: str, operator: str, rest: str) -> VersionRange:
    # Takes some 20 ms, which neither a start of the screens nor `--help` need spend.
    from packaging.specifiers import InvalidSpecifier, Specifier

    prefix = rest.endswith(".*")
    bound = _read_bound(piece, rest.removesuffix(".*"))
    # A label is read as that of a tag, which may be more than PEP 440 has names for; which operator
    # takes what is up to the library.
    numbers = ".".join(map(str, bound.release))
    try:
        Specifier(f"{operator}{numbers}{'.*' if prefix else ''}")
    except InvalidSpecifier:
        raise _error(piece, _why_invalid(operator, prefix=prefix)) from None
    if prefix and bound.labels:
        raise _error(piece, "a star stands behind release numbers only")
    stretch = _STRETCHES["~=.*" if prefix else operator]
    first, stop = stretch(bound)
    if operator == "!=":
        return VersionRange(piece, excluded=((first, stop),))
    written = (bound.text.lower(),) if operator == "===" else ()
    return VersionRange(piece, first, stop, written=written, prereleases=bound.is_prerelease)


def _why_invalid(operator: str, *, prefix: bool) -> str:
    if operator not in _STRETCHES:
        return "the operators are >= > <= < == != ~= ==="
    if prefix:
        return "a star goes with == and != only"
    return "~= takes two numbers or more, such as ~=3.11"


def _read_interval(text: str) -> VersionRange:
    match = _INTERVAL.match(text)
    if match is None:
        reason = "an interval has two ends and is closed, such as [1.0,2.0)"
        raise _error(text, reason)
    opening, lower, comma, upper, closing = match.groups()
    if not comma:
        if opening + closing != "[]":
            raise _error(text, "a single version stands in square brackets, such as [1.0]")
        lower, upper = lower or upper, lower or upper
        if not lower:
            raise _error(text, "there is nothing in it")
    first, stop, asked = "", AFTER_VERSIONS, False
    if lower:
        bound = _read_bound(text, lower)
        stop, asked = bound.span[opening == "["], bound.is_prerelease
    if upper:
        bound = _read_bound(text, upper)
        first, asked = bound.span[closing == ")"], asked or bound.is_prerelease
    if first >= stop:
        raise _error(text, "there is nothing between its ends")
    return VersionRange(text, first, stop, prereleases=asked)


def _read_bound(piece: str, text: str) -> Version:
    version = read_version(text) if len(text) <= _MAX_BOUND else None
    if version is None:
        wrong = f'"{text}" is no version' if text else "a version is missing"
        raise _error(piece, f"{wrong}, such as 1.2 or 2.0-rc.1")
    if version.variant is not None:
        reason = f'a range is of versions only, without the variant "{version.variant}"'
        raise _error(piece, reason)
    if not text.endswith(version.text):
        raise _error(piece, f'a number is missing at the end of "{text}"')
    return version


def _next(release: tuple[int, ...]) -> Version:
    """The first version behind all that begin with these numbers."""
    numbers = [*release[:-1], release[-1] + 1]
    version = read_version(".".join(map(str, numbers)))
    if version is None:
        raise AssertionError(release)
    return version


# The newest come first, so a lower bound is where the orders stop.
_STRETCHES: dict[str, Callable[[Version], tuple[str, str]]] = {
    ">=": lambda bound: ("", bound.span[1]),
    ">": lambda bound: ("", bound.span[0]),
    "<=": lambda bound: (bound.span[0], AFTER_VERSIONS),
    "<": lambda bound: (bound.span[1], AFTER_VERSIONS),
    "==": lambda bound: bound.span,
    "===": lambda bound: bound.span,
    "!=": lambda bound: bound.span,
    "~=": lambda bound: (_next(bound.release[:-1]).span[1], bound.span[1]),
    "~=.*": lambda bound: (_next(bound.release).span[1], bound.span[1]),
}


def _error(text: str, reason: str) -> UsageError:
    return UsageError(Code.INVALID_RANGE, range=text.strip(), reason=reason)
