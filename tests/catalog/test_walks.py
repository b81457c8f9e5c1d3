"""Walks as they are kept: pages with their cursor, sorted in the end, by one process at a time."""

import random
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.catalog.blocks import split
from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.keys import exact_key
from regbrowse.catalog.store import Store
from regbrowse.catalog.walks import BLOCK_SIZE, WalkState

KEY = CatalogKey("https://r.example.com", "", "")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


@pytest.fixture
def catalog(store: Store) -> int:
    return store.catalogs.claim("feed", KEY)


def loaded(store: Store, catalog: int) -> list[str]:
    return [name for block in store.catalogs.load(catalog).blocks for name in split(block)]


def test_a_walk_goes_on_where_it_stopped(store: Store, catalog: int) -> None:
    assert store.walks.state(catalog) == WalkState()
    assert list(store.walks.names(catalog)) == []
    store.walks.append(catalog, ["b", "a"], "/2")
    store.walks.append(catalog, [], "/3")
    store.walks.append(catalog, ["c"], "/4")
    store.close()
    assert store.walks.state(catalog) == WalkState("/4", 3, 3)
    assert list(store.walks.names(catalog)) == ["b", "a", "c"]
    store.walks.append(catalog, ["d"], None)
    assert store.walks.state(catalog) == WalkState(None, 4, 4)
    store.walks.finish(catalog, complete=True)
    assert store.walks.state(catalog) == WalkState()
    found = store.catalogs.row(catalog)
    assert found is not None
    assert (found.repositories, found.pages) == (4, 4)


def test_an_abandoned_walk_begins_anew(store: Store, catalog: int) -> None:
    store.walks.append(catalog, ["a"], "/2")
    store.walks.abandon(catalog)
    assert store.walks.state(catalog) == WalkState()
    assert list(store.walks.names(catalog)) == []
    store.walks.append(catalog, ["b"], "/2")
    assert store.walks.state(catalog) == WalkState("/2", 1, 1)


def test_walks_of_two_catalogs_do_not_meet(store: Store, catalog: int) -> None:
    other = store.catalogs.claim("other", CatalogKey(KEY.origin, "", "ann"))
    store.walks.append(catalog, ["mine"], "/mine")
    store.walks.append(other, ["theirs"], "/theirs")
    store.walks.finish(catalog, complete=True)
    assert store.walks.state(other) == WalkState("/theirs", 1, 1)
    assert loaded(store, other) == ["theirs"]


def test_nothing_is_kept_of_a_catalog_that_is_gone(store: Store) -> None:
    assert not store.walks.append(4711, ["a"], "/2")
    assert store.walks.state(4711) == WalkState()
    assert not store.walks.finish(4711, complete=True)
    assert store.catalogs.row(4711) is None


def test_a_list_is_sorted_in_blocks_without_duplicates(store: Store, catalog: int) -> None:
    names = [f"team-{number % 7}/app-{number}" for number in range(2 * BLOCK_SIZE + 5)]
    shuffled = names + names[:100] + ["team-0", "team-0-x", "team-0/app-0"]
    random.Random(7).shuffle(shuffled)
    for start in range(0, len(shuffled), 1000):
        store.walks.append(catalog, shuffled[start : start + 1000], "/next")
    store.walks.finish(catalog, complete=True)
    blocks = [split(block) for block in store.catalogs.load(catalog).blocks]
    assert [len(block) for block in blocks] == [BLOCK_SIZE, BLOCK_SIZE, 7]
    listed = [name for block in blocks for name in block]
    assert set(listed) == set(shuffled)
    assert all(exact_key(one) < exact_key(two) for one, two in pairwise(listed))
    assert listed[:2] == ["team-0", "team-0/app-0"]
    found = store.catalogs.row(catalog)
    assert found is not None
    assert found.repositories == len(listed)


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)
HOSTILE = st.sampled_from(["a/b", "a\0b", "a\1b", "a\0", "a/", "/a", "a", "ä", "\u2028", "\r"])


@given(st.lists(st.lists(st.one_of(NAMES, HOSTILE), max_size=6), max_size=5))
def test_any_pages_become_a_set(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[str]]
) -> None:
    store = Store(tmp_path_factory.mktemp("cache"))
    catalog = store.catalogs.claim("feed", KEY)
    for page in pages:
        store.walks.append(catalog, page, None)
    store.walks.finish(catalog, complete=True)
    listed = loaded(store, catalog)
    assert sorted(listed) == sorted({name for page in pages for name in page})
    store.close()


def test_one_at_a_time_in_one_process(store: Store, catalog: int) -> None:
    with store.walks.exclusive(catalog) as first:
        assert first
        with store.walks.exclusive(catalog) as second:
            assert not second
        with store.walks.exclusive(catalog + 1) as other:
            assert other
    with store.walks.exclusive(catalog) as again:
        assert again
    with suppress(ZeroDivisionError), store.walks.exclusive(catalog):
        raise ZeroDivisionError
    with store.walks.exclusive(catalog) as again:
        assert again


HOLD = """
import sys, time
from pathlib import Path
from regbrowse.catalog.store import Store
with Store(Path(sys.argv[1])).walks.exclusive(int(sys.argv[2])) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False])
def test_one_process_at_a_time(store: Store, catalog: int, tmp_path: Path, *, killed: bool) -> None:
    folder = str(tmp_path / "cache")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, folder, str(catalog)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with store.walks.exclusive(catalog) as ours:
            assert not ours
        if killed:
            other.kill()
        else:
            other.communicate()
        other.wait()
    with store.walks.exclusive(catalog) as ours:
        assert ours
