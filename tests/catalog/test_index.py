"""The index finds what the naive search finds, however its names came in."""

import asyncio
from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.catalog.index import Index
from regbrowse.catalog.keys import exact_key
from regbrowse.catalog.order import sorted_names
from regbrowse.catalog.scan import Result
from tests.catalog import naive


def index_of(names: Sequence[str], block_size: int = 3, page: int = 5) -> Index:
    """An index of many small blocks."""
    index = Index(block_size)
    for start in range(0, len(names), page):
        index.add(names[start : start + page])
    return index


def drain(slices: Generator[object, None, Result]) -> tuple[int, Result]:
    """The number of slices, and the result."""
    count = 0
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return count, end.value
        count += 1


@given(naive.names, naive.queries)
def test_finds_what_the_naive_search_finds(names: list[str], query: str) -> None:
    result = index_of(names).search(query, fuzzy=False)
    expected = naive.search(names, query)
    assert list(result.names) == expected
    assert (result.total, result.fuzzy) == (len(expected), False)


@given(naive.names, naive.queries, st.integers(0, 12))
def test_a_limit_cuts_the_names_and_nothing_else(names: list[str], query: str, limit: int) -> None:
    whole = index_of(names).search(query)
    cut = index_of(names).search(query, limit)
    assert list(cut.names) == list(whole.names)[:limit]
    assert (cut.total, cut.fuzzy) == (whole.total, whole.fuzzy)
    assert list(cut.rows) == list(whole.names)
    assert cut.rows.tiers == whole.rows.tiers


@given(naive.names, naive.queries)
def test_offers_names_with_the_letters_only_if_no_name_has_the_words(
    names: list[str], query: str
) -> None:
    result = index_of(names).search(query)
    if expected := naive.search(names, query):
        assert (list(result.names), result.fuzzy) == (expected, False)
    else:
        expected_names = naive.fuzzy(names, query)
        assert len(result.names) == result.total == len(expected_names)
        assert set(result.names) == expected_names
        assert result.fuzzy == bool(expected_names)


@given(naive.names, naive.queries)
def test_blocks_and_pages_make_the_same_index(names: list[str], query: str) -> None:
    expected = naive.search(names, query)
    ordered = naive.in_order(names)
    sources = {
        "pages as they come": index_of(names),
        "one sorted block": Index.from_blocks(["\n".join(ordered)]),
        "sorted blocks": Index.from_blocks(
            ["\n".join(ordered[start : start + 4]).encode() for start in range(0, len(ordered), 4)]
        ),
        "an unsorted block": Index.from_blocks(["\n".join(names)]),
    }
    for source, index in sources.items():
        assert len(index) == len(ordered), source
        assert list(index.search(query, fuzzy=False).names) == expected, source


@given(naive.names, naive.queries, st.integers(1, 9))
def test_a_finished_list_makes_the_same_index(names: list[str], query: str, size: int) -> None:
    ordered = sorted(set(names), key=exact_key)
    blocks = ["\n".join(ordered[at : at + size]) for at in range(0, len(ordered), size)]
    index = Index.from_blocks(blocks, ordered=True)
    assert len(index) == len(ordered)
    assert list(index.search(query, fuzzy=False).names) == naive.search(names, query)
    assert index.add(names) == 0


@given(naive.names, st.integers(1, 6))
def test_counts_each_name_once(names: list[str], page: int) -> None:
    index = Index(block_size=2)
    seen: set[str] = set()
    for start in range(0, len(names), page):
        new = set(names[start : start + page]) - seen
        assert index.add(names[start : start + page]) == len(new)
        seen |= new
        assert len(index) == len(seen)
    assert index.add(names) == 0
    assert list(index.search("").names) == naive.in_order(names)


@given(naive.names, naive.names, naive.queries)
def test_names_can_be_searched_as_soon_as_they_are_added(
    first: list[str], second: list[str], query: str
) -> None:
    index = index_of(first)
    before = index.search(query, 1, fuzzy=False)
    index.add(second)
    assert list(index.search(query, fuzzy=False).names) == naive.search(first + second, query)
    # What was found stays what it was.
    assert list(before.rows) == naive.search(first, query)


def test_an_empty_index_finds_nothing() -> None:
    for index in (Index(), Index.from_blocks([]), Index.from_blocks(["", b""])):
        assert len(index) == 0
        for query in ("", "a"):
            result = index.search(query, 10)
            assert (result.total, result.fuzzy, list(result.names)) == (0, False, [])


def test_only_newlines_separate_names() -> None:
    names = ["a\x85b", "a\u2028b", "a\rb", "a\x0bb", "a\x1cb"]
    index = Index.from_blocks(["\n".join(naive.in_order(names))])
    assert len(index) == 5
    assert set(index.search("b").names) == set(names)
    with pytest.raises(ValueError, match="newline"):
        index.add(["a\nb"])


