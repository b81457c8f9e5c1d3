"""Nothing that a terminal obeys, and nothing that hides or reorders text, stays as it is."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.printable import cell_width, visible

CHARACTERS = [chr(point) for point in range(sys.maxunicode + 1)]
BIDIRECTIONAL = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
"""Signs of Arabic and Syriac that are drawn, although Unicode calls them formats."""
BLANK_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u034f"


def suspects() -> list[str]:
    return [
        character
        for character in CHARACTERS
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character) in BIDIRECTIONAL
        or (
            unicodedata.category(character) == "Cf"
            and character not in VISIBLE_FORMATS
            and ord(character) not in range(0x110BD, 0x13500)  # Kaithi, hieroglyphs: drawn
        )
    ]


def test_every_control_and_every_mark_is_shown() -> None:
    wrong = [character for character in suspects() if visible(character) == character]
    assert wrong == []


@pytest.mark.parametrize("character", [*BLANK_LETTERS, "\ufe0f", "\U000e0041", "\u00ad", "\u180e"])
def test_what_cannot_be_seen_is_shown(character: str) -> None:
    assert visible(f"a{character}b") == f"a<U+{ord(character):04X}>b"


def test_what_is_shown_is_harmless() -> None:
    shown = visible("".join(CHARACTERS))
    assert not set(shown) & set(suspects())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\nb\r\tc\0", "a␊b␍␉c␀"),
        ("\x7f\x9b31m", "␡<U+009B>31m"),
        ("evil\u202egnp.exe", "evil<U+202E>gnp.exe"),
        ("\ud800", "<U+D800>"),
        ("plain äöü 漢字 🙂", "plain äöü 漢字 🙂"),
        ("", ""),
    ],
)
def test_how_it_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_it_is_one_line_that_can_be_written(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("漢字", 4),
        ("e\u0301", 1),
        ("a\u20dd", 1),
        ("␛", 1),
        ("क\u0902", 1),
        ("🙂", 2),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cell_width(text) == width
