"""The files of a layer, as its archive lists them; nothing in it is believed.

Source: OCI image-spec layer.md, "Whiteouts".
"""

from enum import StrEnum
from typing import NamedTuple

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"


class FileKind(StrEnum):
    """What an entry of an archive is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    CHARACTER_DEVICE = "character-device"
    BLOCK_DEVICE = "block-device"
    FIFO = "fifo"
    REMOVED = "removed"
    """A whiteout: the file of that name in the layers below is gone."""
    REPLACED = "replaced"
    """An opaque whiteout: what the layers below have in that directory is gone."""
    OTHER = "other"


class FileEntry(NamedTuple):
    """An entry of a layer, as it is written there.

    `path` is never followed anywhere. `size` is in bytes, as the archive claims. `mtime` is in
    seconds since 1970. `link` is what a link leads to. Of a whiteout `path` is what is gone. A file
    that `is_sparse` is stored without its holes, so that the bytes are not its own.
    """

    path: str
    kind: FileKind
    size: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    mtime: float = 0.0
    link: str | None = None
    is_sparse: bool = False

    @property
    def is_outside(self) -> bool:
        """Whether the path would lead out of the folder that the layer is unpacked to."""
        return self.path.startswith("/") or ".." in self.path.split("/")

    @property
    def permissions(self) -> str:
        """The mode as `ls` writes it, without the kind: `rwxr-xr-x`."""
        bits = "rwxrwxrwx"
        letters = [bits[n] if self.mode >> (8 - n) & 1 else "-" for n in range(9)]
        for place, bit, letter in ((2, 0o4000, "s"), (5, 0o2000, "s"), (8, 0o1000, "t")):
            if self.mode & bit:
                letters[place] = letter if letters[place] == "x" else letter.upper()
        return "".join(letters)


class FileContent(NamedTuple):
    """A small file out of a layer.

    `entry` is where it was found. `verified` says that the layer was read to its end and has the
    digest that its image names. A large one is read only until the file is there.
    """

    entry: FileEntry
    data: bytes
    layer: str
    verified: bool

    @property
    def text(self) -> str | None:
        """The content as text, None if it is none."""
        return text_of(self.data)


class LayerPart(NamedTuple):
    """What the next piece of a layer brought.

    `received` and `inflated` count the bytes so far, as transferred and unpacked, and `entries` is
    how many there are. `size` is how many bytes there will be, if that is known.
    """

    files: tuple[FileEntry, ...]
    entries: int
    received: int
    inflated: int
    size: int | None = None


def text_of(data: bytes) -> str | None:
    """Return data as text, None if it is none: not UTF-8, or with NUL in it."""
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def clean_path(path: str) -> str:
    """Return a path as it is compared: without `./` in front, or `/` at either end."""
    return "/".join(part for part in path.split("/") if part not in {"", "."})


def whiteout(path: str) -> tuple[FileKind, str] | None:
    """Return what a whiteout does and to which path; None for any other file.

    Other names that begin with `.wh..wh.` are notes of AUFS to itself, and left as they are.
    """
    folder, slash, name = path.rpartition("/")
    if name == _OPAQUE:
        return FileKind.REPLACED, folder or "."
    if not name.startswith(_WHITEOUT) or name.startswith(_WHITEOUT * 2):
        return None
    gone = name.removeprefix(_WHITEOUT)
    return (FileKind.REMOVED, f"{folder}{slash}{gone}") if gone else None
