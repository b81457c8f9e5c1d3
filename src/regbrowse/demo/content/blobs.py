"""Bytes that are named by their digest."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes behind a digest, in pieces, so that big layers can share most of their memory."""

    digest: str
    size: int
    pieces: tuple[bytes, ...]

    @classmethod
    def of(cls, data: bytes) -> "Blob":
        """Return the blob of `data`."""
        return cls(digest_of(data), len(data), (data,))

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `stop`, piece by piece."""
        left = (self.size if stop is None else min(stop, self.size)) - start
        skip = start
        for piece in self.pieces:
            if left <= 0:
                return
            if skip >= len(piece):
                skip -= len(piece)
                continue
            part = piece[skip : skip + left]
            skip = 0
            left -= len(part)
            yield part


def digest_of(data: bytes) -> str:
    """Return the sha256 digest of `data` as registries write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def json_bytes(document: object, *, indent: int | None = None) -> bytes:
    """Return `document` as JSON in UTF-8, compact unless `indent` says otherwise.

    Tools differ here (docker indents manifests, most others do not), and a digest is of the bytes.
    """
    separators = None if indent else (",", ":")
    return json.dumps(document, indent=indent, separators=separators, ensure_ascii=False).encode()


def json_blob(document: object) -> Blob:
    """Return the blob of a JSON document."""
    return Blob.of(json_bytes(document))
