"""The text of a feeds file, changed statement by statement: all else stays as a person wrote it.

A feed may be written as a table (`[feeds.prod]`), with dotted keys (`prod.url = ...`) or as an
inline table (`prod = { url = ... }`). The text is cut into statements by asking `tomllib` how many
lines one takes, so nothing of TOML's grammar is known here but keys and comments.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Keys = tuple[str, ...]
Setting = str | bool

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*(?P<key>{_KEY})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*(?P<key>{_KEY})[ \t]*=[ \t]*(?P<value>.*)", re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ROOT = "feeds"


@dataclass(frozen=True, slots=True)
class Statement:
    """A table header, an entry, or a line without either.

    `path` is the whole path of what it sets, empty if it sets nothing; `table` is the path of the
    header above it. `line` counts from 1.
    """

    text: str
    line: int
    path: Keys = ()
    table: Keys = ()
    is_header: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line."""
        return not self.text.strip()

    def is_of(self, name: str) -> bool:
        """Whether it is a part of a feed."""
        return self.path[:2] == (_ROOT, name)


class FeedsText:
    """A text that `tomllib` can read, to be changed. Names and settings are taken as they are.

    What cannot be changed here, since it is written in yet another way, is left as it is: who
    changes a file reads the result before keeping it.
    """

    def __init__(self, text: str) -> None:
        self._statements = list(_statements(text))
        self._eol = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"

    def __str__(self) -> str:
        return "".join(statement.text for statement in self._statements)

    def line_of(self, *path: str) -> int:
        """Return the line of the first statement at `path`, or above it if there is none."""
        for length in range(len(path), 0, -1):
            for statement in self._statements:
                if statement.path[:length] == path[:length]:
                    return statement.line
        return 1

    def add(self, name: str, settings: Mapping[str, Setting]) -> None:
        """Add a feed at the end, as a table."""
        self._end_last_line()
        blank = "" if not self._statements or self._statements[-1].is_blank else self._eol
        self._append(f"{blank}[{_dotted(_ROOT, name)}]{self._eol}", (_ROOT, name))
        self.change(name, settings)

    def remove(self, name: str) -> None:
        """Remove a feed; comments go only from between its own lines."""
        kept: list[Statement] = []
        inside: list[Statement] | None = None
        for statement in self._statements:
            if statement.is_of(name):
                inside = []
            elif inside is not None and not statement.path:
                inside.append(statement)  # kept, unless more of the feed follows
            else:
                kept += [*_after_gap(kept, inside), statement]
                inside = None
        self._statements = kept + _after_gap(kept, inside)

    def rename(self, old: str, new: str) -> None:
        """Give a feed another name in its place."""
        self._statements = [
            _renamed(statement, new) if statement.is_of(old) else statement
            for statement in self._statements
        ]

    def change(self, name: str, changes: Mapping[str, Setting | None]) -> None:
        """Set settings of a feed, those with None not."""
        for key, value in changes.items():
            self._set(name, key, value)

    def _set(self, name: str, key: str, value: Setting | None) -> None:
        places = [i for i, statement in enumerate(self._statements) if statement.is_of(name)]
        if not places:
            return
        last = self._statements[places[-1]]
        if last.path == (_ROOT, name) and not last.is_header:
            self._statements[places[-1]] = _with_inline(last, key, value)
            return
        for place in places:
            if self._statements[place].path == (_ROOT, name, key):
                if value is None:
                    del self._statements[place]
                else:
                    self._statements[place] = _with_value(self._statements[place], _toml(value))
                return
        if value is not None:
            self._insert(places[-1], name, key, value)

    def _insert(self, after: int, name: str, key: str, value: Setting) -> None:
        """Put a new entry behind the last of a feed: what follows is mostly about the next feed."""
        if after == len(self._statements) - 1:
            self._end_last_line()
        last = self._statements[after]
        table = last.path if last.is_header else last.table
        indent = last.text[: len(last.text) - len(last.text.lstrip(" \t"))]
        path = (_ROOT, name, key)
        text = f"{indent}{_dotted(*path[len(table) :])} = {_toml(value)}{self._eol}"
        self._statements.insert(after + 1, Statement(text, last.line, path, table))

    def _end_last_line(self) -> None:
        if self._statements and not self._statements[-1].text.endswith("\n"):
            last = self._statements[-1]
            self._statements[-1] = replace(last, text=last.text + self._eol)

    def _append(self, text: str, path: Keys) -> None:
        line = self._statements[-1].line + 1 if self._statements else 1
        self._statements.append(Statement(text, line, path, path, is_header=True))


