"""What two lists of layers have in common."""

import pytest

from regbrowse.domain.comparison import compare_layers
from regbrowse.domain.image.descriptor import Descriptor, total_size


def layers(names: str) -> list[Descriptor]:
    return [Descriptor(name, 10) for name in names]


@pytest.mark.parametrize(
    ("first", "second", "base", "shared", "only_first", "only_second"),
    [
        ("abc", "abd", 2, "ab", "c", "d"),
        ("abc", "xbc", 0, "bc", "a", "x"),
        ("", "a", 0, "", "", "a"),
        # An empty layer is there again and again, and pulled once.
        ("aab", "aacec", 1, "a", "b", "ce"),
        ("ab", "acac", 1, "a", "b", "c"),
    ],
)
def test_each_layer_is_told_once(
    first: str, second: str, base: int, shared: str, only_first: str, only_second: str
) -> None:
    found = compare_layers(layers(first), layers(second))
    assert found.base == base
    assert [each.digest for each in found.shared] == list(shared)
    assert [each.digest for each in found.only_first] == list(only_first)
    assert [each.digest for each in found.only_second] == list(only_second)
    assert total_size(found.only_second) == 10 * len(only_second)
