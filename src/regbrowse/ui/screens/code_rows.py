"""JSON as rows: as it was sent, but with a line for each member, and painted."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from regbrowse.domain.printable import visible
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import Cell, Column
from regbrowse.ui.widgets.painted_list import Paint, PaintedCell
from regbrowse.ui.wrapping import pieces

_TOKEN = re.compile(
    r'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")|(?P<sign>[{}\[\],:])|(?P<word>[^\s{}\[\],:"]+)|(?P<odd>")',
    re.DOTALL,
)
_MOST_LINES = 20_000
_MOST_INDENT = 40
_MOST_CHARACTERS = 4000
"""Characters of one token: the registry may send megabytes as one text."""

_GUTTER = 3
"""Cells of a list that are not for columns: the cursor, and a scroll bar."""


class CodeLine(NamedTuple):
    """A harmless line and its painted parts."""

    text: str
    paint: tuple[Paint, ...] = ()


def json_lines(data: bytes) -> list[CodeLine]:
    """Return a JSON document line by line, with its own order, doubles and forms of numbers.

    Only spaces between tokens are changed. What is no JSON comes out as the tokens that are in it.
    At most 20,000 lines are made; the last one says if there is more. It takes up to a second for
    4 MiB, so call it in a thread.
    """
    text = data.decode("utf-8", "replace")
    writer = _Writer()
    for match in _TOKEN.finditer(text):
        writer.take(match.lastgroup or "", match[0])
        if len(writer.lines) >= _MOST_LINES:
            rest = f"… {len(text) - match.end():,} characters more are not shown"
            return [*writer.lines, CodeLine(rest, ((0, len(rest), "warn"),))]
    writer.end()
    return writer.lines


def title_line(text: str) -> CodeLine:
    """Return a line that says what comes below it."""
    shown = visible(text)
    return CodeLine(shown, ((0, len(shown), "strong"),))


class CodeRows:
    """Lines as rows of a list that is `width` cells wide, those that fit a filter."""

    columns: Sequence[Column] = (Column("", 8, grow=1),)

    def __init__(self, lines: Iterable[CodeLine], width: int, query: str = "") -> None:
        words = query.casefold().split()
        self._query = query
        self._rows: list[tuple[CodeLine, int, int]] = []
        self.total = 0
        room = max(8, width - _GUTTER)
        for line in lines:
            if words and not all(word in line.text.casefold() for word in words):
                continue
            self.total += 1
            if line.text.isascii() and len(line.text) <= room:
                self._rows.append((line, 0, len(line.text)))
            else:
                self._rows += [(line, *piece) for piece in pieces(line.text, room)]

    def __len__(self) -> int:
        return len(self._rows)

    def opens(self, row: int) -> None:
        """Enter leads nowhere."""

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cell of a line."""
        line, begin, end = self._rows[row]
        text = line.text[begin:end]
        paint = [
            (max(start, begin) - begin, min(stop, end) - begin, tone)
            for start, stop, tone in line.paint
            if stop > begin and start < end
        ]
        return (PaintedCell(text, "", match_spans(text, self._query), paint),)


class _Writer:
    """Puts tokens into lines. A text is held until it is known whether it is a key."""

    def __init__(self) -> None:
        self.lines: list[CodeLine] = []
        self._text = ""
        self._paint: list[Paint] = []
        self._depth = 0
        self._opened = False
        self._held: str | None = None

    def take(self, kind: str, said: str) -> None:
        if self._held is not None:
            self._add(self._held, "key" if said == ":" else "good")
            self._held = None
        if said in {"}", "]"}:
            self._depth = max(0, self._depth - 1)
            if not self._opened:
                self._break()
            self._opened = False
            self._add(said)
            return
        if self._opened:
            self._break()
            self._opened = False
        if kind == "text":
            self._held = said
        elif kind == "word":
            self._add(said, "number")
        elif said in {"{", "["}:
            self._add(said)
            self._depth += 1
            self._opened = True
        elif said == ",":
            self._add(said)
            self._break()
        else:
            self._add(": " if said == ":" else said)

    def end(self) -> None:
        if self._held is not None:
            self._add(self._held, "good")
        self._break()

    def _add(self, token: str, tone: str = "") -> None:
        if len(self._text) > _MOST_CHARACTERS:
            self._break()  # only what is no JSON has lines like that
        if not self._text:
            self._text = " " * min(_MOST_INDENT, 2 * self._depth)
        if len(token) > _MOST_CHARACTERS:
            token = f"{token[:_MOST_CHARACTERS]}… ({len(token):,} characters)"
        shown = token if token.isascii() and token.isprintable() else visible(token)
        begin = len(self._text)
        self._text += shown
        if tone:
            self._paint.append((begin, len(self._text), tone))

    def _break(self) -> None:
        if self._text:
            self.lines.append(CodeLine(self._text, tuple(self._paint)))
        self._text = ""
        self._paint = []
