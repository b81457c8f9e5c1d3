"""Make text from a registry harmless to look at.

A terminal obeys control characters, and bidirectional marks reorder what a person reads, so
both are replaced by something visible. Nothing else is changed.
"""

import re
import unicodedata

_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
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
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
