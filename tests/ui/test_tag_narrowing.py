"""What is chosen letter by letter is what a look at all tags would choose."""

from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.tag import Tag, TagKind, read_tag, sort_tags
from regbrowse.domain.tag_filter import read_filter
from regbrowse.ui.screens.tag_narrowing import Narrowing

NAMES = [
    *(
        f"{major}.{minor}{label}"
        for major in range(4)
        for minor in range(3)
        for label in ("", "-rc1")
    ),
    *("1.0-alpine", "2.0-SLIM", "2.0-rc1-alpine", "latest", "edge", "a1b2c3d", "app-7"),
]
TAGS = tuple(sort_tags(map(read_tag, NAMES)))
LINES = st.sampled_from(
    [
        *("", "a", "al", "alp", "alpine", "1", "1.", "1.0", "r", "rc", "slim 2", "SLIM", "zzz"),
        *(">=", ">=1", ">=1,<3", ">=1 al", ">=1 rc", "[1.0,2.0]", "~=2.0", "2.0 alpine", "!=2.0"),
    ]
)
KINDS = st.frozensets(st.sampled_from(list(TagKind)))


def by_looking_at_all(line: str, kinds: frozenset[TagKind], *, semver: bool) -> list[Tag]:
    fitting = read_filter(line).select(TAGS)
    return [tag for tag in fitting if tag.kind in kinds and (tag.semver or not semver)]


@given(st.lists(st.tuples(LINES, KINDS, st.booleans()), min_size=1, max_size=8))
def test_what_was_asked_before_changes_nothing(
    asked: list[tuple[str, frozenset[TagKind], bool]],
) -> None:
    narrowing = Narrowing()
    for line, kinds, semver in asked:
        chosen = narrowing.chosen(TAGS, read_filter(line), kinds, semver=semver)
        assert list(chosen) == by_looking_at_all(line, kinds, semver=semver)


@given(st.lists(LINES, min_size=1, max_size=8))
def test_letters_that_are_typed_and_taken_back(lines: list[str]) -> None:
    narrowing, kinds = Narrowing(), frozenset(TagKind)
    for line in lines:
        for end in [*range(len(line) + 1), len(line) // 2]:
            chosen = narrowing.chosen(TAGS, read_filter(line[:end]), kinds, semver=False)
            assert list(chosen) == by_looking_at_all(line[:end], kinds, semver=False)


def test_another_list_is_looked_at_anew() -> None:
    narrowing, everything = Narrowing(), frozenset(TagKind)
    assert narrowing.chosen(TAGS, read_filter("alpine"), everything, semver=False)
    assert not narrowing.chosen((), read_filter("alpine"), everything, semver=False)
    fewer = tuple(tag for tag in TAGS if tag.name != "1.0-alpine")
    chosen = narrowing.chosen(fewer, read_filter("alpine"), everything, semver=False)
    assert [tag.name for tag in chosen] == ["2.0-rc1-alpine"]
