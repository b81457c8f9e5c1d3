"""Read an archive while it passes by, without keeping more of it than one header.

Python's tarfile keeps all members, takes a header of any size into memory, and wants to be the one
who reads; so this is fed instead, and believes nothing. Sources: POSIX.1-2018 pax, "pax Interchange
Format"; GNU tar manual, "Basic Tar Format" for long names and sparse files.
"""

from collections.abc import Callable

from regbrowse.domain.image.files import FileEntry
from regbrowse.registry.archive.errors import ArchiveError
from regbrowse.registry.archive.header import (
    BLOCK,
    Header,
    entry_of,
    is_sparse_extended,
    read_header,
    read_records,
    text_of,
)

_MAX_SPECIAL = 1024 * 1024
"""Bytes of an extended header or a long name, as in Go's archive/tar."""

MAX_FILE = 1024 * 1024
"""Bytes of a file that are kept to be shown."""

_LONG_NAME, _LONG_LINK, _PAX, _GLOBAL, _SPARSE = b"L", b"K", b"xX", b"g", b"S"


class TarScanner:
    """Finds the entries of an archive that it is fed."""

    def __init__(self, wanted: Callable[[FileEntry], bool] | None = None) -> None:
        """The content of a file that is `wanted` is kept, of several that of the last.

        That is the one which is there when the archive is unpacked. See `content`.
        """
        self._wanted = wanted
        self._buffer = bytearray()
        self._need = BLOCK
        self._header: Header | None = None  # what the bytes that are needed belong to
        self._extended: dict[str, str] = {}
        self._skip = 0
        self._padding = 0
        self._begun = False
        self._zeros = 0
        self._keeps = False
        self._kept: list[bytes] = []
        self.found: FileEntry | None = None
        """The wanted entry, the last one so far."""
        self.too_large = False
        """Whether its content is more than `MAX_FILE`, so that it is not kept."""

    @property
    def content(self) -> bytes | None:
        """The content of the wanted file, once all of it is there.

        A sparse file has none: its parts follow each other without what is between them (GNU tar
        manual, "Storing Sparse Files").
        """
        if self.found is None or self._keeps or self.too_large or self.found.is_sparse:
            return None
        return b"".join(self._kept)

    @property
    def is_done(self) -> bool:
        """Whether the wanted file has come, and all of it that is kept."""
        return self.found is not None and not self._keeps

    @property
    def ended(self) -> bool:
        """Whether the end of the archive has been read."""
        return self._zeros > 1

    def feed(self, data: bytes) -> list[FileEntry]:
        """Take the next bytes, and return the entries that begin in them. Raises ArchiveError."""
        found: list[FileEntry] = []
        view = memoryview(data)
        while view and not self.ended:
            if self._skip:
                view = view[self._pass(view) :]
                continue
            take = min(len(view), self._need - len(self._buffer))
            self._buffer += view[:take]
            view = view[take:]
            if len(self._buffer) == self._need:
                block, self._buffer = bytes(self._buffer), bytearray()
                entry = self._block(block)
                if entry is not None:
                    found.append(entry)
        return found

    def close(self) -> None:
        """Say that there is no more. Raises ArchiveError if the archive was cut off."""
        if self.ended:
            return
        if self._skip or self._buffer or self._header is not None:
            raise ArchiveError("it is cut off" if self._begun else "it is no archive")

    def _pass(self, view: memoryview) -> int:
        """Let content pass by, and keep it if it is wanted; return how much."""
        size = min(len(view), self._skip)
        if self._keeps:
            content = min(size, self._skip - self._padding)
            self._kept.append(bytes(view[:content]))
            self._keeps = content < self._skip - self._padding
        self._skip -= size
        return size

    def _block(self, block: bytes) -> FileEntry | None:
        """Take the block or the special content that was waited for."""
        if self._header is not None:
            self._special(self._header, block)
            return None
        if not any(block):
            self._zeros += 1
            return None
        self._zeros = 0
        try:
            header = read_header(block)
        except ValueError as error:
            reason = f"its archive is broken ({error})" if self._begun else "it is no archive"
            raise ArchiveError(reason) from None
        self._begun = True
        if header.type in _LONG_NAME + _LONG_LINK + _PAX + _GLOBAL:
            self._expect(header)
            return None
        return self._entry(header)

    def _entry(self, header: Header) -> FileEntry:
        try:
            entry, stored = entry_of(header, self._extended)
        except ValueError as error:
            msg = f"its archive is broken ({error})"
            raise ArchiveError(msg) from None
        self._extended = {}
        self._padding = -stored % BLOCK
        self._skip = stored + self._padding
        if self._wanted is not None and self._wanted(entry):
            self.found, self._kept = entry, []
            self.too_large = max(stored, entry.size) > MAX_FILE
            self._keeps = stored > 0 and not self.too_large and not entry.is_sparse
        if header.type == _SPARSE and header.sparse_extended:
            # The map of a sparse file comes before its content.
            self._header, self._need = header.with_stored(self._skip), BLOCK
            self._skip = 0
        return entry

    def _expect(self, header: Header) -> None:
        """Wait for the content of an extended header."""
        if header.size > _MAX_SPECIAL:
            msg = f"it has an extended header of {header.size} bytes"
            raise ArchiveError(msg)
        self._header = header
        self._need = header.size + -header.size % BLOCK
        if self._need == 0:
            self._header, self._need = None, BLOCK

    def _special(self, header: Header, block: bytes) -> None:
        if header.type == _SPARSE:
            if not is_sparse_extended(block):
                self._header, self._skip = None, header.stored
            return
        content = block[: header.size]
        self._header, self._need = None, BLOCK
        if header.type == _LONG_NAME:
            self._extended["path"] = text_of(content)
        elif header.type == _LONG_LINK:
            self._extended["linkpath"] = text_of(content)
        elif header.type != _GLOBAL:
            try:
                self._extended.update(read_records(content))
            except ValueError as error:
                msg = f"its archive is broken ({error})"
                raise ArchiveError(msg) from None
