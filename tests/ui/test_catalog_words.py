"""What the catalog says of its counts, walks and limits."""

from datetime import UTC, datetime, timedelta

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.catalog import CatalogState, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import WalkProgress
from regbrowse.domain.rate_limit import RateLimit, Waiting
from regbrowse.domain.ways import Ways
from regbrowse.ui.screens.catalog_words import count_words, empty_words, status_words
from regbrowse.ui.walks import Walk

NOW = datetime.now(UTC)
LIMIT = RateLimit("hub", NOW, 100, 20)


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
        (0, CatalogState("a"), ""),
        (0, CatalogState("a", refreshed_at=NOW, complete=True), "0 of 0  just now"),
    ],
)
def test_counts(total: int, state: CatalogState, words: str) -> None:
    assert count_words(result(total, state), NOW) == words


def test_a_countdown_says_the_limit_already() -> None:
    walk = Walk(Feed("a", Address.parse("a.example.com")), waiting=Waiting(42, "hub"))
    said = status_words(result(0), [walk], Ways(), limit=LIMIT)
    assert said == "a: waiting 42 s (rate limit)   x stops it"
    walk.cancelled = True
    said = status_words(result(0), [walk], Ways(), limit=LIMIT)
    assert said == "a: stopped; r goes on from there   20 of 100 requests left"
    over = RateLimit("hub", NOW - timedelta(hours=2), 100, 20, window_s=3600)
    assert status_words(result(0), [], Ways(), limit=over) == ""


A = Feed("a", Address.parse("a.example.com"))


def test_what_was_read_before_says_nothing_of_the_speed() -> None:
    walk = Walk(A)
    walk.advance(WalkProgress("a", 9000, 90, 0.5, resumed=True))
    assert walk.rate == 0
    assert status_words(result(0), [walk], Ways()) == "a: 9,000 in 90 pages   x stops it"
    walk.advance(WalkProgress("a", 9300, 93, 2.5, resumed=True))
    assert walk.rate == 150
    walk = Walk(A)
    walk.advance(WalkProgress("a", 100, 1, 0.5))
    assert walk.rate == 200


def test_x_is_a_letter_where_one_types() -> None:
    said = status_words(result(0), [Walk(A)], Ways(), typing=True)
    assert said == "a: reading the catalog ...   esc, then x stops it"
    assert "esc, then x stops it" in empty_words(result(0), [Walk(A)], Ways(), typing=True)
    assert "x stops it, esc goes back" in empty_words(result(0), [Walk(A)], Ways())


def test_a_list_that_is_not_whole_says_what_to_do() -> None:
    partial = result(5, CatalogState("a", 5, refreshed_at=NOW))
    assert status_words(partial, [], Ways()) == (
        "The list was not read to its end; r goes on from there."
    )
    several = result(7, CatalogState("a", 5), CatalogState("b", 2, complete=True))
    assert "The list of a was not read to its end" in status_words(several, [], Ways())
    assert "not read to its end" not in status_words(partial, [Walk(A)], Ways())
    assert "not read to its end" not in status_words(partial, [Walk(A, cancelled=True)], Ways())
