"""Layers of every kind, and archives that are wrong on purpose.

layer = tar_layer({"etc/os-release": b"ID=debian\n", "etc/.wh.motd": b""})
"""

import gzip
import io
import tarfile
from collections.abc import Mapping

from tests.support.images import Blob

OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"


def member(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, link: str = "") -> bytes:
    """One header of an archive, as GNU tar writes it, with what long names need."""
    information = tarfile.TarInfo(name)
    information.type, information.size, information.linkname = kind, size, link
    information.mtime, information.mode = 1_700_000_000, 0o644
    return information.tobuf(tarfile.GNU_FORMAT, errors="surrogateescape")


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def file(name: str, data: bytes = b"") -> bytes:
    return member(name, size=len(data)) + padded(data)


def pax(records: Mapping[str, str]) -> bytes:
    """An extended header (POSIX pax) for the member behind it."""
    content = b"".join(_record(*each) for each in records.items())
    return member("PaxHeaders/x", tarfile.XHDTYPE, size=len(content)) + padded(content)


def archive(*members: bytes) -> bytes:
    return b"".join(members) + bytes(1024)


def tar_of(files: Mapping[str, bytes], layout: int = tarfile.PAX_FORMAT) -> bytes:
    """An archive as Python writes it, in a format of `tarfile`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=layout) as tar:
        for name, data in files.items():
            information = tarfile.TarInfo(name)
            information.size = len(data)
            tar.addfile(information, io.BytesIO(data))
    return buffer.getvalue()


def packed(tar: bytes, packing: str = "gzip") -> bytes:
    if packing == "gzip":
        return gzip.compress(tar, mtime=0)
    if packing == "zstd":
        from backports import zstd

        return zstd.compress(tar)
    return tar


def layer(tar: bytes, packing: str = "gzip") -> Blob:
    return Blob(OCI_LAYER if packing == "none" else f"{OCI_LAYER}+{packing}", packed(tar, packing))


def tar_layer(files: Mapping[str, bytes], packing: str = "gzip") -> Blob:
    return layer(tar_of(files), packing)


def _record(key: str, value: str) -> bytes:
    rest = f" {key}={value}\n".encode()
    length = len(rest) + 1
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest
