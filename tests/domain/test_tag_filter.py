"""The filter line of a list of tags: range and text, also while it is being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.domain.tag import read_tag
from regbrowse.domain.tag_filter import make_filter, read_filter
from regbrowse.domain.version_range import parse_range

TAGS = """
    3.0 2.5 2.5-alpine 2.5-alpine-slim 2.1-rc.1 2.1-rc.1-alpine 2.0 2.0-beta2 1.9-slim 1.2
    1.2-alpine latest latest-alpine rc a1b2c3d
"""
NAMES = TAGS.split()


def found(line: str, *, prereleases: bool = False) -> str:
    tag_filter = read_filter(line, prereleases=prereleases)
    return " ".join(name for name in NAMES if tag_filter.matches(read_tag(name)))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", " ".join(NAMES)),
        ("alpine", "2.5-alpine 2.5-alpine-slim 2.1-rc.1-alpine 1.2-alpine latest-alpine"),
        ("ALPINE slim", "2.5-alpine-slim"),
        ("2.5", "2.5 2.5-alpine 2.5-alpine-slim"),
        (">=2,<3", "2.5 2.5-alpine 2.5-alpine-slim 2.0"),
        (">=2 <3", "2.5 2.5-alpine 2.5-alpine-slim 2.0"),
        (">= 2, < 3", "2.5 2.5-alpine 2.5-alpine-slim 2.0"),
        (">=2,<3 alpine", "2.5-alpine 2.5-alpine-slim"),
        ("slim >=2 alpine <3", "2.5-alpine-slim"),
        ("[1.0, 2.0) alp", "1.2-alpine"),
        ("1.2.*", "1.2 1.2-alpine"),
        ("* slim", "2.5-alpine-slim 1.9-slim"),
        (">=2 none", ""),
        # A word that pre-releases are called by asks for them.
        ("[1.0,2.5) -rc", "2.1-rc.1 2.1-rc.1-alpine"),
        (">=2 beta2", "2.0-beta2"),
        (">=2 RC.1", "2.1-rc.1 2.1-rc.1-alpine"),
        (">=2 .1", ""),
        (">=2 a", "2.5-alpine 2.5-alpine-slim"),
        ("rc", "2.1-rc.1 2.1-rc.1-alpine rc"),
    ],
)
def test_matches(line: str, names: str) -> None:
    assert found(line) == names


def test_prereleases_by_other_means() -> None:
    assert found(">=2.1,<2.5") == ""
    assert found(">=2.1,<2.5", prereleases=True) == "2.1-rc.1 2.1-rc.1-alpine"


@pytest.mark.parametrize(
    ("line", "words", "understood", "pending"),
    [
        (">", (), None, (">",)),
        (">=", (), None, (">=",)),
        (">=1.", (), None, (">=1.",)),
        ("~", (), None, ("~",)),
        ("~=3", (), None, ("~=3",)),
        ("=1.2", (), None, ("=1.2",)),
        ("[", (), None, ("[",)),
        ("[1.0,", (), None, ("[1.0,",)),
        ("[1.0, 2", (), None, ("[1.0, 2",)),
        ("[1.0, slim", ("slim",), None, ("[1.0,",)),
        (">= Slim", ("slim",), None, (">=",)),
        ("*-alpine", (), None, ("*-alpine",)),
        (">=2,", (), ">=2", ()),
        (">=2,<", (), ">=2", ("<",)),
        (">=2,< ~", (), ">=2", ("<", "~")),
        (">=2, <3  Slim ALPINE", ("slim", "alpine"), ">=2,<3", ()),
    ],
)
def test_what_is_understood_while_it_is_typed(
    line: str, words: tuple[str, ...], understood: str | None, pending: tuple[str, ...]
) -> None:
    read = read_filter(line)
    assert (read.words, read.range and read.range.text, read.pending) == (
        words,
        understood,
        pending,
    )
    assert (read.problem is None) == (not pending)


def test_why_it_is_no_range_yet() -> None:
    problem = read_filter(">=2 <1. ~=3").problem
    assert problem is not None
    assert problem.code is Code.INVALID_RANGE
    assert problem.facts["range"] == "<1."
    assert "a number is missing" in problem.facts["reason"]


def test_what_is_pending_does_not_filter() -> None:
    assert found(">=2. alpine") == found("alpine")


def test_made_of_options() -> None:
    made = make_filter(("Alpine",), parse_range(">=2"), prereleases=False)
    assert made == read_filter(">=2 alpine")
    assert make_filter(("",), prereleases=True) == read_filter("")
    assert make_filter(("rc",), parse_range("*"), prereleases=False) == read_filter("* rc")


@given(st.one_of(st.text("0123456789.*<>=!~^[](), vrcx-"), st.text()))
def test_never_raises(line: str) -> None:
    read = read_filter(line)
    assert read.range is None or not read.matches(read_tag("latest"))
    assert all(word == word.casefold() and word.split() == [word] for word in read.words)


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(["2", "al", "-", "RC", "0"]), max_size=3))
def test_text_alone_is_what_contains_it(name: str, words: list[str]) -> None:
    expected = all(word.lower() in name for word in words)
    assert read_filter(" ".join(words)).matches(read_tag(name)) == expected
