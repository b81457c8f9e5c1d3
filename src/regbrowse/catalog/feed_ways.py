"""What each feed's registry allowed when its list was last asked for."""

import sqlite3
from dataclasses import astuple

from regbrowse.catalog.database import Database
from regbrowse.domain.codes import Code
from regbrowse.domain.ways import Ways


class FeedWays:
    """Keeps the ways into each feed, so that they are known offline and at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, feed_key: str, ways: Ways) -> None:
        """Keep the ways into a feed in place of older ones."""
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO way VALUES (?, ?, ?, ?, ?, ?, ?)",
                (feed_key, *astuple(ways)),
            )
        )

    def get(self, feed_key: str) -> Ways | None:
        """Return the ways into a feed, or None if it was never asked."""

        def work(connection: sqlite3.Connection) -> Ways | None:
            row = connection.execute(
                "SELECT software, no_list, source, searches, prompt, login FROM way"
                " WHERE feed_key = ?",
                (feed_key,),
            ).fetchone()
            if row is None:
                return None
            software, no_list, source, searches, prompt, login = row
            return Ways(software, _code(no_list), source, bool(searches), prompt, login)

        return self._database.read(work)


def _code(value: str | None) -> Code | None:
    """Read a code; one of another version of ours still says that there is no list."""
    if value is None:
        return None
    return next((code for code in Code if code == value), Code.CATALOG_UNSUPPORTED)
