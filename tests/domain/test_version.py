"""Tags read as versions, and the order of versions."""

import itertools
import re
from functools import cmp_to_key

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regbrowse.domain.version import PRERELEASE_WORDS, Version, read_version

# tag: version, release numbers, labels, variant
READINGS = {
    # The table of octopus.md.
    "1": ("1", (1,), (), None),
    "1.2": ("1.2", (1, 2), (), None),
    "1.2.3.4": ("1.2.3.4", (1, 2, 3, 4), (), None),
    "v1.2.3": ("1.2.3", (1, 2, 3), (), None),
    "V1.2.3": ("1.2.3", (1, 2, 3), (), None),
    "1.2.3.4.5": ("1.2.3.4.5", (1, 2, 3, 4, 5), (), None),
    "1.2.3-alpha": ("1.2.3-alpha", (1, 2, 3), ("alpha",), None),
    "1.2.3_build": ("1.2.3", (1, 2, 3), (), "build"),
    "1.0myfeature": ("1.0", (1, 0), (), "myfeature"),
    "20240101": ("20240101", (20240101,), (), None),
    "202401011200": ("202401011200", (202401011200,), (), None),
    "01.02.003": ("01.02.003", (1, 2, 3), (), None),
    "1_2_3": ("1", (1,), (), "2_3"),
    "1.2.3-": ("1.2.3", (1, 2, 3), (), None),
    # Pre-releases and how far they reach.
    "v1.2.3-rc.1-alpine": ("1.2.3-rc.1", (1, 2, 3), ("rc", 1), "alpine"),
    "1.2.3-rc10": ("1.2.3-rc10", (1, 2, 3), ("rc", 10), None),
    "1.2.3-RC1": ("1.2.3-RC1", (1, 2, 3), ("rc", 1), None),
    "4.0.0-rc-2-eclipse-temurin-17": (
        "4.0.0-rc-2",
        (4, 0, 0),
        ("rc", 2),
        "eclipse-temurin-17",
    ),
    "1.0-SNAPSHOT-20240101.123456-1": (
        "1.0-SNAPSHOT-20240101.123456-1",
        (1, 0),
        ("snapshot", 20240101, 123456, 1),
        None,
    ),
    "1.0.0-alpha.beta.1": ("1.0.0-alpha.beta.1", (1, 0, 0), ("alpha", "beta", 1), None),
    "1.2.3-rc.1+build.5": ("1.2.3-rc.1", (1, 2, 3), ("rc", 1), "build.5"),
    "1.2.3-rc.1_build": ("1.2.3-rc.1", (1, 2, 3), ("rc", 1), "build"),
    "1.2.3-dev-8abc": ("1.2.3-dev", (1, 2, 3), ("dev",), "8abc"),
    "1.2.3-rc.1-": ("1.2.3-rc.1", (1, 2, 3), ("rc", 1), None),
    "3.14.0a2": ("3.14.0a2", (3, 14, 0), ("a", 2), None),
    "3.14.0rc1-slim-trixie": ("3.14.0rc1", (3, 14, 0), ("rc", 1), "slim-trixie"),
    "3.14.0.dev3": ("3.14.0.dev3", (3, 14, 0), ("dev", 3), None),
    "1.0a2.dev3": ("1.0a2.dev3", (1, 0), ("a", 2, "dev", 3), None),
    # Any other label begins a variant.
    "1.2.3-alpine": ("1.2.3", (1, 2, 3), (), "alpine"),
    "1.2.3-alpha2x": ("1.2.3", (1, 2, 3), (), "alpha2x"),
    "1.2.3.post1": ("1.2.3", (1, 2, 3), (), "post1"),
    "8u392-jre": ("8", (8,), (), "u392-jre"),
    "17.0.9_9-jdk-jammy": ("17.0.9", (17, 0, 9), (), "9-jdk-jammy"),
    "2.7.1-0ubuntu1": ("2.7.1", (2, 7, 1), (), "0ubuntu1"),
    "1.2.3+build": ("1.2.3", (1, 2, 3), (), "build"),
    "1.2.3-20240101": ("1.2.3", (1, 2, 3), (), "20240101"),
    # Dates.
    "2024.01.15": ("2024.01.15", (2024, 1, 15), (), None),
    "2024-01-15": ("2024-01-15", (2024, 1, 15), (), None),
    "v2024-01-15-alpine": ("2024-01-15", (2024, 1, 15), (), "alpine"),
    "2024-13-15": ("2024", (2024,), (), "13-15"),
    "2024-01-150": ("2024", (2024,), (), "01-150"),
    "8080-01-15": ("8080", (8080,), (), "01-15"),
    # Short hexadecimal text is no hash.
    "14b1": ("14b1", (14,), ("b", 1), None),
    "1a2b3c": ("1", (1,), (), "a2b3c"),
}

