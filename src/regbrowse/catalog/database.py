"""The file of the cache: opened late, set aside when damaged, shared between processes.

SQLite in WAL mode with `synchronous=NORMAL`: what is committed survives the death of the process
(a power cut may cost the last pages, which are then read again), readers do not wait for a writer,
and two processes wait for each other's writes instead of failing.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CacheError

T = TypeVar("T")

FILE_NAME = "catalog-2.db"
"""The number is that of the schema: another schema is another file, and old ones do no harm."""

_WAIT_FOR_WRITER_S = 30.0

_ATTEMPTS = 3
"""How often work is tried while the file turns out to be damaged: on this file, on the one that
another process may have begun since, and on a new one."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS catalog (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL, prefix TEXT NOT NULL, identity TEXT NOT NULL,
    repositories INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    refreshed_at REAL,
    UNIQUE (origin, prefix, identity)
);
-- Which catalog a feed showed last, so that it is found without asking anybody.
CREATE TABLE IF NOT EXISTS binding (feed_key TEXT PRIMARY KEY, catalog_id INTEGER NOT NULL);
-- The finished list: sorted, in blocks of names joined by line ends.
CREATE TABLE IF NOT EXISTS block (
    catalog_id INTEGER NOT NULL, seq INTEGER NOT NULL, names BLOB NOT NULL,
    PRIMARY KEY (catalog_id, seq)
) WITHOUT ROWID;
-- A walk that has not ended, and its pages in the registry's order.
CREATE TABLE IF NOT EXISTS walk (
    catalog_id INTEGER PRIMARY KEY, cursor TEXT, pages INTEGER NOT NULL,
    repositories INTEGER NOT NULL, updated_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS page (
    catalog_id INTEGER NOT NULL, seq INTEGER NOT NULL, names BLOB NOT NULL,
    PRIMARY KEY (catalog_id, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tag_list (
    catalog_id INTEGER NOT NULL, repository TEXT NOT NULL, names BLOB NOT NULL,
    fetched_at REAL NOT NULL,
    PRIMARY KEY (catalog_id, repository)
) WITHOUT ROWID;
-- What a feed's registry allows where it has no list.
CREATE TABLE IF NOT EXISTS way (
    feed_key TEXT PRIMARY KEY,
    software TEXT, no_list TEXT, source TEXT, searches INTEGER NOT NULL, prompt TEXT,
    login TEXT NOT NULL
);
-- Manifests and configs, which their digests name for ever, each for the repository it was read in.
CREATE TABLE IF NOT EXISTS kept_document (
    id INTEGER PRIMARY KEY,
    place TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL,
    media_type TEXT NOT NULL, data BLOB NOT NULL,
    size INTEGER NOT NULL, used_at REAL NOT NULL,
    UNIQUE (place, kind, digest)
);
CREATE INDEX IF NOT EXISTS kept_document_age ON kept_document (used_at, id, size);
-- Repositories that were opened by name.
CREATE TABLE IF NOT EXISTS opened (
    feed_key TEXT NOT NULL, repository TEXT NOT NULL, opened_at REAL NOT NULL,
    PRIMARY KEY (feed_key, repository)
) WITHOUT ROWID;
"""

_RETRY_S = 0.01

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""Our statements never change, so one that makes no sense (ERROR) met a schema that is not ours."""
_NO_PLACE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


class DamagedError(Exception):
    """What was read from the cache cannot be what was written."""


class Database:
    """The cache's database. Methods may be called from any thread; one works at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.folder = folder
        self.notices: list[CacheError] = []
        """What a person should know: a damaged file that was set aside, a folder that is
        read-only so that nothing is kept."""
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None  # the identity of the file that is open
        self._lock = threading.RLock()

    def close(self) -> None:
        """Close the file. It is opened again when it is needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one read transaction.

        A damaged file is set aside, and `work` runs on a new one. Raises CacheError with
        `cache-unusable` for a full disk and the like.
        """
        return self._run(work, "BEGIN")

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one write transaction: all of it becomes durable, or nothing."""
        return self._run(work, "BEGIN IMMEDIATE")

    def _run(self, work: Callable[[sqlite3.Connection], T], begin: str) -> T:
        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    return self._attempt(work, begin)
                except (DamagedError, UnicodeDecodeError):
                    # sqlite3 fails to decode its own message if that quotes damaged text.
                    self._set_aside()
                except sqlite3.Error as error:
                    if not _is_damage(error):
                        raise self._unusable(str(error)) from error
                    self._set_aside()
            raise self._unusable("it is damaged again and again")

    def _attempt(self, work: Callable[[sqlite3.Connection], T], begin: str) -> T:
        connection = self._open()
        with _transaction(connection, begin):
            return work(connection)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._opened = _identity(self.path)
                self._connection = _connect(str(self.path))
            except OSError as error:
                self._connection = self._in_memory(error.strerror or str(error))
            except sqlite3.OperationalError as error:
                if _primary_code(error) not in _NO_PLACE:
                    raise
                self._connection = self._in_memory(str(error))
        return self._connection

    def _in_memory(self, reason: str) -> sqlite3.Connection:
        """Go on without keeping anything: better than not to work at all."""
        self.notices.append(
            CacheError(Code.CACHE_UNUSABLE, file=self.path, reason=reason, kept="nothing")
        )
        return _connect(":memory:")

    def _set_aside(self) -> None:
        import filelock  # slow to import, and seldom needed here

        self.close()
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            with filelock.FileLock(self.path.with_suffix(".lock")):
                if _identity(self.path) != self._opened:
                    return  # another process was quicker
                self.path.replace(aside)
                for suffix in ("-wal", "-shm"):
                    # They belong to the damaged file, and would be replayed into the new one.
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            self._connection = self._in_memory(error.strerror or str(error))
        else:
            self.notices.append(CacheError(Code.CACHE_DAMAGED, file=self.path, aside=aside))

    def _unusable(self, reason: str) -> CacheError:
        return CacheError(Code.CACHE_UNUSABLE, file=self.path, reason=reason)


def _connect(target: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        target, timeout=_WAIT_FOR_WRITER_S, isolation_level=None, check_same_thread=False
    )
    try:
        _log_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have changes written to a log first, so that readers and a writer do not wait for each other.

    Of two who begin a new file at once one is refused at once, without the wait for a writer (the
    busy handler is not asked where waiting might be for ever: sqlite.org/c3ref/busy_handler.html).
    """
    ends_at = time.monotonic() + _WAIT_FOR_WRITER_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if _primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > ends_at:
                raise
            time.sleep(_RETRY_S)
        else:
            return


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.rollback()
        raise
    connection.commit()


def _is_damage(error: sqlite3.Error) -> bool:
    # Without a code it is Python's own: of these, an OperationalError means text that is no UTF-8.
    code = _primary_code(error)
    return code in _DAMAGED or (code == 0 and isinstance(error, sqlite3.OperationalError))


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 for errors that Python raised itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
