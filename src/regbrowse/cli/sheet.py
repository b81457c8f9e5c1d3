"""Text in columns for people: labelled values, headings and tables that fit a width."""

from collections.abc import Iterable, Iterator, Sequence

from regbrowse.domain.printable import cell_width, visible

LABEL = 9
"""Columns for the name of a value: what is left of 80 takes a digest exactly."""


def field(name: str, value: str) -> str:
    """Return a line with a name and its value, which may be as long as it is, to be copied."""
    return f"{name:<{LABEL - 1}} {value}"


def heading(text: str) -> Iterator[str]:
    """Yield an empty line and a heading."""
    yield ""
    yield text.upper()


def table(rows: Iterable[Sequence[str]], width: int, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield rows in columns; `right` are those to be put to the right.

    The last column is cut where the line ends, because it may be a whole script.
    """
    cells = [[visible(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        *first, last = row
        parts = [_padded(cell, widths[n], right=n in right) for n, cell in enumerate(first)]
        begin = "  " + "  ".join(parts) + ("  " if parts else "")
        yield (begin + cut(last, width - cell_width(begin))).rstrip()


def cut(text: str, width: int) -> str:
    """Return as much of a text as fits, with a mark if there is more."""
    if cell_width(text) <= width:
        return text
    kept = ""
    used = 1  # for the mark
    for character in text[:width]:
        used += cell_width(character)
        if used > width:
            break
        kept += character
    return f"{kept}…"


def _padded(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_width(cell))
    return space + cell if right else cell + space
