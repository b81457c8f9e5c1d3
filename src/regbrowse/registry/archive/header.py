"""The headers of a tar archive: ustar, GNU and pax. Numbers and names are only claims."""

from dataclasses import dataclass, replace

from regbrowse.domain.image.files import FileEntry, FileKind, whiteout

BLOCK = 512
_MAX_NUMBER = 2**63
_MAX_PATH = 4096
"""Characters of a path that are kept, as many as Linux takes."""

_KINDS = {
    b"0": FileKind.FILE,
    b"\0": FileKind.FILE,
    b"7": FileKind.FILE,
    b"S": FileKind.FILE,
    b"1": FileKind.HARDLINK,
    b"2": FileKind.SYMLINK,
    b"3": FileKind.CHARACTER_DEVICE,
    b"4": FileKind.BLOCK_DEVICE,
    b"5": FileKind.DIRECTORY,
    b"6": FileKind.FIFO,
}
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})
"""Links, devices, folders and pipes; old tars claim a size for some of them all the same."""

_SPARSE = "GNU.sparse."
_SPARSE_REAL_SIZE = ("GNU.sparse.realsize", "GNU.sparse.size")


@dataclass(frozen=True, slots=True)
class Header:
    """A header block. `size` is that of what follows it, `stored` what is to be skipped then."""

    name: str
    type: bytes
    size: int
    mode: int
    uid: int
    gid: int
    mtime: int
    link: str
    sparse_extended: bool = False
    real_size: int | None = None
    stored: int = 0

    def with_stored(self, stored: int) -> "Header":
        """Return the same with the number of bytes that follow its map."""
        return replace(self, stored=stored)


def read_header(block: bytes) -> Header:
    """Read a header. Raises ValueError if its checksum or a number is wrong."""
    _check_sum(block)
    is_gnu = block[257:265] == b"ustar  \0"
    name = text_of(block[:100])
    if block[257:263] == b"ustar\0" and (prefix := text_of(block[345:500])):
        name = f"{prefix}/{name}"
    kind = block[156:157]
    sparse = is_gnu and kind == b"S"
    return Header(
        name,
        kind,
        _number(block[124:136]),
        _number(block[100:108]),
        _number(block[108:116]),
        _number(block[116:124]),
        _number(block[136:148]),
        text_of(block[157:257]),
        sparse and block[482] != 0,
        _number(block[483:495]) if sparse else None,
    )


def entry_of(header: Header, extended: dict[str, str]) -> tuple[FileEntry, int]:
    """Return the entry that a header and its extended header describe, and its stored bytes.

    Raises ValueError for a number that is none.
    """
    path = extended.get("GNU.sparse.name") or extended.get("path") or header.name
    link = extended.get("linkpath") or header.link
    size = _pax_number(extended, "size", header.size)
    kind = _KINDS.get(header.type, FileKind.OTHER)
    if kind is FileKind.FILE and path.endswith("/"):
        kind = FileKind.DIRECTORY  # as tars from before POSIX wrote them
    stored = 0 if header.type in _WITHOUT_CONTENT else size
    shown = stored
    if header.real_size is not None:
        shown = header.real_size
    for key in _SPARSE_REAL_SIZE:
        shown = _pax_number(extended, key, shown)
    path = path[:_MAX_PATH]
    if kind is FileKind.FILE and (gone := whiteout(path)) is not None:
        kind, path = gone
    entry = FileEntry(
        path,
        kind,
        shown,
        header.mode & 0o7777,
        _pax_number(extended, "uid", header.uid),
        _pax_number(extended, "gid", header.gid),
        float(header.mtime),
        link[:_MAX_PATH] if kind in {FileKind.SYMLINK, FileKind.HARDLINK} else None,
        is_sparse=header.type == b"S" or any(key.startswith(_SPARSE) for key in extended),
    )
    return entry, stored


def is_sparse_extended(block: bytes) -> bool:
    """Whether another block of the map of a sparse file follows this one."""
    return block[504] != 0


def read_records(content: bytes) -> dict[str, str]:
    """Read the records of a pax header, `LENGTH KEY=VALUE`. Raises ValueError."""
    records: dict[str, str] = {}
    position = 0
    while position < len(content):
        space = content.find(b" ", position, position + 20)
        length = content[position:space]
        if space < 0 or not length.isdigit():
            msg = "an extended header without lengths"
            raise ValueError(msg)
        end = position + int(length)
        if not space < end <= len(content) or content[end - 1 : end] != b"\n":
            msg = "an extended header with a wrong length"
            raise ValueError(msg)
        key, _, value = content[space + 1 : end - 1].partition(b"=")
        records[text_of(key)] = text_of(value)
        position = end
    return records


def text_of(field: bytes) -> str:
    """Decode a name, up to the NUL that ends it. Bytes that are no UTF-8 become surrogates."""
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _check_sum(block: bytes) -> None:
    said = _number(block[148:156])
    around = block[:148] + block[156:]
    total = sum(around) + 8 * 0x20
    if said == total:
        return
    # Some old tars summed signed characters.
    if said != total - 256 * sum(byte > 127 for byte in around):
        msg = "a header with a wrong checksum"
        raise ValueError(msg)


def _number(field: bytes) -> int:
    """Read octal digits, or GNU's binary form for what does not fit."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if field[0] & 0x40:
            return 0  # negative: only times before 1970 can be meant
    else:
        digits = field.strip(b" \0").partition(b"\0")[0].strip()
        try:
            value = int(digits or b"0", 8)
        except ValueError:
            msg = "a header with a number that is none"
            raise ValueError(msg) from None
    if not 0 <= value < _MAX_NUMBER:
        msg = "a header with an impossible number"
        raise ValueError(msg)
    return value


def _pax_number(extended: dict[str, str], key: str, otherwise: int) -> int:
    text = extended.get(key)
    if text is None:
        return otherwise
    if not text.isdecimal() or not text.isascii() or len(text) > 18:
        msg = f"an extended header whose {key} is no number"
        raise ValueError(msg)
    return int(text)
