"""Nothing is forgotten: every code of a check and every row of the protocol sheet has its test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from regbrowse.domain.codes import Code, Step

FOLDER = Path(__file__).parent

NOT_OF_A_CHECK = {
    Code.PLATFORM_NOT_FOUND: "a check asks for no platform",
    Code.INDEX_LIMIT: "a check follows no index",
    Code.LAYER_UNREADABLE: "a check reads no layer",
    Code.LAYER_LIMIT: "a check reads no layer",
    Code.FILE_NOT_FOUND: "a check reads no layer",
    Code.FILE_NOT_SHOWN: "a check reads no layer",
}
"""Codes that have a step and that only other commands come to."""

ROWS = range(1, 96)

OTHERWISE = {
    87: "regbrowse waits for a connection of its own before the time of a request begins",
}
"""Rows that have no test here, and why."""

_ROW_NAME = re.compile(r"_rows?_(\d+(?:_(?:\d+|and|to))*)(?:_|\Z)")
_ROW_ID = re.compile(r"(\d+)(?:-|\Z)")


def trees() -> Iterator[ast.Module]:
    for path in sorted(FOLDER.glob("test_*.py")):
        if path.name != Path(__file__).name:
            yield ast.parse(path.read_text("utf-8"))


def rows_of_name(name: str) -> Iterator[int]:
    """`test_rows_7_and_9_to_11_x` is 7, 9, 10 and 11."""
    match = _ROW_NAME.search(name)
    words = match[1].split("_") if match else []
    for number, word in enumerate(words):
        if word == "to":
            yield from range(int(words[number - 1]), int(words[number + 1]))
        elif word.isdecimal():
            yield int(word)


def rows_of_ids(node: ast.keyword) -> Iterator[int]:
    """`id="39"` and `ids=["64-list", "94-depth"]` are 39, 64 and 94."""
    if node.arg in {"id", "ids"}:
        for each in ast.walk(node.value):
            if isinstance(each, ast.Constant) and (match := _ROW_ID.match(str(each.value))):
                yield int(match[1])


def proved_rows() -> set[int]:
    found: set[int] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.update(rows_of_name(node.name))
            elif isinstance(node, ast.keyword):
                found.update(rows_of_ids(node))
    return found


def proved_codes() -> set[str]:
    return {
        node.attr
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Code"
    }


def test_every_code_of_a_check_is_reached() -> None:
    codes = {code for code in Code if code.step is not Step.USAGE}
    missing = {code for code in codes if code.name not in proved_codes()}
    assert missing == set(NOT_OF_A_CHECK)


def test_every_row_of_the_sheet_is_reproduced() -> None:
    assert set(ROWS) - proved_rows() == set(OTHERWISE)


def test_names_are_read_as_they_are_meant() -> None:
    assert set(rows_of_name("test_rows_7_and_9_to_11_x")) == {7, 9, 10, 11}
    assert list(rows_of_name("test_row_2_a")) == [2]
    assert list(rows_of_name("test_the_row")) == []