NO_VERSIONS = [
    "",
    "v",
    "latest",
    "sha-a1b2c3d",
    "jdk-17.0.1",
    "vv1",
    "v-1",
    ".1",
    "1.2.3\n",
    "1.2.3 ",
    "1.2.3/4",
    "\u0661.2",
    "1a2b3c4",
    "12345678901abc",
    "1a" * 32,
    "1" * 129,
    "9" * 5000,
]


def read(tag: str) -> Version:
    version = read_version(tag)
    assert version is not None
    return version


@pytest.mark.parametrize("tag", READINGS)
def test_reads(tag: str) -> None:
    version = read(tag)
    assert (version.text, version.release, version.labels, version.variant) == READINGS[tag]
    assert version.is_prerelease == bool(version.labels)


@pytest.mark.parametrize("tag", NO_VERSIONS)
def test_is_no_version(tag: str) -> None:
    assert read_version(tag) is None


@pytest.mark.parametrize("word", sorted(PRERELEASE_WORDS))
@pytest.mark.parametrize("form", ["1.2.3-{}", "1.2.3{}1", "1.2-{}.4", "1.{}", "1_{}10-slim"])
def test_every_prerelease_word(form: str, word: str) -> None:
    assert read(form.format(word)).is_prerelease
    assert read(form.format(word.upper())).is_prerelease
    assert not read(form.format("x" + word)).is_prerelease


ORDERS = """
    2.1.1 2.1.0 2.0.0 1.0.0
    1.0.0 1.0.0-rc.1 1.0.0-beta.11 1.0.0-beta.2 1.0.0-beta 1.0.0-alpha.beta 1.0.0-alpha.1
    1.0.0-alpha.1 1.0.0-alpha
    1.0.0-rc10 1.0.0-rc9 1.0.0-rc 1.0.0-beta20
    1.0.0-RC2 1.0.0-rc1 1.0.0-Beta9 1.0.0-alpha
    1.0.0-rc.1.1 1.0.0-rc.1 1.0.0-rc.0 1.0.0-rc
    3.14.0 3.14.0rc1 3.14.0b3 3.14.0a10 3.14.0a9 3.13.12
    10 9.9 9.8.7.6.5 9.8.7.6 9.8 9.0.1 9 0.1 0.0.1 0
    20240101 2024.2 2024.01.15 2024-01-14 2023.12
    1.2 1.2-alpine 1.2-alpine-slim 1.2-alpine3.9 1.2-alpine3.10 1.2-bookworm
    1.2-bookworm 1.2-rc.1 1.2-rc.1-alpine 1.2-rc.1-slim 1.2-beta 1.1
"""
"""The first two are those of SemVer 2.0.0, section 11."""


@pytest.mark.parametrize("tags", [*ORDERS.strip().splitlines(), f"{10**100} {10**99} {10**99 - 1}"])
def test_order(tags: str) -> None:
    orders = [read(tag).order for tag in tags.split()]
    assert all(higher < lower for higher, lower in itertools.pairwise(orders))


@pytest.mark.parametrize(
    "tags",
    [
        "1.0 v1.0.0 1.0.0.0 1 V01",
        "1.0.0-rc.1 1.0.0-RC_1 1-rc1 1.0rc01",
        "1.2-Alpine v1.2.0_alpine",
        "2024.1.15 2024-01-15",
        "0 0.0",
    ],
)
def test_equal_in_order(tags: str) -> None:
    assert len({read(tag).order for tag in tags.split()}) == 1


