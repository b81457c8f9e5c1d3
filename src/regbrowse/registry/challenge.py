"""Read `WWW-Authenticate`: what a registry wants before it answers.

Grammar: RFC 9110, 11.6.1. Several challenges may share one header line, so a comma followed by a
token is a parameter if `=` follows, else a new challenge. Tolerated because servers send it:
unquoted values that are no tokens (zot's `realm=https://...`) and lower-case schemes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Possessive quantifiers, because a hostile header of 100 kB must not cost quadratic time.
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_SEPARATORS = re.compile(r"[\s,]*+")
_JUNK = re.compile(r"[^\s,]++")
_SCHEME = re.compile(rf"({_WORD})(?=[\s,]|$)")
_BLOB = re.compile(r"\s++(?!(?i:realm|service|scope)\s*+=)([A-Za-z0-9._~+/-]++=*+)\s*+(?=,|$)")
"""A blob may end in `=`, and so may a parameter that somebody left empty."""
_PARAMETER = re.compile(
    rf'[\s,]*+({_WORD})\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s,"]*+))', re.DOTALL
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: a lower-case scheme with parameters (lower-case keys), or with one blob."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    blob: str | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that are asked for: one parameter may hold several, separated by spaces."""
        return tuple(self.parameters.get("scope", "").split())


def parse_challenges(lines: Iterable[str]) -> tuple[Challenge, ...]:
    """Read all challenges of all header lines, in the order in which the server sent them.

    What cannot be understood is skipped: the rest of a line may still hold a usable challenge.
    """
    return tuple(challenge for line in lines for challenge in _parse_line(line))


def _parse_line(line: str) -> Iterable[Challenge]:
    at = _end(_SEPARATORS, line, 0)
    while at < len(line):
        scheme = _SCHEME.match(line, at)
        if scheme is None:
            at = _end(_SEPARATORS, line, _end(_JUNK, line, at))
            continue
        at = scheme.end()
        blob = _BLOB.match(line, at)
        if blob is not None:
            at = _end(_SEPARATORS, line, blob.end())
            yield Challenge(scheme[1].lower(), {}, blob[1])
            continue
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(line, at):
            quoted, bare = parameter[2], parameter[3]
            value = _ESCAPE.sub(r"\1", quoted) if quoted is not None else bare
            parameters.setdefault(parameter[1].lower(), value)
            at = parameter.end()
        at = _end(_SEPARATORS, line, at)
        yield Challenge(scheme[1].lower(), parameters)


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at
