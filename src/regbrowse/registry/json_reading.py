"""Reading JSON of whatever shape a registry sends: what is not of the right type is none."""

from datetime import UTC, datetime
from typing import Any


def field(document: Any, *path: str) -> Any:
    """Return what is at `path` in JSON objects, None where there is nothing."""
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def names_at(entries: Any, key: str) -> list[str]:
    """Return the texts under `key` of a list of objects; what has none is left out."""
    if not isinstance(entries, list):
        return []
    found = names_of([field(entry, key) for entry in entries])
    return found[0] if found else []


def number(value: Any) -> int | None:
    """Read a count that may come as a number or as digits in a text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value < 2**63 else None
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 19:
        return int(value)
    return None


def moment(value: Any) -> datetime | None:
    """Read a time in RFC 3339; None for what is none, and for the year 1, Go's zero."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        read = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return read if read.year > 1 else None


def names_of(entries: object) -> tuple[list[str], int] | None:
    """Return the names in a list from JSON and how many entries were none; None if it is no list.

    `null` in place of a list is an empty one (distribution, Quay). Line ends cannot be part of a
    name and would break our store, so hostile ones are replaced by their picture.
    """
    if entries is None:
        return [], 0
    if not isinstance(entries, list):
        return None
    names = [
        entry if entry.isascii() and "\n" not in entry else one_line(entry)
        for entry in entries
        if isinstance(entry, str) and entry
    ]
    return names, len(entries) - len(names)


def one_line(name: str) -> str:
    """Return a text that our store can hold as one line, with line ends as their picture."""
    return storable(name.replace("\n", "\u240a") if "\n" in name else name)


def storable(text: str) -> str:
    """Return the text without lone surrogates, which JSON can express and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
