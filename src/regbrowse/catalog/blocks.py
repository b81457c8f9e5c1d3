"""Names as they are kept: joined by line ends, in UTF-8. A name never contains a line end."""

from collections.abc import Iterable, Sequence

from regbrowse.catalog.database import DamagedError


def pack(names: Iterable[str]) -> bytes:
    """Join names into one block."""
    return "\n".join(names).encode("utf-8")


def unpack_text(block: object) -> str:
    """Return a block as text. Raises DamagedError if it is none."""
    if not isinstance(block, bytes):
        raise DamagedError
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DamagedError from error


def unpack(block: object) -> list[str]:
    """Return the names of a block."""
    return split(unpack_text(block))


def split(text: str) -> list[str]:
    """Return the names of a block of text; an empty block has none."""
    return text.split("\n") if text else []


def cut(names: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    """Cut a list into pieces of `size`."""
    return (names[start : start + size] for start in range(0, len(names), size))
