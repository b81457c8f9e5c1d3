"""What comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.catalog.block import Block
from regbrowse.catalog.index import Index
from regbrowse.catalog.matching import Words, names_by_rank
from tests.catalog import naive


def search(names: list[str], query: str) -> list[str]:
    index = Index()
    index.add(names)
    return list(index.search(query).names)


def test_one_word_from_whole_name_to_inside() -> None:
    best_first = [
        "api",  # the whole name
        "a/api",  # the whole last component
        "z/api",
        "api/a",  # the start of the name
        "api-gateway",
        "a/api-gateway",  # the start of another component
        "a/my-api",  # inside
        "myapi",
    ]
    assert search(sorted(best_first), "api") == best_first
    assert search(sorted(best_first), "API") == best_first


def test_several_words_in_any_order() -> None:
    best_first = [
        "payments/api",
        "payments/api-gateway",
        "payments/legacy-api",
        "team/payments-api",
        "old-payments/legacy-api",
    ]
    names = ["payments/web", "api", *best_first]
    assert search(names, "payments api") == best_first
    assert search(names, "api  payments") == best_first
    assert search(names, "api payments api") == best_first


def test_a_word_may_contain_a_slash() -> None:
    names = ["team/app", "x/team/app", "x/team/apple", "myteam/app", "team-app"]
    assert search(names, "team/app") == ["team/app", "x/team/app", "x/team/apple", "myteam/app"]


def test_a_slash_in_front_asks_for_the_start_of_a_component() -> None:
    assert search(["api", "my-api", "x/api-2", "x/my-api"], "/api") == ["api", "x/api-2"]


@pytest.mark.parametrize(
    ("query", "best_first"),
    [
        ("pygw", ["pay/gw", "xpay/gw", "pay/old-gw", "pay/old-gateway"]),
        ("rdis", ["redis", "x-redis", "xredis", "r-e-d-i-s"]),
        ("gtw pay", ["pay/gateway", "pay/old-gateway"]),
    ],
)
def test_fuzzy_hits_tight_ones_and_starts_first(query: str, best_first: list[str]) -> None:
    index = Index()
    index.add(sorted(best_first))
    result = index.search(query)
    assert (list(result.names), result.fuzzy) == (best_first, True)


def test_a_fuzzy_search_for_a_very_long_word_finds_nothing() -> None:
    assert search(["a" * 400], "b" + "a" * 300) == []
    assert search(["a" * 400 + "b"], "a" * 256 + "ab" * 99) == []


@given(naive.names, naive.queries)
def test_counting_and_finding_agree(names: list[str], query: str) -> None:
    words = list(dict.fromkeys(query.casefold().split()))
    lower = naive.in_order(name.casefold() for name in names)
    if not words or not lower:
        return
    matcher, block = Words(words), Block.of("\n".join(lower), len(lower))
    counts = matcher.count(block)
    found = {
        rank: len(hits)
        for rank, hits in names_by_rank(matcher, block, matcher.lines(block)).items()
    }
    assert counts is None if len(words) > 1 else counts == found


@given(st.integers(0, 40), st.text(st.sampled_from("ab/"), min_size=1, max_size=3))
def test_cutting_and_splitting_find_the_same(others: int, word: str) -> None:
    # Few hits among many names are cut out of the text, many hits come from splitting it.
    names = ["ab", "b/a/a", "xa/a/a", *(f"x{number}" for number in range(others))]
    index = Index()
    index.add(names)
    assert list(index.search(word, fuzzy=False).names) == naive.search(names, word)
