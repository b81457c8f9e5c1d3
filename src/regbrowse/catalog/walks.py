"""A walk as it is kept: every page is durable together with the cursor of the next.

One process walks a catalog at a time. It holds a lock of the system's, which is free again the
moment the process dies, so a killed walk can be taken up at once and a live one cannot.
"""

import contextlib
import heapq
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from regbrowse.catalog.blocks import pack, split, unpack_text
from regbrowse.catalog.database import Database
from regbrowse.catalog.keys import exact_key

BLOCK_SIZE = 4096
"""Names in a block of a finished list: small enough to be searched between two keys, large enough
that a million names are 250 rows."""


@dataclass(frozen=True, slots=True)
class WalkState:
    """An interrupted walk: `cursor` is the next page, None if it has not begun."""

    cursor: str | None = None
    pages: int = 0
    repositories: int = 0


class Walks:
    """Keeps the walks of all catalogs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextlib.contextmanager
    def exclusive(self, catalog_id: int) -> Iterator[bool]:
        """Try to become the one process that walks a catalog; the value says whether we are."""
        import filelock  # a tenth of the start-up time, and only walks need it

        lock = filelock.FileLock(
            self._database.folder / f"walk-{catalog_id}.lock", thread_local=False
        )
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            yield False
            return
        except OSError:
            # A folder that cannot be written has no second process to protect from.
            yield True
            return
        try:
            yield True
        finally:
            lock.release()

    def state(self, catalog_id: int) -> WalkState:
        """Return where a walk was interrupted."""

        def work(connection: sqlite3.Connection) -> WalkState:
            row = connection.execute(
                "SELECT cursor, pages, repositories FROM walk WHERE catalog_id = ?", (catalog_id,)
            ).fetchone()
            return WalkState(*row) if row else WalkState()

        return self._database.read(work)

    def names(self, catalog_id: int) -> Iterable[str]:
        """Return the names that an interrupted walk has read, page by page."""
        return (name for page in self._pages(catalog_id) for name in split(page))

    def append(self, catalog_id: int, names: Sequence[str], cursor: str | None) -> bool:
        """Keep one page and the cursor of the next, both or neither.

        Returns False, having kept nothing, if there is no such catalog: the file was damaged and
        set aside after the walk had begun.
        """

        def work(connection: sqlite3.Connection) -> bool:
            if not _exists(connection, catalog_id):
                return False
            now = time.time()
            connection.execute(
                "INSERT INTO walk VALUES (?, ?, 1, ?, ?) ON CONFLICT (catalog_id) DO UPDATE SET"
                " cursor = excluded.cursor, pages = pages + 1,"
                " repositories = repositories + excluded.repositories,"
                " updated_at = excluded.updated_at",
                (catalog_id, cursor, len(names), now),
            )
            connection.execute(
                "INSERT INTO page SELECT ?, pages, ? FROM walk WHERE catalog_id = ?",
                (catalog_id, pack(names), catalog_id),
            )
            return True

        return self._database.write(work)

    def abandon(self, catalog_id: int) -> None:
        """Forget an interrupted walk, so that the next one starts anew."""
        self._database.write(lambda connection: _forget_walk(connection, catalog_id))

    def finish(self, catalog_id: int, *, complete: bool) -> bool:
        """Make the walk the list of its catalog, sorted and without duplicates.

        A list that is incomplete does not replace one that is complete. Returns False if there is
        no such catalog, as `append` does.
        """
        blocks, count = _consolidate(split(page) for page in self._pages(catalog_id))

        def work(connection: sqlite3.Connection) -> bool:
            old = connection.execute(
                "SELECT complete FROM catalog WHERE id = ?", (catalog_id,)
            ).fetchone()
            if old is None:
                return False
            if complete or not old[0]:
                _replace_list(connection, catalog_id, blocks)
                connection.execute(
                    "UPDATE catalog SET repositories = ?, complete = ?, refreshed_at = ?, pages ="
                    " coalesce((SELECT pages FROM walk WHERE catalog_id = catalog.id), 0)"
                    " WHERE id = ?",
                    (count, complete, time.time(), catalog_id),
                )
            _forget_walk(connection, catalog_id)
            return True

        return self._database.write(work)

    def _pages(self, catalog_id: int) -> list[str]:
        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT names FROM page WHERE catalog_id = ? ORDER BY seq", (catalog_id,)
            )
            return [unpack_text(row[0]) for row in rows]

        return self._database.read(work)


def _exists(connection: sqlite3.Connection, catalog_id: int) -> bool:
    row = connection.execute("SELECT 1 FROM catalog WHERE id = ?", (catalog_id,)).fetchone()
    return row is not None


def _replace_list(connection: sqlite3.Connection, catalog_id: int, blocks: Sequence[bytes]) -> None:
    connection.execute("DELETE FROM block WHERE catalog_id = ?", (catalog_id,))
    connection.executemany(
        "INSERT INTO block VALUES (?, ?, ?)",
        ((catalog_id, number, block) for number, block in enumerate(blocks)),
    )


def _forget_walk(connection: sqlite3.Connection, catalog_id: int) -> None:
    connection.execute("DELETE FROM page WHERE catalog_id = ?", (catalog_id,))
    connection.execute("DELETE FROM walk WHERE catalog_id = ?", (catalog_id,))


def _consolidate(pages: Iterable[list[str]]) -> tuple[list[bytes], int]:
    """Merge pages into sorted blocks without duplicates, and count the names.

    Pages are sorted one by one and then merged, in small steps of the interpreter: one sort of a
    million names would hold the event loop of a screen while this runs in a thread.
    """
    runs = [sorted(page, key=exact_key) for page in pages]
    merged = (name for name, _ in groupby(heapq.merge(*runs, key=exact_key)))
    blocks: list[bytes] = []
    count = 0
    while block := list(islice(merged, BLOCK_SIZE)):
        blocks.append(pack(block))
        count += len(block)
    return blocks, count
