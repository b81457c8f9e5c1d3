"""Layers: tar archives in gzip, made without compressing anything.

A layer is written as stored (uncompressed) deflate blocks. That is valid gzip everywhere, and its
digest does not depend on the version of zlib. Big files are filled from one pool of noise, so that
a layer of the weight of a real one costs a few references and one run of the hash; `Writer.copy`
lets layers with the same beginning share that run too. Sources: RFC 1951 section 3.2.4 (stored
blocks), RFC 1952 (gzip), POSIX ustar through the standard library's tarfile.
"""

import hashlib
import random
import struct
import tarfile
import zlib
from dataclasses import dataclass, field, replace
from functools import cache

from regbrowse.demo.content.blobs import Blob

_BLOCK = 512
_END_OF_ARCHIVE = bytes(2 * _BLOCK)
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
_STORED_LIMIT = 0xFFFF
_POOL_SIZE = 32 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file of a layer. `link` makes it a symbolic link; a path that ends in / is a directory."""

    path: str
    text: str = ""
    mode: int = 0o644
    link: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A finished layer: the blob that is served and the digest of the tar inside it."""

    blob: Blob
    diff_id: str


@dataclass(slots=True)
class Writer:
    """A layer in the making. `mtime` (seconds since 1970) is that of every file."""

    mtime: int
    tar_hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    gzip_hash: "hashlib._Hash" = field(default_factory=lambda: hashlib.sha256(_GZIP_HEADER))
    crc: int = 0
    length: int = 0
    pieces: list[bytes] = field(default_factory=lambda: [_GZIP_HEADER])

    def copy(self) -> "Writer":
        """Return a writer that goes on from here on its own."""
        return replace(
            self,
            tar_hash=self.tar_hash.copy(),
            gzip_hash=self.gzip_hash.copy(),
            pieces=self.pieces.copy(),
        )

    def add(self, file: File) -> None:
        """Append a file with its text, a directory or a link."""
        data = file.text.encode()
        padding = bytes(-len(data) % _BLOCK)
        self._store_all(self._header(file, len(data)) + data + padding)

    def add_filled(self, path: str, size: int) -> None:
        """Append a file of `size` bytes of noise, as a library or a binary would be."""
        self._store_all(self._header(File(path, mode=0o755), size))
        pool, stored_pool = _pool()
        for _ in range(size // _POOL_SIZE):
            self._store(pool, stored_pool)
        rest = pool[: size % _POOL_SIZE]
        if rest:
            self._store_all(rest + bytes(-len(rest) % _BLOCK))

    def finish(self) -> Layer:
        """End the archive and return the layer; the writer is of no more use."""
        self._store_all(_END_OF_ARCHIVE)
        trailer = _LAST_BLOCK + struct.pack("<II", self.crc, self.length & 0xFFFFFFFF)
        self.gzip_hash.update(trailer)
        pieces = (*self.pieces, trailer)
        blob = Blob(f"sha256:{self.gzip_hash.hexdigest()}", sum(map(len, pieces)), pieces)
        return Layer(blob, f"sha256:{self.tar_hash.hexdigest()}")

    def _header(self, file: File, size: int) -> bytes:
        info = tarfile.TarInfo(file.path.rstrip("/"))
        info.size = size
        info.mtime = self.mtime
        info.mode = file.mode
        if file.path.endswith("/"):
            info.type, info.mode = tarfile.DIRTYPE, 0o755
        elif file.link:
            info.type, info.linkname, info.mode = tarfile.SYMTYPE, file.link, 0o777
        return info.tobuf(tarfile.USTAR_FORMAT)

    def _store_all(self, data: bytes) -> None:
        for start in range(0, len(data), _STORED_LIMIT):
            part = data[start : start + _STORED_LIMIT]
            self._store(part, _stored(part))

    def _store(self, data: bytes, stored: bytes) -> None:
        self.tar_hash.update(data)
        self.gzip_hash.update(stored)
        self.crc = zlib.crc32(data, self.crc)
        self.length += len(data)
        self.pieces.append(stored)


def _stored(data: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(data), len(data) ^ 0xFFFF) + data


@cache
def _pool() -> tuple[bytes, bytes]:
    """The noise of big files, and the same as a stored block."""
    noise = random.Random("regbrowse").randbytes(_POOL_SIZE)  # noqa: S311 (no secret)
    return noise, _stored(noise)
