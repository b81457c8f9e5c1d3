"""Documents that are kept by digest: within bounds, and only while they are genuine."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from regbrowse.catalog.database import FILE_NAME, Database
from regbrowse.catalog.manifest_cache import (
    DocumentKey,
    DocumentKind,
    KeptDocument,
    ManifestCache,
)

HERE = "https://registry.example.com  team/app"


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def manifest(data: bytes, name: str | None = None) -> KeptDocument:
    return KeptDocument(DocumentKey(DocumentKind.MANIFEST, name or digest(data)), "a/b", data)


def keep(cache: ManifestCache, *documents: bytes) -> None:
    for data in documents:
        cache.put(HERE, [manifest(data)])


def has(cache: ManifestCache, data: bytes) -> bool:
    return cache.get(HERE, manifest(data).key) is not None


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


def test_kept_for_ever(database: Database, tmp_path: Path) -> None:
    keep(ManifestCache(database), b"{}")
    database.close()
    assert ManifestCache(Database(tmp_path)).get(HERE, manifest(b"{}").key) == manifest(b"{}")
    assert not has(ManifestCache(database), b"other")


def test_each_place_and_kind_has_its_own(database: Database) -> None:
    cache = ManifestCache(database)
    keep(cache, b"{}")
    key = manifest(b"{}").key
    assert cache.keys(HERE) == {key}
    assert cache.keys("elsewhere") == set()
    assert cache.get("elsewhere", key) is None
    assert cache.get(HERE, DocumentKey(DocumentKind.CONFIG, key.digest)) is None


def test_the_oldest_makes_room(database: Database) -> None:
    cache = ManifestCache(database, max_bytes=1000)
    documents = [bytes([number]) * 300 for number in range(10)]
    keep(cache, *documents)
    assert [has(cache, data) for data in documents] == [False] * 7 + [True] * 3
    keep(cache, b"x" * 1001)
    assert not has(cache, b"x" * 1001)


def test_what_was_used_lately_stays(database: Database, tmp_path: Path) -> None:
    cache = ManifestCache(database, max_bytes=600)
    keep(cache, b"a" * 300, b"b" * 300)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE kept_document SET used_at = used_at - 10000")
    connection.close()
    assert has(cache, b"a" * 300)
    keep(cache, b"c" * 300)
    assert has(cache, b"a" * 300)
    assert not has(cache, b"b" * 300)


def test_what_was_changed_is_not_believed(database: Database, tmp_path: Path) -> None:
    cache = ManifestCache(database)
    keep(cache, b"true")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE kept_document SET data = ?", (b"false",))
    connection.close()
    assert not has(cache, b"true")


def test_what_cannot_be_verified_is_not_kept(database: Database) -> None:
    cache = ManifestCache(database)
    for name in (digest(b"other"), "blake3:" + "0" * 64):
        document = manifest(b"data", name)
        cache.put(HERE, [document])
        assert cache.get(HERE, document.key) is None
