"""Several kept lists in one ranking, compared with a search as one would write it first."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.domain.address import Address
from regbrowse.domain.catalog import Match
from regbrowse.domain.feed import Feed
from regbrowse.service.access import feed_key
from regbrowse.service.registry_service import RegistryService
from tests.catalog import naive
from tests.service.support import service_on

FEEDS = [Feed(name, Address(f"{name}.example")) for name in ("one", "two", "three", "empty")]
UNKNOWN = Feed("unknown", Address("unknown.example"))
WORDS = ["api", "pay", "payments", "web", "base", "a", "x-1"]
QUERIES = ["", "api", "pay api", "a", "/pay", "x-1", "PAYMENTS", "web base a", "py", "zzz"]


def some_names(chance: random.Random, number: int) -> list[str]:
    return ["/".join(chance.choices(WORDS, k=chance.randint(1, 3))) for _ in range(number)]


@pytest.fixture
def lists(tmp_path: Path) -> dict[str, list[str]]:
    chance = random.Random(5)
    sizes = {"one": 60, "two": 40, "three": 5, "empty": 0}
    lists = {name: some_names(chance, size) for name, size in sizes.items()}
    store = Store(tmp_path / "cache")
    for feed in FEEDS:
        catalog = store.catalogs.claim(feed_key(feed), CatalogKey(str(feed.address), "", ""))
        store.walks.append(catalog, lists[feed.name], None)
        store.walks.finish(catalog, complete=feed.name != "three")
    store.close()
    return lists


@pytest.fixture
def service(tmp_path: Path, lists: dict[str, list[str]]) -> Iterator[RegistryService]:
    assert lists
    with closing(service_on(tmp_path)) as service:
        yield service


def expected(lists: dict[str, list[str]], feeds: Sequence[Feed], query: str) -> list[Match]:
    words = set(query.casefold().split())
    ranked = [
        (sum(naive.rank("/" + name.casefold(), word) for word in words), number, place, name)
        for number, feed in enumerate(feeds)
        for place, name in enumerate(naive.search(lists[feed.name], query))
    ]
    return [Match(feeds[number].name, name) for _, number, _, name in sorted(ranked)]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("feeds", [FEEDS, FEEDS[::-1], FEEDS[:1], FEEDS[3:]])
async def test_as_one_list(
    service: RegistryService, lists: dict[str, list[str]], feeds: list[Feed], query: str
) -> None:
    result = await service.search(feeds, query)
    truth = expected(lists, feeds, query)
    if not truth:
        assert result.fuzzy or not result.total
        letters = {name for feed in feeds for name in naive.fuzzy(lists[feed.name], query)}
        assert {match.repository for match in result.matches} == letters
        return
    assert not result.fuzzy
    assert list(result.matches) == truth
    assert result.total == len(truth) == len(result.matches)
    assert [result.matches[row] for row in range(len(truth))] == truth
    assert result.matches[3:17:2] == truth[3:17:2]
    assert result.matches[-1] == truth[-1]
    for limit in (0, 1, 7, 1000):
        limited = await service.search(feeds, query, limit)
        assert list(limited.matches) == truth[:limit]
        assert limited.total == len(truth)
    with pytest.raises(IndexError):
        result.matches[len(truth)]


async def test_what_is_said_of_the_lists(
    service: RegistryService, lists: dict[str, list[str]]
) -> None:
    result = await service.search([*FEEDS, UNKNOWN], "api")
    assert [(state.feed, state.repositories, state.complete) for state in result.feeds] == [
        ("one", len(set(lists["one"])), True),
        ("two", len(set(lists["two"])), True),
        ("three", len(set(lists["three"])), False),
        ("empty", 0, True),
        ("unknown", 0, False),
    ]
    assert result.feeds[-1].refreshed_at is None
    assert all(state.refreshed_at for state in result.feeds[:-1])


async def test_nothing_to_search(service: RegistryService) -> None:
    for feeds in ([], [UNKNOWN], [FEEDS[3]]):
        result = await service.search(feeds, "a")
        assert (result.total, list(result.matches), result.fuzzy) == (0, [], False)


async def test_letters_are_tried_only_where_no_list_has_the_words(
    service: RegistryService,
) -> None:
    result = await service.search(FEEDS, "pymnts")
    assert result.fuzzy
    assert {match.feed for match in result.matches} >= {"one", "two"}
    result = await service.search(FEEDS, "payments")
    assert not result.fuzzy


async def test_namespaces(service: RegistryService, lists: dict[str, list[str]]) -> None:
    found = await service.namespaces(FEEDS[:1], "")
    names = set(lists["one"])
    groups = Counter(name.partition("/")[0] for name in names if "/" in name)
    alone = {name for name in names if "/" not in name}
    assert sorted((each.name, each.repositories) for each in found) == sorted(
        [*groups.items(), *((name, 1) for name in alone)]
    )
