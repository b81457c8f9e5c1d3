"""The order of versions against keys that are compared by Python, for any tag at all.

`Version.order` is a text, for speed. Here the same rules (design of `domain.version`) are written
down once more as tuples, without a thought for speed.
"""

import itertools
import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from regbrowse.domain.tag import read_tag, sort_tags
from regbrowse.domain.version import Version, read_version

Label = tuple[int, int, str]
Place = tuple[list[int], bool, list[Label]]


def place(version: Version) -> Place:
    """Where a version stands, without its variant: the newest is the greatest.

    SemVer 2.0.0, section 11, for any count of numbers and with letters and digits split.
    """
    numbers = list(version.release)
    while numbers and numbers[-1] == 0:
        del numbers[-1]
    labels = [(0, each, "") if isinstance(each, int) else (1, 0, each) for each in version.labels]
    return numbers, not labels, labels


def variant_place(version: Version) -> str:
    """Variants are in the order of their names, with numbers compared as numbers."""
    return re.sub("[0-9]+", lambda digits: digits[0].zfill(12), (version.variant or "").lower())


NUMBER = st.one_of(
    st.sampled_from(["0", "1", "2", "9", "10", "11", "00", "01", "007", "99", "100", "2024"]),
    st.integers(0, 10**20).map(str),
)
NUMBERS = st.lists(NUMBER, min_size=1, max_size=6).map(".".join)
LABELS = """
    -rc rc -RC -rc1 rc.1 _rc-1 -rc01 -rc10 -alpha -alpha.beta -alpha.beta.2 b1 a2.dev3 .dev4
    -M2 -SNAPSHOT-20240101 -next.0 -rc.1.1 -rc.z
"""
VARIANTS = """
    -alpine -alpine3.9 -alpine3.10 -Alpine _alpine -slim -slim-bookworm +build u392-jre -1 -10
    .post1 -
"""
LABEL = st.one_of(
    st.sampled_from(LABELS.split()),
    st.builds(
        "-{}{}".format,
        st.sampled_from(["rc", "beta", "dev", "a"]),
        st.lists(st.one_of(NUMBER, st.text("abyz", min_size=1, max_size=3)), max_size=3).map(
            lambda labels: "".join(f".{label}" for label in labels)
        ),
    ),
)
VARIANT = st.sampled_from(VARIANTS.split())
MAYBE_LABEL = st.one_of(st.just(""), LABEL)
MAYBE_VARIANT = st.one_of(st.just(""), VARIANT)
TAG = st.one_of(
    st.builds("{}{}{}{}".format, st.sampled_from(["", "v"]), NUMBERS, MAYBE_LABEL, MAYBE_VARIANT),
    st.from_regex(r"\Av?[0-9][A-Za-z0-9._-]{0,30}\Z"),
)


def read(tag: str) -> Version:
    version = read_version(tag)
    assume(version is not None)
    assert version is not None
    return version


def sign(left: str, right: str) -> int:
    """1 if `left` is shown first."""
    return (left < right) - (left > right)


@given(TAG, TAG)
@example("1.0", "1.0-alpine")
@example("1.0-rc.1", "1.0-rc.1-alpine")
@example("1-a", "1-a.a")
@example("1.0.0.1-rc", "1")
def test_the_text_is_compared_as_the_numbers_are(left: str, right: str) -> None:
    one, other = read(left), read(right)
    place_one, place_other = place(one), place(other)
    expected = (place_one > place_other) - (place_one < place_other)
    if expected == 0:
        names = variant_place(one), variant_place(other)
        expected = sign(*names)
    assert sign(one.order, other.order) == expected


@given(TAG, TAG, TAG)
def test_the_order_is_total(first: str, second: str, third: str) -> None:
    orders = {tag: read(tag).order for tag in (first, second, third)}
    for one, other in itertools.permutations(orders, 2):
        assert sign(orders[one], orders[other]) == -sign(orders[other], orders[one])
    for one, two, three in itertools.permutations(orders, 3):
        if orders[one] <= orders[two] <= orders[three]:
            assert place(read(one)) >= place(read(two)) >= place(read(three))
            assert orders[one] <= orders[three]


PLAIN = st.builds("{}{}".format, NUMBERS, MAYBE_LABEL)


@given(PLAIN, VARIANT, PLAIN, VARIANT)
def test_variants_do_not_disturb_versions(left: str, first: str, right: str, second: str) -> None:
    """Sorted with their variants, versions come as they do without."""
    one, other = read(left + first), read(right + second)
    assume((one.text, other.text) == (read(left).text, read(right).text))
    assert sign(read(left).order, read(right).order) in {sign(one.order, other.order), 0}


@given(st.lists(TAG, max_size=10))
def test_a_version_and_its_variants_are_together(names: list[str]) -> None:
    readings = [tag.reading for tag in sort_tags(map(read_tag, names))]
    places = [place(reading) for reading in readings if reading is not None]
    assert places == sorted(places, reverse=True)


@given(TAG, TAG)
def test_the_span_of_a_version_holds_what_is_of_it(name: str, other: str) -> None:
    version, probe = read(name), read(other)
    first, stop = version.span
    numbers, _, labels = place(version)
    probe_numbers, _, probe_labels = place(probe)
    of_it = probe_numbers == numbers and (not version.labels or probe_labels == labels)
    assert (first <= probe.order < stop) == of_it
    if not of_it:
        assert (probe.order < first) == (place(probe) > place(version))
