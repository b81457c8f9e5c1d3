"""The repositories that were opened by name: the way into a registry that cannot list itself."""

import sqlite3
import time

from regbrowse.catalog.database import Database

_MOST = 1000
"""Names of one feed; the one that was opened longest ago makes room."""


class OpenedNames:
    """Remembers the names that were opened in each feed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, feed_key: str, repository: str) -> None:
        """Remember a name, as the one that was opened last."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO opened VALUES (?, ?, ?)",
                (feed_key, repository, time.time()),
            )
            connection.execute(
                "DELETE FROM opened WHERE feed_key = ? AND repository NOT IN (SELECT repository"
                " FROM opened WHERE feed_key = ? ORDER BY opened_at DESC LIMIT ?)",
                (feed_key, feed_key, _MOST),
            )

        self._database.write(work)

    def remove(self, feed_key: str, repository: str) -> bool:
        """Forget a name, and say whether it was known."""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "DELETE FROM opened WHERE feed_key = ? AND repository = ?", (feed_key, repository)
            )
            return cursor.rowcount > 0

        return self._database.write(work)

    def all(self, feed_key: str) -> list[str]:
        """Return the names of a feed, the one that was opened last first."""

        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT repository FROM opened WHERE feed_key = ? ORDER BY opened_at DESC",
                (feed_key,),
            )
            return [row[0] for row in rows]

        return self._database.read(work)
