"""Read JSON that nobody has checked: whatever is not as it should be is left out."""

import json
from collections.abc import Mapping
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer

MAX_DEPTH = 64
"""Levels of lists and objects; real manifests and configs have up to ten."""

Document = Mapping[str, Any]


def parse_document(data: bytes) -> dict[str, Any]:
    """Parse a JSON object. Raises BadAnswer with `manifest-invalid` and the reason."""
    try:
        document = json.loads(data)
    except RecursionError:
        raise unreadable("it is nested too deeply") from None
    except ValueError:
        raise unreadable("it is not JSON") from None
    if not isinstance(document, dict):
        raise unreadable("it is no JSON object")
    if _depth(document) > MAX_DEPTH:
        raise unreadable("it is nested too deeply")
    return document


def unreadable(reason: str) -> BadAnswer:
    """Make the error for a manifest or config that is none."""
    return BadAnswer(Code.MANIFEST_INVALID, reason=reason)


def _depth(document: object) -> int:
    """How many levels there are. Stops counting when they are too many."""
    level: list[object] = [document]
    depth = 0
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            item
            for container in level
            for item in (container.values() if isinstance(container, dict) else container)  # type: ignore[attr-defined]
            if isinstance(item, dict | list)
        ]
    return depth


def object_at(document: Document, key: str) -> dict[str, Any]:
    """Return the object under `key`, an empty one if there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def list_at(document: Document, key: str) -> list[Any]:
    """Return the list under `key`, an empty one if there is none."""
    value = document.get(key)
    return value if isinstance(value, list) else []


def text_at(document: Document, key: str) -> str | None:
    """Return the text under `key`; None for an empty one, too."""
    value = document.get(key)
    return value if isinstance(value, str) and value else None


def size_at(document: Document, key: str) -> int | None:
    """Return the number of bytes under `key`; None for what cannot be one."""
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def texts_at(document: Document, key: str) -> tuple[str, ...]:
    """Return the texts of the list under `key`.

    A single text stands for a list of one: old versions of docker wrote entrypoints like that.
    """
    value = document.get(key)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in list_at(document, key) if isinstance(item, str))


def pairs_at(document: Document, key: str) -> dict[str, str]:
    """Return the texts of the object under `key`, such as labels and annotations."""
    pairs = object_at(document, key)
    return {name: value for name, value in pairs.items() if isinstance(value, str)}


def keys_at(document: Document, key: str) -> tuple[str, ...]:
    """Return the sorted keys of an object that is used as a set, such as ExposedPorts."""
    value = document.get(key)
    if isinstance(value, list):
        return texts_at(document, key)
    return tuple(sorted(object_at(document, key)))
