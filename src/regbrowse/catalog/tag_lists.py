"""The tag lists that were read, for looking at them offline."""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from regbrowse.catalog.blocks import pack, unpack
from regbrowse.catalog.database import Database


@dataclass(frozen=True, slots=True)
class KeptTags:
    """The tags of a repository as they were at `fetched_at` (UTC)."""

    names: Sequence[str]
    fetched_at: datetime


class TagLists:
    """Keeps the last tag list of each repository that was looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, catalog_id: int, repository: str, names: Sequence[str]) -> None:
        """Keep the tags of a repository in place of older ones."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO tag_list VALUES (?, ?, ?, ?)",
                (catalog_id, repository, pack(names), time.time()),
            )

        self._database.write(work)

    def get(self, catalog_id: int, repository: str) -> KeptTags | None:
        """Return the kept tags of a repository, or None."""

        def work(connection: sqlite3.Connection) -> KeptTags | None:
            row = connection.execute(
                "SELECT names, fetched_at FROM tag_list WHERE catalog_id = ? AND repository = ?",
                (catalog_id, repository),
            ).fetchone()
            return KeptTags(unpack(row[0]), datetime.fromtimestamp(row[1], UTC)) if row else None

        return self._database.read(work)