def test_returns_the_original_spelling() -> None:
    index = index_of(["Team/App", "team/app", "team/APP", "Straße", "team/xapp"], block_size=9)
    assert list(index.search("app").names) == ["Team/App", "team/APP", "team/app", "team/xapp"]
    assert list(index.search("STRASSE").names) == ["Straße"]
    assert list(index.search("tmpp").names) == ["Team/App", "team/APP", "team/app", "team/xapp"]


def test_a_namespace_is_in_one_piece() -> None:
    names = ["a-b", "a/b", "a", "a.b/c", "a/b/c", "a/b-c"]
    ordered = ["a", "a/b", "a/b/c", "a/b-c", "a-b", "a.b/c"]
    assert sorted_names(names) == ordered
    assert list(index_of(names).search("").names) == ordered


def test_a_slice_is_one_block() -> None:
    blocks = ["\n".join(f"{block}/{name:04}" for name in range(4000)) for block in range(5)]

    def slices(query: str, limit: int | None, *, fuzzy: bool = True) -> int:
        return drain(Index.from_blocks(blocks).search_slices(query, limit, fuzzy=fuzzy))[0]

    assert slices("0", 10) == 5
    assert slices("", None) == 5
    # Five for the words, and five for the letters.
    assert slices("1/9/", 10) == 10
    assert slices("1/9/", 10, fuzzy=False) == 5


def test_who_types_on_looks_only_where_there_were_hits() -> None:
    index = Index(block_size=2)
    index.add(["a/x", "a/y", "b/x", "b/y", "c/x", "c/z"])
    assert drain(index.search_slices("y"))[0] == 3
    assert drain(index.search_slices("/y"))[0] == 2
    # No name has the word, and one block has the letters.
    assert drain(index.search_slices("cz"))[0] == 6
    assert drain(index.search_slices("/cz"))[0] == 1
    assert drain(index.search_slices("/czz"))[0] == 1
    assert drain(index.search_slices("/czzz"))[0] == 0


def test_waiting_names_are_merged_slice_by_slice() -> None:
    index = Index(block_size=4)
    index.add([f"n{number}" for number in range(100, 180, 2)])
    index.add(["n101", "n141", "n177"])
    slices, result = drain(index.search_slices("n1"))
    # Three of ten blocks are merged, and become two each.
    assert (slices, result.total) == (3 + 13, 43)
    assert drain(index.search_slices("n1"))[0] == 13


def test_two_searches_may_merge_at_the_same_time() -> None:
    index = Index(block_size=4)
    index.add([f"n{number}" for number in range(100, 160, 2)])
    index.add(["n101", "n121", "n141"])
    one, other = index.search_slices("n1"), index.search_slices("n1")
    next(one)
    next(other)
    index.add(["n103", "n123", "n143"])
    assert 33 <= drain(one)[1].total <= 36
    assert 33 <= drain(other)[1].total <= 36
    assert index.search("n1").total == 36


async def test_the_asynchronous_search_lets_others_work() -> None:
    index = index_of([f"team/app-{number:03}" for number in range(100)], block_size=10, page=10)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    result = await index.search_async("app", 5, slice_s=0)
    task.cancel()
    assert turns >= 10
    assert result.names == index.search("app", 5).names


async def test_the_asynchronous_search_can_be_cancelled() -> None:
    index = index_of([f"team/app-{number:03}" for number in range(100)], block_size=10, page=10)
    task = asyncio.create_task(index.search_async("app", 5, slice_s=0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert index.search("app").total == 100


@given(naive.names, naive.queries)
def test_typing_on_finds_what_a_search_from_the_start_finds(names: list[str], query: str) -> None:
    index = index_of(names)
    for end in range(len(query) + 1):
        result = index.search(query[:end], fuzzy=False)
        assert list(result.names) == naive.search(names, query[:end])


@given(naive.names, naive.queries, st.lists(st.booleans(), min_size=6, max_size=6))
def test_typing_on_finds_the_same_letters(names: list[str], query: str, fuzzy: list[bool]) -> None:
    index = index_of(names)
    for end in range(len(query) + 1):
        result = index.search(query[:end], fuzzy=fuzzy[end])
        alone = index_of(names).search(query[:end], fuzzy=fuzzy[end])
        assert (list(result.names), result.fuzzy) == (list(alone.names), alone.fuzzy)


@given(naive.names, naive.names, naive.queries)
def test_names_that_come_while_one_types_are_found(
    names: list[str], more: list[str], query: str
) -> None:
    index = index_of(names)
    index.search(query[:1], fuzzy=False)
    index.add(more)
    result = index.search(query, fuzzy=False)
    assert list(result.names) == naive.search([*names, *more], query)


@given(naive.names, naive.names)
def test_it_knows_which_names_it_holds(names: list[str], others: list[str]) -> None:
    index = index_of(names)
    assert [index.holds(name) for name in others if name] == [
        name in names for name in others if name
    ]
