"""Names as they are kept: joined by line ends, in UTF-8, with a checksum at the end.

A name never contains a line end. SQLite notices a page of its file that lost its structure, but not
one whose content was overwritten, and names that are wrong are worse than none.
"""

import zlib
from collections.abc import Iterable, Sequence

from regbrowse.catalog.database import DamagedError

_CHECKSUM_BYTES = 4


def pack(names: Iterable[str]) -> bytes:
    """Join names into one block."""
    data = "\n".join(names).encode("utf-8")
    return data + _checksum(data)


def unpack_text(block: object) -> str:
    """Return a block as text. Raises DamagedError if it is not what was packed."""
    if not isinstance(block, bytes):
        raise DamagedError
    data = block[:-_CHECKSUM_BYTES]
    if _checksum(data) != block[-_CHECKSUM_BYTES:]:
        raise DamagedError
    return data.decode("utf-8")


def unpack(block: object) -> list[str]:
    """Return the names of a block."""
    return split(unpack_text(block))


def split(text: str) -> list[str]:
    """Return the names of a block of text; an empty block has none."""
    return text.split("\n") if text else []


def cut(names: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    """Cut a list into pieces of `size`."""
    return (names[start : start + size] for start in range(0, len(names), size))


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "big")
