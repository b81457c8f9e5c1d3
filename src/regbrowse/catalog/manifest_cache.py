"""Manifests and configs by digest. What a digest names never changes, so it is kept for ever.

For ever, within bounds: what was used longest ago makes room for what is new. But a digest names
the same bytes everywhere, and says nothing of who has them. So each document is kept for the place
that it was read in, a repository of a feed, and answers for no other one; and a blob that was read
as a config does not answer for a manifest, which the registry may not have under that digest.
"""

import sqlite3
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from regbrowse.catalog.database import Database

MAX_BYTES = 64 * 1024 * 1024

_FRESH_S = 3600.0
"""What was used so recently is not noted again, so that reading does not write each time."""


class DocumentKind(StrEnum):
    """What a document was asked for as; registries keep the two apart."""

    MANIFEST = "manifest"
    CONFIG = "config"


class DocumentKey(NamedTuple):
    """What a document is found by, within its place."""

    kind: DocumentKind
    digest: str


class KeptDocument(NamedTuple):
    """A document, and what it was labelled as."""

    key: DocumentKey
    media_type: str
    data: bytes


class ManifestCache:
    """Keeps small documents by place, kind and digest."""

    def __init__(self, database: Database, max_bytes: int = MAX_BYTES) -> None:
        self._database = database
        self._max_bytes = max_bytes

    def put(self, place: str, documents: Iterable[KeptDocument]) -> None:
        """Keep documents that were read in `place`; the caller has verified the digests.

        Only bytes that have the digest themselves are kept. Raises CacheError.
        """
        rows = [
            (place, *each.key, each.media_type, each.data, len(each.data), time.time())
            for each in documents
            if _is_genuine(each.key.digest, each.data)
        ]
        if not rows:
            return

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO kept_document"
                " (place, kind, digest, media_type, data, size, used_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            total = connection.execute("SELECT SUM(size) FROM kept_document").fetchone()[0]
            while total > self._max_bytes:
                oldest, size = connection.execute(
                    "SELECT id, size FROM kept_document ORDER BY used_at, id LIMIT 1"
                ).fetchone()
                connection.execute("DELETE FROM kept_document WHERE id = ?", (oldest,))
                total -= size

        self._database.write(work)

    def keys(self, place: str) -> set[DocumentKey]:
        """Return what is kept of `place`. Raises CacheError."""
        rows = self._database.read(
            lambda connection: connection.execute(
                "SELECT kind, digest FROM kept_document WHERE place = ?", (place,)
            ).fetchall()
        )
        return {DocumentKey(DocumentKind(kind), str(digest)) for kind, digest in rows}

    def get(self, place: str, key: DocumentKey) -> KeptDocument | None:
        """Return a document that was read in `place`, or None. Raises CacheError.

        It is verified once more, for a file may have been damaged or changed by others.
        """

        def work(connection: sqlite3.Connection) -> tuple[int, str, bytes, float] | None:
            row = connection.execute(
                "SELECT id, media_type, data, used_at FROM kept_document"
                " WHERE place = ? AND kind = ? AND digest = ?",
                (place, *key),
            ).fetchone()
            return (int(row[0]), str(row[1]), bytes(row[2]), float(row[3])) if row else None

        found = self._database.read(work)
        if found is None or not _is_genuine(key.digest, found[2]):
            return None
        row_id, media_type, data, used_at = found
        if abs(time.time() - used_at) > _FRESH_S:
            self._touch(row_id)
        return KeptDocument(key, media_type, data)

    def _touch(self, row_id: int) -> None:
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE kept_document SET used_at = ? WHERE id = ?", (time.time(), row_id)
            )
        )


def _is_genuine(digest: str, data: bytes) -> bool:
    # The first screen needs no document, and must not wait for what reads one.
    from regbrowse.domain.image.manifest import digest_of

    return digest_of(data, digest.partition(":")[0]) == digest
