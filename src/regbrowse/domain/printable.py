"""Make text from a registry harmless to look at.

A terminal obeys control characters, and bidirectional marks reorder what a person reads, so
both are replaced by something visible. Nothing else is changed.
"""

import re
import unicodedata

_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional
    "\u2028\u2029\ud800-\udfff"  # line ends, halves of characters
    # Invisible: what Unicode calls default-ignorable, and the blank letters.
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Return `text` with every control, invisible or reordering character shown, in one line.

    C0 controls become their Unicode pictures (escape becomes ␛), anything else ``<U+202E>``.
    """
    return _SUSPECT.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    return f"<U+{point:04X}>"


def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes: wide characters count two, marks none."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