NUMBER = st.one_of(st.integers(0, 12), st.integers(0, 10**30))
WORD = st.text("abcz", min_size=1, max_size=4)
SEMVER = st.tuples(
    st.tuples(NUMBER, NUMBER, NUMBER),
    st.one_of(
        st.just([]),
        st.tuples(
            st.sampled_from(sorted(PRERELEASE_WORDS)),
            st.lists(st.one_of(NUMBER, WORD), max_size=3),
        ).map(lambda labels: [labels[0], *labels[1]]),
    ),
)
Semver = tuple[tuple[int, int, int], list[int | str]]


def semver_precedence(left: Semver, right: Semver) -> int:
    """Section 11 of SemVer 2.0.0, word by word."""
    if left[0] != right[0]:
        return 1 if left[0] > right[0] else -1
    if not left[1] or not right[1]:
        return bool(right[1]) - bool(left[1])
    for one, other in zip(left[1], right[1], strict=False):
        if one == other:
            continue
        if isinstance(one, int) and isinstance(other, int):
            return 1 if one > other else -1
        if isinstance(one, str) and isinstance(other, str):
            return 1 if one > other else -1
        return -1 if isinstance(one, int) else 1
    return (len(left[1]) > len(right[1])) - (len(left[1]) < len(right[1]))


def written(version: Semver) -> str:
    numbers, labels = version
    return ".".join(map(str, numbers)) + ("-" + ".".join(map(str, labels)) if labels else "")


@given(SEMVER, SEMVER)
def test_agrees_with_semver(left: Semver, right: Semver) -> None:
    assume(max(len(written(left)), len(written(right))) <= 128)
    one, other = read(written(left)).order, read(written(right)).order
    assert (one < other) - (one > other) == semver_precedence(left, right)


def octopus_comparison(left: str, right: str) -> int:
    """The sort of octopus.md, for tags of up to four numbers and labels of letters or digits."""
    readings = []
    for tag in (left, right):
        numbers, _, labels = tag.lstrip("vV").partition("-")
        integers = [*map(int, numbers.split(".")), 0, 0, 0][:4]
        keys = [
            (0, int(label), "") if label.isdigit() else (1, 0, label.lower())
            for label in re.split(r"[^0-9A-Za-z]", labels)
            if label
        ]
        readings.append((integers, not keys, keys))
    return (readings[0] > readings[1]) - (readings[0] < readings[1])


OCTOPUS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "v", "V"]),
    st.lists(st.sampled_from(["0", "1", "2", "10", "007"]), min_size=1, max_size=4).map(".".join),
    st.one_of(
        st.just(""),
        st.builds(
            lambda word, rest: "-" + word + "".join(rest),
            st.sampled_from(["alpha", "Beta", "RC", "rc", "preview"]),
            st.lists(
                st.one_of(
                    st.sampled_from([".1", ".2", ".10", "_3", "-4", "-04"]),
                    st.sampled_from([".x", ".Y", ".xy"]),
                ),
                max_size=3,
            ),
        ),
    ),
)


@given(OCTOPUS, OCTOPUS)
def test_agrees_with_octopus(left: str, right: str) -> None:
    one, other = read(left).order, read(right).order
    assert (one < other) - (one > other) == octopus_comparison(left, right)


@given(st.lists(SEMVER, max_size=8))
def test_sorts_as_semver_does(versions: list[Semver]) -> None:
    assume(all(len(written(version)) <= 128 for version in versions))
    expected = sorted(versions, key=cmp_to_key(semver_precedence), reverse=True)
    assert sorted(versions, key=lambda version: read(written(version)).order) == expected


@given(st.text("0123456789.-_+vVabrcdexzRC", max_size=130))
def test_text_and_variant_are_cut_from_the_tag(tag: str) -> None:
    version = read_version(tag)
    if version is not None:
        assert tag.lstrip("vV").startswith(version.text)
        assert version.variant is None or tag.rstrip("-._+").endswith(version.variant)
        assert version.order == read("v" + tag.lstrip("vV")).order
