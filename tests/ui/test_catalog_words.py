"""What the catalog says of its counts, walks and limits."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.catalog import CatalogState, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.ways import Ways
from regbrowse.ui.screens.catalog_words import count_words, status_words
from regbrowse.ui.walks import Walk

NOW = datetime.now(UTC)
LIMIT = "20 of 100 requests left"


def result(total: int, *feeds: CatalogState) -> SearchResult:
    return SearchResult("ngi", total, fuzzy=False, matches=(), feeds=feeds)


@pytest.mark.parametrize(
    ("total", "state", "words"),
    [
        (38, CatalogState("a", 12431, complete=True), "38 of 12,431"),
        (231, CatalogState("a"), "231 found"),
        (231, CatalogState("a", opened=2), "231 found"),
        (2, CatalogState("a", opened=2), "2 of 2"),
        (101, CatalogState("a", 100, complete=True, opened=1), "101 of 101"),
        (0, CatalogState("a"), "0 of 0"),
    ],
)
def test_counts(total: int, state: CatalogState, words: str) -> None:
    assert count_words(result(total, state), NOW) == words


def test_a_countdown_says_the_limit_already() -> None:
    walk = Walk(Feed("a", Address.parse("a.example.com")), waiting=Waiting(42, "hub"))
    said = status_words(result(0), [walk], Ways(), limit=LIMIT)
    assert said == "a: waiting 42 s (rate limit)   esc stops it"
    walk.cancelled = True
    said = status_words(result(0), [walk], Ways(), limit=LIMIT)
    assert said == "a: stopped; r goes on from there   20 of 100 requests left"
