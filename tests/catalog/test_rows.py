"""Rows are found when they are asked for, and are what the search would have listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.catalog.index import Index
from tests.catalog import naive

NAMES = [
    f"team{team:02}/{name}" for team in range(30) for name in ("api", "api-x", "my-api", "web")
]


def index_of(names: list[str]) -> Index:
    index = Index(block_size=7)
    index.add(naive.in_order(names))
    return index


@given(
    st.sampled_from(["api", "team1", "api team", "tpi", "", "1", "/api", "zzz"]),
    st.integers(-130, 130),
    st.none() | st.integers(-130, 130),
    st.none() | st.integers(-130, 130),
    st.sampled_from([None, 1, 2, -1, -3]),
)
def test_rows_are_a_sequence(
    query: str, row: int, start: int | None, stop: int | None, step: int | None
) -> None:
    index = index_of(NAMES)
    everything = list(index.search(query).names)
    rows = index.search(query, 3).rows
    assert len(rows) == len(everything)
    assert rows[start:stop:step] == everything[start:stop:step]
    if -len(everything) <= row < len(everything):
        assert rows[row] == everything[row]
    else:
        with pytest.raises(IndexError):
            rows[row]


def test_tiers_say_how_many_rows_have_which_rank() -> None:
    rows = index_of([*NAMES, "api"]).search("api", 3).rows
    assert rows.tiers == [(0, 1), (1, 30), (3, 30), (4, 30)]
    assert [rows[0], rows[1], rows[31], rows[61]] == [
        "api",
        "team00/api",
        "team00/api-x",
        "team00/my-api",
    ]


def test_rows_outlive_changes_of_the_index() -> None:
    index = index_of(NAMES)
    rows = index.search("api", 1).rows
    before = list(rows)
    index.add([f"api/{number}" for number in range(50)])
    index.search("api")
    assert list(rows) == before


def test_the_first_rows_are_ready() -> None:
    result = index_of(NAMES).search("api", 40)
    assert list(result.names) == result.rows[:40]
    assert len(result.names) == 40
