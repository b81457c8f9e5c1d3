"""Manifests and configs by digest. What a digest names never changes, so it is kept for ever.

For ever, within bounds: what was used longest ago makes room for what is new.
"""

import sqlite3
import time
from collections.abc import Iterable

from regbrowse.catalog.database import Database
from regbrowse.domain.image.manifest import digest_of, manifest_digest

MAX_BYTES = 64 * 1024 * 1024

_FRESH_S = 3600.0
"""What was used so recently is not noted again, so that reading does not write each time."""


class ManifestCache:
    """Keeps small documents by their digests."""

    def __init__(self, database: Database, max_bytes: int = MAX_BYTES) -> None:
        self._database = database
        self._max_bytes = max_bytes

    def put(self, digest: str, media_type: str, data: bytes) -> None:
        """Keep a document; see `put_all`."""
        self.put_all([(digest, media_type, data)])

    def put_all(self, documents: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep documents: digest, media type, bytes; the caller has verified the digests.

        What cannot be verified when it is read again is not kept. Raises CacheError.
        """
        rows = [
            (digest, media_type, data, len(data), time.time())
            for digest, media_type, data in documents
            if _is_genuine(digest, media_type, data)
        ]
        if not rows:
            return

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)", rows)
            total = connection.execute("SELECT SUM(size) FROM document").fetchone()[0]
            while total > self._max_bytes:
                oldest, size = connection.execute(
                    "SELECT digest, size FROM document ORDER BY used_at, digest LIMIT 1"
                ).fetchone()
                connection.execute("DELETE FROM document WHERE digest = ?", (oldest,))
                total -= size

        self._database.write(work)

    def digests(self) -> set[str]:
        """Return the digests of all that is kept. Raises CacheError."""
        return self._database.read(
            lambda connection: {
                str(row[0]) for row in connection.execute("SELECT digest FROM document")
            }
        )

    def get(self, digest: str) -> tuple[str, bytes] | None:
        """Return the media type and the bytes of a document, or None. Raises CacheError.

        It is verified once more, for a file may have been damaged or changed by others.
        """

        def work(connection: sqlite3.Connection) -> tuple[str, bytes, float] | None:
            row = connection.execute(
                "SELECT media_type, data, used_at FROM document WHERE digest = ?", (digest,)
            ).fetchone()
            return (str(row[0]), bytes(row[1]), float(row[2])) if row else None

        found = self._database.read(work)
        if found is None or not _is_genuine(digest, *found[:2]):
            return None
        media_type, data, used_at = found
        if abs(time.time() - used_at) > _FRESH_S:
            self._touch(digest)
        return media_type, data

    def _touch(self, digest: str) -> None:
        self._database.write(
            lambda connection: connection.execute(
                "UPDATE document SET used_at = ? WHERE digest = ?", (time.time(), digest)
            )
        )


def _is_genuine(digest: str, media_type: str, data: bytes) -> bool:
    algorithm = digest.partition(":")[0]
    return digest in {manifest_digest(data, media_type, algorithm), digest_of(data, algorithm)}
