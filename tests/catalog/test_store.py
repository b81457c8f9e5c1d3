"""The kept catalogs: whose they are, what serves while a walk runs, and what a feed finds again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from regbrowse.catalog.catalogs import CatalogKey, CatalogRow
from regbrowse.catalog.index import Index
from regbrowse.catalog.store import Store

KEY = CatalogKey("https://r.example.com", "", "")
UNICODE = [
    "app",
    "team/app",
    "Ünïcode/ÄÖÜ",
    "漢字/仓库",
    "🙂/🙃",
    "e\u0301",
    "\u202eevil",
    "a\0b",
    "tab\t",
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def walk(store: Store, catalog: int, *pages: list[str], complete: bool = True) -> None:
    for number, names in enumerate(pages):
        assert store.walks.append(catalog, names, f"/cursor/{number}")
    assert store.walks.finish(catalog, complete=complete)


def names(store: Store, catalog: int) -> list[str]:
    return list(Index.from_blocks(store.catalogs.load(catalog).blocks).search("").names)


def row(store: Store, catalog: int) -> CatalogRow:
    found = store.catalogs.row(catalog)
    assert found is not None
    return found


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
    assert store.catalogs.bound("feed") is None
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    store.close()


def test_a_feed_finds_its_catalog_again(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    assert store.catalogs.claim("other feed", KEY) == catalog
    walk(store, catalog, ["a", "b"])
    store.close()
    for feed in ("feed", "other feed"):
        found = store.catalogs.bound(feed)
        assert found is not None
        assert (found.id, found.repositories, found.pages) == (catalog, 2, 1)
    assert store.catalogs.bound("third feed") is None
    assert store.catalogs.row(catalog + 1) is None


@pytest.mark.parametrize(
    "other",
    [
        CatalogKey("http://r.example.com", "", ""),
        CatalogKey("https://r.example.com:5000", "", ""),
        CatalogKey("https://r.example.com", "/prefix", ""),
        CatalogKey("https://r.example.com", "", "ann"),
    ],
)
def test_another_origin_prefix_or_identity_is_another_catalog(
    store: Store, other: CatalogKey
) -> None:
    catalog, second = store.catalogs.claim("feed", KEY), store.catalogs.claim("other", other)
    assert catalog != second
    walk(store, catalog, ["mine"])
    walk(store, second, ["theirs"])
    assert names(store, catalog) == ["mine"]
    assert names(store, second) == ["theirs"]
    store.tags.put(catalog, "app", ["1"])
    assert store.tags.get(second, "app") is None


def test_another_login_shows_another_catalog_and_forgets_none(store: Store) -> None:
    anonymous = store.catalogs.claim("feed", KEY)
    walk(store, anonymous, ["public"])
    private = store.catalogs.claim("feed", CatalogKey(KEY.origin, "", "ann"))
    bound = store.catalogs.bound("feed")
    assert bound is not None
    assert (bound.id, bound.refreshed_at) == (private, None)
    assert store.catalogs.claim("feed", KEY) == anonymous
    assert names(store, anonymous) == ["public"]


def test_ids_are_never_used_again(tmp_path: Path) -> None:
    ids = {Store(tmp_path / str(number)).catalogs.claim("feed", KEY) for number in range(20)}
    assert len(ids) == 20


def test_before_anything_was_read(store: Store) -> None:
    found = row(store, store.catalogs.claim("feed", KEY))
    assert (found.repositories, found.complete, found.refreshed_at) == (0, False, None)
    assert not found.walking


def test_a_first_walk_serves_what_it_has(store: Store) -> None:
    before = datetime.now(UTC)
    catalog = store.catalogs.claim("feed", KEY)
    store.walks.append(catalog, ["b", "a"], "/next")
    found = row(store, catalog)
    assert (found.repositories, found.pages, found.complete) == (2, 1, False)
    assert found.walking
    assert found.refreshed_at is not None
    assert before <= found.refreshed_at <= datetime.now(UTC)
    assert names(store, catalog) == ["a", "b"]
    store.walks.append(catalog, ["c"], None)
    assert names(store, catalog) == ["a", "b", "c"]


def test_during_a_later_walk_the_old_list_serves(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    walk(store, catalog, ["old", "older"])
    old = row(store, catalog)
    store.walks.append(catalog, ["new"], "/next")
    during = row(store, catalog)
    assert during.walking
    assert (during.repositories, during.complete, during.refreshed_at) == (
        *(2, True),
        old.refreshed_at,
    )
    assert names(store, catalog) == ["old", "older"]
    store.walks.finish(catalog, complete=True)
    assert names(store, catalog) == ["new"]
    assert not row(store, catalog).walking


def test_an_incomplete_list_does_not_replace_a_complete_one(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    walk(store, catalog, ["a", "b"], ["c"])
    old = row(store, catalog)
    walk(store, catalog, ["only"], complete=False)
    assert row(store, catalog) == old
    assert names(store, catalog) == ["a", "b", "c"]


def test_an_incomplete_list_is_better_than_none_and_gives_way(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    walk(store, catalog, ["a"], ["b"], complete=False)
    assert (row(store, catalog).repositories, row(store, catalog).complete) == (2, False)
    walk(store, catalog, ["c"], complete=False)
    assert names(store, catalog) == ["c"]
    walk(store, catalog, ["d"])
    assert names(store, catalog) == ["d"]
    assert row(store, catalog).complete


def test_an_empty_catalog_is_complete_too(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    walk(store, catalog, [])
    found = row(store, catalog)
    assert (found.repositories, found.complete, found.pages) == (0, True, 1)
    assert found.refreshed_at is not None
    assert names(store, catalog) == []


def test_any_names_come_back_as_they_were(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    store.walks.append(catalog, UNICODE, None)
    assert list(store.walks.names(catalog)) == UNICODE
    store.walks.finish(catalog, complete=True)
    assert sorted(names(store, catalog)) == sorted(UNICODE)
    store.tags.put(catalog, "漢字", UNICODE)
    kept = store.tags.get(catalog, "漢字")
    assert kept is not None
    assert list(kept.names) == UNICODE


def test_tags_are_kept_with_their_time(store: Store) -> None:
    catalog = store.catalogs.claim("feed", KEY)
    assert store.tags.get(catalog, "app") is None
    before = datetime.now(UTC)
    store.tags.put(catalog, "app", ["1", "2"])
    store.tags.put(catalog, "app", ["3"])
    store.tags.put(catalog, "empty", [])
    store.close()
    kept, empty = store.tags.get(catalog, "app"), store.tags.get(catalog, "empty")
    assert kept is not None
    assert empty is not None
    assert (list(kept.names), list(empty.names)) == (["3"], [])
    assert before <= kept.fetched_at <= datetime.now(UTC)
