"""Names that were seen: the same answer whether a registry lists in order or not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.registry.seen import SeenNames

SOME = ["a", "a-b", "a/b", "a/c", "b", "b.c", "b/a", "c", "z/z", "z"]
NAMES = st.lists(st.lists(st.sampled_from(SOME), max_size=6))


@given(NAMES, st.booleans())
def test_it_agrees_with_a_set(pages: list[list[str]], ordered: bool) -> None:
    if ordered:
        flat = sorted({name for page in pages for name in page})
        pages = [flat[at : at + 3] for at in range(0, len(flat), 3)]
    seen, expected = SeenNames(), set[str]()
    for page in pages:
        fresh = [name for name in dict.fromkeys(page) if name not in expected]
        assert seen.take(page) == fresh
        expected.update(page)
        assert len(seen) == len(expected)
    assert seen.has_all(expected)
    assert not seen.has_all([*expected, "another"])


def by_component(name: str) -> list[str]:
    return name.split("/")


@pytest.mark.parametrize("key", [str, by_component])
def test_a_list_in_order_needs_no_set(key: object) -> None:
    assert callable(key)
    random.seed(1)
    names = sorted({f"{random.choice('ab')}-{n}/{n}" for n in range(500)} | {"a", "b"}, key=key)
    seen = SeenNames(names[:100])
    for start in range(100, len(names), 100):
        assert seen.take(names[start : start + 100]) == names[start : start + 100]
    assert seen._set is None
    assert len(seen) == len(names)


def test_a_page_that_comes_again_is_known() -> None:
    seen = SeenNames()
    assert seen.take(["a", "b"]) == ["a", "b"]
    assert seen.take(["a", "b"]) == []
    assert seen.take(["c", "b", "c"]) == ["c"]
    assert len(seen) == 3
