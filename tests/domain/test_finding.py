"""What can be looked for, and what is known of a search while it goes on."""

import pytest

from regbrowse.domain.catalog import CatalogState
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, Unreachable, UsageError
from regbrowse.domain.finding import (
    FeedFailed,
    FindBegun,
    Finding,
    FoundTag,
    Looked,
    QueryKind,
    read_query,
)
from regbrowse.domain.ways import Ways

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("2.7.1", QueryKind.TAG, "2.7.1"),
        (" latest ", QueryKind.TAG, "latest"),
        ("2.7.*", QueryKind.PATTERN, "2.7.*"),
        ("?", QueryKind.PATTERN, "?"),
        (DIGEST, QueryKind.DIGEST, DIGEST),
        (f"@{DIGEST}", QueryKind.DIGEST, DIGEST),
        ("0a" * 32, QueryKind.DIGEST, DIGEST),
        ("sha512:" + "f" * 128, QueryKind.DIGEST, "sha512:" + "f" * 128),
        ("0a" * 20, QueryKind.TAG, "0a" * 20),
    ],
)
def test_queries(text: str, kind: QueryKind, read: str) -> None:
    query = read_query(text)
    assert (query.kind, query.text) == (kind, read)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "nothing"),
        ("  ", "nothing"),
        ("sha256:9f3c", "whole"),
        ("team/app", "repository"),
        ("a b", "no tag"),
        ("[ab]*", "no tag"),
        ("x" * 129, "no tag"),
        ("*" * 129, "no tag"),
        ("1\x1b[31m", "no tag"),
        ("..", "no tag"),
    ],
)
def test_what_can_be_found_nowhere(text: str, word: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_query(text)
    assert caught.value.code is Code.INVALID_QUERY
    assert word in caught.value.facts["reason"]


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("2.7.*", ("2.7.1", "2.7.", "2.7.1-rc.1"), ("2.7", "12.7.1", "2x7.1")),
        ("1.?", ("1.2",), ("1.", "1.23")),
        ("*-Alpine", ("3-Alpine",), ("3-alpine", "3-Alpine3")),
    ],
)
def test_patterns(pattern: str, fits: tuple[str, ...], fits_not: tuple[str, ...]) -> None:
    query = read_query(pattern)
    assert [tag for tag in (*fits, *fits_not) if query.fits(tag)] == list(fits)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not read_query("*a" * 60).fits("a" * 59 + "b" * 69)


def begun(total: int, *, complete: bool = True, no_list: Code | None = None) -> FindBegun:
    states = [CatalogState("prod", total, complete=complete)]
    return FindBegun(total, fuzzy=False, feeds=states, ways={"prod": Ways(no_list=no_list)})


def hit(place: int, tag: str = "1") -> Looked:
    return Looked(place, "prod", f"r{place}", [FoundTag("prod", f"r{place}", tag, DIGEST)])


def test_results_are_in_the_order_of_the_search_however_they_come() -> None:
    finding = Finding(read_query("1"))
    assert (finding.total, finding.complete) == (0, False)
    denied = NotFound(Code.MANIFEST_DENIED)
    events = [hit(2), Looked(3, "prod", "r3", error=denied), hit(0), Looked(1, "prod", "r1")]
    finding.take(begun(4))
    for number, event in enumerate(events, 1):
        finding.take(event)
        assert finding.searched == number
    assert [each.repository for each in finding.results] == ["r0", "r2"]
    assert (finding.found, finding.total) == (2, 4)
    assert [each.repository for each in finding.skipped] == ["r3"]
    assert finding.reasons == [(Code.MANIFEST_DENIED, 1)]
    assert not finding.complete


def test_complete_means_that_nothing_was_missed() -> None:
    def complete(first: FindBegun, *events: Looked | FeedFailed) -> bool:
        finding = Finding(read_query("1"))
        for event in (first, *events):
            finding.take(event)
        return finding.complete

    assert complete(begun(1), hit(0))
    assert complete(begun(0))
    assert not complete(begun(2), hit(0))
    assert not complete(begun(1, complete=False), hit(0))
    assert not complete(begun(1, no_list=Code.CATALOG_DENIED), hit(0))
    assert not complete(begun(1), Looked(0, "prod", "r0", whole=False))
    assert not complete(begun(0), FeedFailed("prod", Unreachable(Code.CONNECTION_REFUSED)))
