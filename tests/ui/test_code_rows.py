"""JSON line by line, and long texts in rows."""

import json
import time

import pytest

from regbrowse.domain.printable import cell_width
from regbrowse.ui.screens.code_rows import CodeRows, json_lines
from regbrowse.ui.screens.image_rows import bar
from regbrowse.ui.screens.sheet_rows import Entry, SheetRows
from regbrowse.ui.wrapping import wrapped


def lines_of(text: str) -> list[str]:
    return [line.text for line in json_lines(text.encode())]


@pytest.mark.parametrize(
    "document",
    [{}, [], {"a": {}}, {"a": [1, 2.5, True, None], "b": {"c": "d: {,}\\"}}, [[[]], "x"], "text"],
)
def test_json_reads_like_what_python_writes(document: object) -> None:
    assert "\n".join(lines_of(json.dumps(document))) == json.dumps(document, indent=2)


def test_doubles_and_forms_of_numbers_stay_as_they_were_sent() -> None:
    assert lines_of('{"a":1e3,"a":1.0}') == ["{", '  "a": 1e3,', '  "a": 1.0', "}"]


def test_what_is_no_json_is_shown_nevertheless() -> None:
    assert lines_of("<html>[oops}, and more") == ["<html>[", "  oops", "},", "andmore"]
    assert "\x1b" not in "".join(lines_of('{"a": "\x1b[31m", \x9b2J}'))


def test_keys_texts_and_numbers_are_painted() -> None:
    line = json_lines(b'{"key": "text"}')[1]
    assert [(line.text[begin:end], tone) for begin, end, tone in line.paint] == [
        ('"key"', "key"),
        ('"text"', "good"),
    ]


def test_a_long_line_takes_several_rows_with_its_paint() -> None:
    rows = CodeRows(json_lines(json.dumps({"k": "x" * 100}).encode()), 43)
    texts = [rows.cells(row)[0].text for row in range(len(rows))]
    assert [len(text) for text in texts] == [1, 40, 40, 29, 1]
    assert "".join(texts) == '{  "k": "' + "x" * 100 + '"}'


def test_many_lines_are_bounded() -> None:
    lines = json_lines(json.dumps(list(range(100_000))).encode())
    assert len(lines) == 20_001
    assert lines[-1].text.endswith("characters more are not shown")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("two words", ["two words"]),
        ("the room ends at a space", ["the room", "ends at a", "space"]),
        ("nospaceatall", ["nospaceata", "ll"]),
        ("a\nb\r\nc", ["a", "b", "c"]),
        ("\x1b[0m", ["␛[0m"]),
    ],
)
def test_text_is_wrapped_at_spaces_and_at_its_own_ends(text: str, rows: list[str]) -> None:
    assert wrapped(text, 10) == rows


def test_wide_characters_take_two_cells() -> None:
    rows = wrapped("漢字" * 20, 11)
    assert {cell_width(row) for row in rows[:-1]} == {10}
    assert "".join(rows) == "漢字" * 20


def test_quotes_without_end_take_no_time() -> None:
    before = time.process_time()
    assert len(json_lines(b'"' * 1_000_000)) < 1000
    assert time.process_time() - before < 10


def test_a_megabyte_is_cut_and_says_so() -> None:
    rows = wrapped("word " * 200_000, 40)
    assert len(rows) == 61
    assert rows[-1] == "… 1,000,000 characters in all"


def test_entries_are_bounded_and_counted() -> None:
    rows = SheetRows((Entry(f"name {n}", "x") for n in range(5100)), 80)
    assert (len(rows), rows.total) == (5001, 5100)
    assert rows.cells(5000)[1].text == "100 more are not shown"


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [(None, 10, ""), (0, 10, ""), (1, 10**9, "▏"), (5, 10, "█████"), (10, 10, "█" * 10)],
)
def test_bars(part: int | None, whole: int, drawn: str) -> None:
    assert bar(part, whole) == drawn
