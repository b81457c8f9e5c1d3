"""Documents that are kept by digest: within bounds, and only while they are genuine."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from regbrowse.catalog.database import FILE_NAME, Database
from regbrowse.catalog.manifest_cache import ManifestCache


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


def test_kept_for_ever(database: Database, tmp_path: Path) -> None:
    ManifestCache(database).put(digest(b"{}"), "a/b", b"{}")
    database.close()
    assert ManifestCache(Database(tmp_path)).get(digest(b"{}")) == ("a/b", b"{}")
    assert ManifestCache(database).get(digest(b"other")) is None


def test_the_oldest_makes_room(database: Database) -> None:
    cache = ManifestCache(database, max_bytes=1000)
    documents = [bytes([number]) * 300 for number in range(10)]
    for data in documents:
        cache.put(digest(data), "", data)
    assert [cache.get(digest(data)) is not None for data in documents] == [False] * 7 + [True] * 3
    cache.put(digest(b"x" * 1001), "", b"x" * 1001)
    assert cache.get(digest(b"x" * 1001)) is None


def test_what_was_used_lately_stays(database: Database, tmp_path: Path) -> None:
    cache = ManifestCache(database, max_bytes=600)
    for data in (b"a" * 300, b"b" * 300):
        cache.put(digest(data), "", data)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE document SET used_at = used_at - 10000")
    connection.close()
    assert cache.get(digest(b"a" * 300)) is not None
    cache.put(digest(b"c" * 300), "", b"c" * 300)
    assert cache.get(digest(b"a" * 300)) is not None
    assert cache.get(digest(b"b" * 300)) is None


def test_what_was_changed_is_not_believed(database: Database, tmp_path: Path) -> None:
    cache = ManifestCache(database)
    cache.put(digest(b"true"), "", b"true")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE document SET data = ?", (b"false",))
    connection.close()
    assert cache.get(digest(b"true")) is None


def test_what_cannot_be_verified_is_not_kept(database: Database) -> None:
    cache = ManifestCache(database)
    for name in (digest(b"other"), "blake3:" + "0" * 64):
        cache.put(name, "", b"data")
        assert cache.get(name) is None