def _statements(text: str) -> Iterator[Statement]:
    table: Keys = ()
    piece, begin = "", 1
    for number, line in enumerate(_LINE.findall(text), 1):
        piece += line
        try:
            tomllib.loads(piece)
        except tomllib.TOMLDecodeError:
            continue  # it takes more lines
        if header := _HEADER.match(piece):
            table = _path(header["key"])
            yield Statement(piece, begin, table, table, is_header=True)
        elif entry := _ENTRY.match(piece):
            yield Statement(piece, begin, table + _path(entry["key"]), table)
        else:
            yield Statement(piece, begin)
        piece, begin = "", number + 1
    if piece:
        yield Statement(piece, begin)


def _path(key: str) -> Keys:
    found: Any = tomllib.loads(f"{key} = 0")
    path: list[str] = []
    while isinstance(found, dict):
        [(part, found)] = found.items()
        path.append(part)
    return tuple(path)


def _renamed(statement: Statement, new: str) -> Statement:
    path = (_ROOT, new, *statement.path[2:])
    if statement.is_header:
        return _with_key(statement, _HEADER, path, path)
    if len(statement.table) >= 2:  # the name is in the header above
        return statement
    return _with_key(statement, _ENTRY, path, path[len(statement.table) :])


def _with_key(
    statement: Statement, form: re.Pattern[str], path: Keys, key: Sequence[str]
) -> Statement:
    match = form.match(statement.text)
    if match is None:
        raise AssertionError(statement)
    start, end = match.span("key")
    text = statement.text[:start] + _dotted(*key) + statement.text[end:]
    return replace(statement, text=text, path=path)


def _with_value(statement: Statement, value: str) -> Statement:
    start, end = _value_span(statement)
    text = statement.text
    return replace(statement, text=text[:start] + value + text[end:])


def _with_inline(statement: Statement, key: str, value: Setting | None) -> Statement:
    start, end = _value_span(statement)
    settings: dict[str, Setting] = tomllib.loads(f"x = {statement.text[start:end]}")["x"]
    if value is None:
        settings.pop(key, None)
    else:
        settings[key] = value
    entries = ", ".join(f"{_dotted(name)} = {_toml(each)}" for name, each in settings.items())
    return _with_value(statement, f"{{ {entries} }}")


def _value_span(statement: Statement) -> tuple[int, int]:
    """Find the value of an entry: it ends at the first `#` before which it is a whole one."""
    match = _ENTRY.match(statement.text)
    if match is None:
        raise AssertionError(statement)
    start, text = match.start("value"), statement.text
    for end in (*(match.start() for match in re.finditer("#", text)), len(text)):
        value = text[start:end].rstrip()
        try:
            tomllib.loads(f"x = {value}")
        except tomllib.TOMLDecodeError:
            continue
        return start, start + len(value)
    raise AssertionError(statement)


def _after_gap(before: Sequence[Statement], after: Sequence[Statement] | None) -> list[Statement]:
    """Return what follows a feed that was removed, with one blank line for two."""
    rest = list(after or ())
    if rest and rest[0].is_blank and (not before or before[-1].is_blank):
        del rest[0]
    return rest


def _dotted(*parts: str) -> str:
    return ".".join(part if _BARE.match(part) else _toml(part) for part in parts)


def _toml(value: Setting) -> str:
    """Write a value; JSON's strings are TOML's, but for the one control that JSON leaves alone."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
