"""The catalogs that are kept: whose they are, how old, and their names."""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from regbrowse.catalog.blocks import unpack_text
from regbrowse.catalog.database import Database


@dataclass(frozen=True, slots=True)
class CatalogKey:
    """Whose list it is: a registry at an origin and prefix, as one identity sees it."""

    origin: str
    prefix: str
    identity: str


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """What is kept of a catalog.

    `walking` says that a walk has not ended; before the first complete one, its pages are the list.
    `refreshed_at` is the UTC time of the list, None if there is none; `pages` is how many the
    registry took for it.
    """

    id: int
    repositories: int
    pages: int
    complete: bool
    refreshed_at: datetime | None
    walking: bool


@dataclass(frozen=True, slots=True)
class KeptList:
    """Names as they are kept: blocks of them, joined by line ends.

    `ordered` ones are those of a finished list: in canonical order (`keys.exact_key`), and each
    name once. The pages of a walk are as the registry sent them.
    """

    blocks: list[str]
    ordered: bool


class Catalogs:
    """Finds catalogs and loads their names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, feed_key: str, key: CatalogKey) -> int:
        """Return the id of the catalog of `key`, made if needed, and bind the feed to it.

        `feed_key` identifies what a person configured (address and user), so that the feed finds
        its list later without asking a registry or a keychain who it is.
        """

        def work(connection: sqlite3.Connection) -> int:
            values = (key.origin, key.prefix, key.identity)
            # Never the same twice, also in a file that was begun anew: a walk that still holds an
            # id of the old one must not meet somebody else's catalog.
            fresh_id = (int.from_bytes(os.urandom(8)) >> 2) + 1
            connection.execute(
                "INSERT OR IGNORE INTO catalog (id, origin, prefix, identity) VALUES (?, ?, ?, ?)",
                (fresh_id, *values),
            )
            row = connection.execute(
                "SELECT id FROM catalog WHERE origin = ? AND prefix = ? AND identity = ?", values
            ).fetchone()
            connection.execute("INSERT OR REPLACE INTO binding VALUES (?, ?)", (feed_key, row[0]))
            return int(row[0])

        return self._database.write(work)

    def bound(self, feed_key: str) -> CatalogRow | None:
        """Return the catalog that a feed showed last, or None."""

        def work(connection: sqlite3.Connection) -> CatalogRow | None:
            row = connection.execute(
                "SELECT catalog_id FROM binding WHERE feed_key = ?", (feed_key,)
            ).fetchone()
            return _row(connection, row[0]) if row else None

        return self._database.read(work)

    def row(self, catalog_id: int) -> CatalogRow | None:
        """Return what is kept of a catalog."""
        return self._database.read(lambda connection: _row(connection, catalog_id))

    def load(self, catalog_id: int) -> KeptList:
        """Return the list, or what a walk has read so far if there is none."""

        def work(connection: sqlite3.Connection) -> KeptList:
            has_list = connection.execute(
                "SELECT refreshed_at IS NOT NULL FROM catalog WHERE id = ?", (catalog_id,)
            ).fetchone()
            finished = bool(has_list and has_list[0])
            table = "block" if finished else "page"
            rows = connection.execute(
                f"SELECT names FROM {table} WHERE catalog_id = ? ORDER BY seq",  # noqa: S608
                (catalog_id,),
            )
            return KeptList([unpack_text(row[0]) for row in rows], ordered=finished)

        return self._database.read(work)


def _row(connection: sqlite3.Connection, catalog_id: int) -> CatalogRow | None:
    row = connection.execute(
        "SELECT c.repositories, c.pages, c.complete, c.refreshed_at,"
        " w.repositories, w.pages, w.updated_at"
        " FROM catalog c LEFT JOIN walk w ON w.catalog_id = c.id WHERE c.id = ?",
        (catalog_id,),
    ).fetchone()
    if row is None:
        return None
    repositories, pages, complete, refreshed_at, walked, walked_pages, updated_at = row
    walking = updated_at is not None
    if refreshed_at is None and walking:
        repositories, pages, refreshed_at = walked, walked_pages, updated_at
    moment = None if refreshed_at is None else datetime.fromtimestamp(refreshed_at, UTC)
    return CatalogRow(catalog_id, repositories, pages, bool(complete), moment, walking)
