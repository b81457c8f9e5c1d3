"""Stars in the place of secrets, in whatever form a server says them back."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

STARS: Final = "***"

_SHORTEST = 4
"""Characters; whoever has a shorter secret would see stars in every second word."""

_SHORTEST_BEGINNING = 8
"""Characters of a secret that was cut off; fewer say little, and may be a word by chance."""

_TOKEN_LENGTH = 40
"""From this length on nobody typed it, so its beginning is no word of the language."""

_TOKEN_BEGINNING = 16
_CUT = re.compile(r"\Z|\.\.|…")
"""What follows a beginning where the rest was cut off."""

_MOST = 100
"""Secrets that are remembered. Tokens come and go; a login is used again and again, and so kept."""

_PLAIN = re.compile(r"[A-Za-z0-9._~-]")
"""Characters that no encoding changes (RFC 3986, 2.3)."""


class Veil:
    """Knows what is secret, and takes it out of texts.

    A text is to be veiled before it is cut, for half a secret is one, too.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._patterns: dict[str, re.Pattern[str] | None] = {}
        self.keep(*secrets)

    def keep(self, *secrets: str) -> None:
        """Let these never be shown; what has less than four characters cannot be kept."""
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                self._patterns[secret] = self._patterns.pop(secret, None)
        for oldest in list(self._patterns)[:-_MOST]:
            del self._patterns[oldest]

    def over(self, text: str) -> str:
        """Return `text` with stars for every secret, also for one that is encoded or cut off."""
        # Longest first, so that of two that begin alike none is left in part.
        for secret in sorted(self._patterns, key=len, reverse=True):
            text = self._pattern(secret).sub(STARS, text)
            text = _without_beginnings(text, secret)
        return text

    def _pattern(self, secret: str) -> re.Pattern[str]:
        """Made when it is needed only: most tokens are never said back."""
        pattern = self._patterns[secret] or re.compile("".join(_parts(secret)))
        self._patterns[secret] = pattern
        return pattern


def _parts(secret: str) -> Iterator[str]:
    """Yield the pattern of each character. Spaces in a row may be told as fewer or as more.

    Never without a bound: whoever knows the secret could make the search take for ever.
    """
    for part in re.findall(r"\s+|\S", secret):
        if part.isspace():
            spellings = {_forms(char) for char in part} | {r"\s", r"\+"}
            yield f"(?:{'|'.join(sorted(spellings))}){{1,{len(part) + 16}}}"
        else:
            yield _forms(part)


def _forms(char: str) -> str:
    """The ways in which a character may be written, as a part of a pattern."""
    if _PLAIN.fullmatch(char):
        return re.escape(char)
    # The long ones first: in `&amp;` the first character is one, too.
    spellings = sorted(set(_spellings(char)), key=len, reverse=True)
    return f"(?:{'|'.join(spellings)})"


def _spellings(char: str) -> Iterator[str]:
    raw = char.encode("utf-8", "surrogateescape")
    yield re.escape(char)
    yield "(?i:" + "".join(f"%{byte:02x}" for byte in raw) + ")"
    yield f"(?i:&#0*{ord(char)};|&#x0*{ord(char):x};)"
    yield re.escape(html.escape(char))
    yield re.escape(json.dumps(char)[1:-1])
    yield rf"(?i:\\u{ord(char):04x}|\\x{ord(char):02x})"
    yield rf"\\{re.escape(char)}"
    yield re.escape(raw.decode("latin-1"))
    yield re.escape(raw.decode("utf-8", "replace"))


def _without_beginnings(text: str, secret: str) -> str:
    """Put stars in the place of the beginning of a secret where somebody cut off the rest."""
    if len(secret) <= _SHORTEST_BEGINNING:
        return text
    forms = (secret, quote(secret, safe="", errors="surrogateescape"), html.escape(secret))
    starts = re.compile(
        "|".join(re.escape(form[:_SHORTEST_BEGINNING]) for form in dict.fromkeys(forms))
    )
    enough = _TOKEN_BEGINNING if len(secret) >= _TOKEN_LENGTH else len(secret)
    done, at = [], 0
    while (found := starts.search(text, at)) is not None:
        end = found.start() + max(_shared(text, found.start(), form) for form in forms)
        hidden = end - found.start() >= enough or _CUT.match(text, end)
        done.append(text[at : found.start()] + (STARS if hidden else text[found.start() : end]))
        at = end
    return "".join([*done, text[at:]])


def _shared(text: str, at: int, secret: str) -> int:
    """How many characters `secret` and the text from `at` on have in common."""
    pairs = zip(secret, text[at : at + len(secret)], strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(secret), len(text) - at))
