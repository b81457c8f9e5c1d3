"""Long text in rows: a list draws one line for each row, so what is longer takes several."""

from collections.abc import Iterator

from regbrowse.domain.printable import cell_width, visible

_MOST_ROWS = 60
"""Rows for one text. A registry may send megabytes as one label."""


def wrapped(text: str, width: int) -> list[str]:
    """Return a text from a registry as harmless lines of up to `width` cells, at least one.

    Lines end where the text has its own ends, else at a space, else where the room ends. What is
    longer than 60 lines is cut, with a last line that says so.
    """
    width = max(8, width)
    looked_at = text[: _MOST_ROWS * width]
    rows: list[str] = []
    for line in looked_at.splitlines() or [""]:
        rows += _broken(visible(line), width)
        if len(rows) > _MOST_ROWS:
            break
    if len(rows) > _MOST_ROWS or len(looked_at) < len(text):
        return [*rows[:_MOST_ROWS], f"… {len(text):,} characters in all"]
    return rows


def pieces(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the parts of a harmless text that take `width` cells each."""
    at = 0
    while at < len(text):
        end = _room(text, at, max(8, width))
        yield at, end
        at = end


def _broken(line: str, width: int) -> Iterator[str]:
    at = 0
    while True:
        end = _room(line, at, width)
        if end >= len(line):
            yield line[at:]
            return
        space = line.rfind(" ", at + width // 2, end + 1)
        if space > at:
            yield line[at:space]
            at = space + 1
        else:
            yield line[at:end]
            at = end


def _room(text: str, at: int, width: int) -> int:
    """Where the part ends that begins at `at` and takes up to `width` cells."""
    part = text[at : at + width]
    if part.isascii():
        return at + len(part)
    used = 0
    for number, character in enumerate(part):
        used += cell_width(character)
        if used > width:
            return at + max(1, number)
    return at + len(part)
