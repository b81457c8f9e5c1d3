"""The SemVer column of the table of tags, and what a lenient SemVer is beyond it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.semver import is_semver

ACCEPTED = [
    "1",
    "1.2",
    "1.2.3.4",
    "v1.2.3",
    "1.2.3-alpha",
    "20240101",
    "01.02.003",
    "0",
    "v1",
    "1.2-rc.1",
    "1-alpine",
    "1.2.3-0.01.x-y",
    "1.2.3--",
    "1.2.3+build.5",
    "1.2.3-rc.1+build-5",
    "2147483647",
    "1.2147483647.0.2147483647",
    "0000000000000000002147483647",
    "2024-01-15",
]
REJECTED = [
    "latest",
    "V1.2.3",
    "1.2.3.4.5",
    "1.2.3_build",
    "1.0myfeature",
    "202401011200",
    "12345678901abc",
    "1a2b3c4",
    "sha-a1b2c3d",
    "1_2_3",
    "1.2.3-",
    "",
    "v",
    "vv1",
    "v-1",
    "-1",
    "1.",
    ".1",
    "1..2",
    "1.2.3-a..b",
    "1.2.3-a.",
    "1.2.3-a_b",
    "1.2.3+",
    "1.2.3-+b",
    "1.2.3-a+",
    "1.2.3+a+b",
    "2147483648",
    "1.2.2147483648",
    "1.2.3\n",
    " 1.2.3",
    "\u0661.2.3",
    "1.2.3-\u00e9",
    "3.14.0a2",
    "9" * 5000,
]

NUMBER = st.integers(0, 2**31 - 1).map(str)
LABEL = st.text("0123456789abcxyzABCXYZ-", min_size=1, max_size=8)
DOTTED = st.lists(LABEL, min_size=1, max_size=4).map(".".join)


@pytest.mark.parametrize("tag", ACCEPTED)
def test_accepts(tag: str) -> None:
    assert is_semver(tag)


@pytest.mark.parametrize("tag", REJECTED)
def test_rejects(tag: str) -> None:
    assert not is_semver(tag)


@given(
    prefix=st.sampled_from(["", "v"]),
    numbers=st.lists(NUMBER, min_size=1, max_size=4),
    labels=st.one_of(st.just(""), DOTTED.map("-{}".format)),
    metadata=st.one_of(st.just(""), DOTTED.map("+{}".format)),
)
def test_accepts_whatever_the_grammar_makes(
    prefix: str, numbers: list[str], labels: str, metadata: str
) -> None:
    assert is_semver(prefix + ".".join(numbers) + labels + metadata)


@given(st.integers(2**31), st.sampled_from(["{}", "1.{}", "1.2.3.{}", "v{}-rc.1"]))
def test_rejects_numbers_beyond_32_bits(number: int, form: str) -> None:
    assert not is_semver(form.format(number))


@given(st.text())
def test_never_raises(text: str) -> None:
    assert is_semver(text) in {True, False}
