"""Where the cursor of a catalog goes when the rows are found anew: it stays on its name."""

from collections.abc import Sequence

from regbrowse.domain.catalog import Match, Namespace

Rows = Sequence[Match] | Sequence[Namespace]

_LOOKED_AT = 2000
"""Rows before and behind the cursor in which its name is looked for: some milliseconds."""


def row_of(before: Rows, cursor: int, rows: Rows) -> int:
    """Return where the row under the cursor is among new rows; where it was, if it is gone.

    It is not far from where it was, as rows come in by pages. At the top the cursor stays at the
    top, where the best hit is.
    """
    if not 0 < cursor < len(before):
        return cursor
    name = _name(before[cursor])
    for distance in range(_LOOKED_AT):
        for row in {cursor + distance, cursor - distance}:
            if 0 <= row < len(rows) and _name(rows[row]) == name:
                return row
    return cursor


def _name(row: Match | Namespace) -> tuple[str, str]:
    return (row.feed, row.repository) if isinstance(row, Match) else ("", row.name)
