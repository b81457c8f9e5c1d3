"""Ranges of versions: what is in them, what asks for pre-releases, and what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, Specifier

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.tag import TagKind, read_tag
from regbrowse.domain.version import read_version
from regbrowse.domain.version_range import parse_range

TAGS = """
    20240101 3.0 3.0-rc.1 2.5 v2.5-alpine 2.1-rc.1-slim 2.0 2.0.0 2.0-rc.2 2.0-rc.1 2.0-beta 1.10
    1.9 1.2.3 1.2.3-slim 1.2 1.2.0 1.2-rc.1 1.1.post1 1.0 0.9 0
    latest bookworm jdk-17.0.1 a1b2c3d sha-a1b2c3d
"""
NAMES = TAGS.split()
RELEASES = [name for name in NAMES if read_tag(name).kind in {TagKind.RELEASE, TagKind.VARIANT}]

# range: what of NAMES is in it
RANGES = {
    # PEP 440
    ">=2,<3": "2.5 v2.5-alpine 2.0 2.0.0",
    ">=2.0 <3": "2.5 v2.5-alpine 2.0 2.0.0",
    " >= 2 , < 3 ": "2.5 v2.5-alpine 2.0 2.0.0",
    "> v2.0.0, <= 3": "3.0 2.5 v2.5-alpine",
    "<1": "0.9 0",
    "~=1.2": "1.10 1.9 1.2.3 1.2.3-slim 1.2 1.2.0",
    "~=1.2.0": "1.2.3 1.2.3-slim 1.2 1.2.0",
    "==1.2": "1.2 1.2.0",
    "===1.2": "1.2",
    "===2.5": "2.5 v2.5-alpine",
    "===v1.2.0": "1.2.0",
    "===1.20": "",
    ">=1 ===2.0": "2.0",
    "==2 ===2 ===2.0": "",
    "==1.2.*": "1.2.3 1.2.3-slim 1.2 1.2.0",
    "==0.*": "0.9 0",
    ">=1,<2,!=1.2.*": "1.10 1.9 1.1.post1 1.0",
    ">=1,<2,!=1.2": "1.10 1.9 1.2.3 1.2.3-slim 1.1.post1 1.0",
    ">=3,<2": "",
    # NuGet
    "[1.0,2.0)": "1.10 1.9 1.2.3 1.2.3-slim 1.2 1.2.0 1.1.post1 1.0",
    "[1.0, 1.2]": "1.2 1.2.0 1.1.post1 1.0",
    "(1.0,1.2)": "1.1.post1",
    "(,1.0]": "1.0 0.9 0",
    "(,1.0)": "0.9 0",
    "(2.5,)": "20240101 3.0",
    "[2.5,)": "20240101 3.0 2.5 v2.5-alpine",
    "[1.2]": "1.2 1.2.0",
    "2.5": "20240101 3.0 2.5 v2.5-alpine",
    "v2.5": "20240101 3.0 2.5 v2.5-alpine",
    "1.2.*": "1.2.3 1.2.3-slim 1.2 1.2.0",
    "*": " ".join(RELEASES),
    "(,)": " ".join(RELEASES),
    "[1.0,2.0) !=1.9": "1.10 1.2.3 1.2.3-slim 1.2 1.2.0 1.1.post1 1.0",
    # Pre-releases that are asked for: in the order of pre-releases, and by their numbers.
    ">=2.0-rc.1,<3": "2.5 v2.5-alpine 2.1-rc.1-slim 2.0 2.0.0 2.0-rc.2 2.0-rc.1",
    ">=2.0-rc.1,<2.1": "2.0 2.0.0 2.0-rc.2 2.0-rc.1",
    ">2.0RC1,<2.1": "2.0 2.0.0 2.0-rc.2",
    ">=1.9,<2.0-rc.2": "2.0-rc.1 2.0-beta 1.10 1.9",
    "==2.0_rc1": "2.0-rc.1",
    "===2.0-RC.1": "2.0-rc.1",
    "~=2.0-rc.2": "2.5 v2.5-alpine 2.1-rc.1-slim 2.0 2.0.0 2.0-rc.2",
    "(1.9,2.0-rc.2)": "2.0-rc.1 2.0-beta 1.10",
    "[2.0-beta,2.0-rc.1]": "2.0-rc.1 2.0-beta",
    ">2.0-beta,<2.0": "",
    "2.*-*": "2.5 v2.5-alpine 2.1-rc.1-slim 2.0 2.0.0 2.0-rc.2 2.0-rc.1 2.0-beta",
    "2.0-*": "2.0 2.0.0 2.0-rc.2 2.0-rc.1 2.0-beta",
    "2.1-*": "2.1-rc.1-slim",
    "*-*": " ".join(name for name in NAMES if name[0] in "0123v"),
    # Excluding one does not ask for the others.
    ">=2,!=2.0-rc.1,<2.5": "2.0 2.0.0",
    ">=2.0-m3,<2.0-rc.2": "2.0-rc.1",
}


@pytest.mark.parametrize("text", RANGES)
def test_contains(text: str) -> None:
    version_range = parse_range(text)
    found = [name for name in NAMES if version_range.contains(read_tag(name))]
    assert found == RANGES[text].split()


def test_prereleases_of_a_range_by_their_numbers() -> None:
    version_range = parse_range(">=1.2,<2.1").with_prereleases()
    found = [name for name in NAMES if version_range.contains(read_tag(name))]
    assert " ".join(found) == (
        "2.0 2.0.0 2.0-rc.2 2.0-rc.1 2.0-beta 1.10 1.9 1.2.3 1.2.3-slim 1.2 1.2.0 1.2-rc.1"
    )


def test_the_text_is_what_was_understood() -> None:
    assert parse_range(" >= 2 ,  < 3 ").text == ">=2,<3"
    assert parse_range("[1.0, 2.0 )").text == "[1.0,2.0)"


@pytest.mark.parametrize(
    ("text", "part", "reason"),
    [
        ("", "", "nothing in it"),
        (" , ", ",", "nothing in it"),
        (">=", ">=", "a version is missing"),
        (">=1,<", "<", "a version is missing"),
        (">=1.", ">=1.", 'at the end of "1."'),
        (">=1.2-", ">=1.2-", 'at the end of "1.2-"'),
        ("=1.2", "=1.2", "the operators are"),
        ("^1.2", "^1.2", "the operators are"),
        ("<>1.2", "<>1.2", "the operators are"),
        ("~=1", "~=1", "two numbers"),
        ("~=1.2.*", "~=1.2.*", "== and !="),
        (">=1.*", ">=1.*", "== and !="),
        ("==1-rc.*", "==1-rc.*", "behind release numbers"),
        ("==*", "==*", '"*" is no version'),
        (".*", ".*", "a version is missing"),
        ("x-*", "x-*", '"x" is no version'),
        (">=latest", ">=latest", '"latest" is no version'),
        (">=1!2", ">=1!2", '"1!2" is no version'),
        (">=1.2-alpine", ">=1.2-alpine", 'the variant "alpine"'),
        (">=1.2.post1", ">=1.2.post1", 'the variant "post1"'),
        ("latest", "latest", '"latest" is no version'),
        ("1.0,2.0", "1.0", "needs an operator"),
        (">=1 alpine", "alpine", "needs an operator"),
        ("[1.0,", "[1.0,", "is closed"),
        ("[1.0, 2.0", "[1.0,2.0", "is closed"),
        ("[1,2,3]", "[1,2,3]", "two ends"),
        ("[1,x]", "[1,x]", '"x" is no version'),
        ("(1.0)", "(1.0)", "square brackets"),
        ("[]", "[]", "nothing in it"),
        ("[2,1]", "[2,1]", "between its ends"),
        ("[1,1.0)", "[1,1.0)", "between its ends"),
        ("[2.0-rc.1,2.0)", "[2.0-rc.1,2.0)", "between its ends"),
        (">=\u0661", ">=\u0661", "is no version"),
        (">=" + "9" * 65, ">=" + "9" * 65, "is no version"),
    ],
)
def test_cannot_be_read(text: str, part: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_range(text)
    assert caught.value.code is Code.INVALID_RANGE
    assert caught.value.facts.get("range") == part
    assert reason in caught.value.facts["reason"]


NUMBERS = st.lists(st.sampled_from([0, 1, 2, 9, 10, 11]), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
OPERATORS = [">=", ">", "<=", "<", "==", "!=", "~="]


@given(st.sampled_from(OPERATORS), NUMBERS, st.sampled_from(["", ".*"]), NUMBERS)
def test_agrees_with_pep_440(operator: str, bound: str, star: str, numbers: str) -> None:
    text = f"{operator}{bound}{star}"
    try:
        expected = Specifier(text).contains(numbers)
    except InvalidSpecifier:
        with pytest.raises(UsageError):
            parse_range(text)
        return
    for form in ("{}", "v{}", "{}-alpine3.20"):
        assert parse_range(text).contains(read_tag(form.format(numbers))) == expected


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans(), st.booleans())
def test_an_interval_is_two_specifiers(
    lower: str, upper: str, numbers: str, from_it: bool, to_it: bool
) -> None:
    specifiers = parse_range(f"{'>=' if from_it else '>'}{lower},{'<=' if to_it else '<'}{upper}")
    tags = [
        read_tag(f"{number}{label}")
        for number in (numbers, lower, upper)
        for label in ("", "-rc.1", "-slim")
    ]
    expected = [specifiers.contains(tag) for tag in tags]
    try:
        interval = parse_range(f"{'(['[from_it]}{lower},{upper}{')]'[to_it]}")
    except UsageError:
        assert not any(expected)
        return
    assert [interval.contains(tag) for tag in tags] == expected


LABELS = st.sampled_from(["-alpha", "b2", "-rc.1", "rc1", "-rc10", ".dev3", "-M2", "-SNAPSHOT"])


@given(
    st.sampled_from(OPERATORS[:5]),
    st.builds("{}{}".format, NUMBERS, LABELS),
    st.builds(
        "{}{}{}".format, NUMBERS, st.one_of(st.just(""), LABELS), st.sampled_from(["-x", ""])
    ),
)
def test_a_bound_that_is_a_prerelease_is_compared_as_one(
    operator: str, bound: str, name: str
) -> None:
    edge, version = read_version(bound), read_version(name)
    assert edge is not None
    assert version is not None
    plain = read_version(version.text)
    assert plain is not None
    # The newest have the lowest order.
    expected = {
        ">=": plain.order <= edge.order,
        ">": plain.order < edge.order,
        "<=": plain.order >= edge.order,
        "<": plain.order > edge.order,
        "==": plain.order == edge.order,
    }
    assert parse_range(operator + bound).contains(read_tag(name)) == expected[operator]


@given(st.text("0123456789.*<>=!~^[](), vrcx-"))
def test_never_fails_otherwise(text: str) -> None:
    try:
        version_range = parse_range(text)
    except UsageError:
        return
    assert not version_range.contains(read_tag("latest"))
