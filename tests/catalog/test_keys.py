"""Keys, and the fence that finds names by them."""

from hypothesis import given
from hypothesis import strategies as st

from regbrowse.catalog.block import Block, cut
from regbrowse.catalog.fence import Fence
from regbrowse.catalog.keys import exact_key, is_ascending
from tests.catalog import naive

hostile = naive.texts("ab/-\x00\x01\x02", 6)


@given(hostile, hostile)
def test_keys_compare_as_components_do(one: str, other: str) -> None:
    assert (exact_key(one) < exact_key(other)) == (one.split("/") < other.split("/"))
    assert (exact_key(one) == exact_key(other)) == (one == other)


@given(st.lists(hostile, min_size=1))
def test_a_block_is_keyed_as_its_names_are(names: list[str]) -> None:
    assert exact_key("\n".join(names)).split("\n") == [exact_key(name) for name in names]
    assert is_ascending([exact_key(name) for name in naive.in_order(names)])
    assert not is_ascending([exact_key(names[0]), exact_key(names[0])])


@given(st.lists(naive.texts("abA/", 12).map(lambda text: text * 60), min_size=1, unique=True))
def test_a_fence_knows_the_names_of_its_block(names: list[str]) -> None:
    # The names are long, so that the fence has several posts.
    ordered = naive.in_order(names)
    inside = ordered[::2]
    fence = Fence(Block.of("\n".join(inside), len(inside)))
    for name in [*ordered, "a", "b", *(name[:-1] for name in names)]:
        assert fence.holds(name, exact_key(name)) == (name in inside)


def test_long_names_make_small_blocks() -> None:
    names = ["a" * 600_000, "b" * 600_000, "c" * 3_000_000, "d", "e", "f"]
    assert [len(part) for part in cut(names, 2)] == [1, 1, 1, 2, 1]
    assert list(cut([], 2)) == []
