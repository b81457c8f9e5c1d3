"""Unpack gzip and zstd piece by piece, so that a bomb never gets the memory to go off.

How a layer is packed is told by its first bytes, because media types lie. Layers of eStargz and
zstd:chunked are made of many members or frames, one after the other (RFC 1952, 2.2; RFC 8878, 3.1).
"""

import sys
import zlib
from collections.abc import Iterator

from regbrowse.registry.archive.errors import ArchiveError

PIECE = 256 * 1024
"""Bytes that are unpacked at once."""

_ZSTD_WINDOW_LOG = 27
"""128 MiB, the most that the zstd tool takes without being told; what wants more is refused."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x2a\x4d\x18"  # behind 0x50 to 0x5f
_FOREIGN = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip"}
_LONGEST_MAGIC = 6


class Inflater:
    """Unpacks a stream. Feed it, take all pieces, and close it at the end."""

    def __init__(self) -> None:
        self._head = b""
        self._kind: type[_Gzip | _Zstd] | None = None
        self._known = False
        self._member: _Gzip | _Zstd | None = None
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to, in pieces. Raises ArchiveError."""
        if not self._known:
            self._head += data
            if len(self._head) < _LONGEST_MAGIC:
                return
            data, self._head = self._head, b""
            self._recognise(data)
        if self._kind is None:
            yield data
            return
        while data:
            if self._member is None:
                if self._begun and not self._goes_on(data):
                    return  # Padding, and whatever else is no part of the archive.
                self._member, self._begun = self._kind(), True
            yield from self._unpack(self._member, data)
            data = self._member.unused_data if self._member.eof else b""
            if self._member.eof:
                self._member = None

    def close(self) -> Iterator[bytes]:
        """Yield what is left at the end of the data. Raises ArchiveError if it was cut off."""
        if not self._known and self._head:
            data, self._head, self._known = self._head, b"", True
            yield data
        if self._member is not None:
            raise ArchiveError("its compressed data is cut off")

    def _recognise(self, data: bytes) -> None:
        self._known = True
        for magic, name in _FOREIGN.items():
            if data.startswith(magic):
                msg = f"it is packed with {name}, which no image may be"
                raise ArchiveError(msg)
        if data.startswith(_GZIP):
            self._kind = _Gzip
        elif data.startswith(_ZSTD) or _is_skippable(data):
            self._kind = _Zstd

    def _goes_on(self, data: bytes) -> bool:
        """Whether another member begins. A magic that is split over chunks begins like one."""
        if self._kind is _Gzip:
            return _GZIP.startswith(data[:2])
        return _ZSTD.startswith(data[:4]) or _is_skippable(data)

    @staticmethod
    def _unpack(member: "_Gzip | _Zstd", data: bytes) -> Iterator[bytes]:
        piece = member.unpack(data)
        while True:
            if piece:
                yield piece
            if member.eof or not member.pending:
                return
            piece = member.unpack(b"")


def _is_skippable(data: bytes) -> bool:
    """Whether a frame without content begins; one that is split over chunks begins like one."""
    return 0x50 <= data[0] <= 0x5F and _SKIPPABLE.startswith(data[1:4])


class _Gzip:
    """A member of gzip (RFC 1952)."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    @property
    def pending(self) -> bool:
        """Whether there may be more without feeding."""
        return bool(self._stream.unconsumed_tail) or self._full

    def unpack(self, data: bytes) -> bytes:
        try:
            piece = self._stream.decompress(data or self._stream.unconsumed_tail, PIECE)
        except zlib.error as error:
            msg = f"its gzip data is broken ({error})"
            raise ArchiveError(msg) from error
        self._full = len(piece) == PIECE
        return piece


class _Zstd:
    """A frame of zstd (RFC 8878)."""

    def __init__(self) -> None:
        # Loaded only here: few layers are packed like this, and Python has it since 3.14.
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        self._error = zstd.ZstdError
        window = int(zstd.DecompressionParameter.window_log_max)
        self._stream = zstd.ZstdDecompressor(options={window: _ZSTD_WINDOW_LOG})

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    @property
    def pending(self) -> bool:
        """Whether there may be more without feeding."""
        return not self._stream.needs_input

    def unpack(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, PIECE)
        except self._error as error:
            msg = f"its zstd data is broken ({error})"
            raise ArchiveError(msg) from error
