import pytest

from regbrowse.diagnosis.template import When, fill, only, texts


def filled(text: str, **facts: str) -> str | None:
    reads = [reads for _, reads in fill(texts(text), facts)]
    return reads[0] if reads else None


@pytest.mark.parametrize(
    ("text", "facts", "reads"),
    [
        ("plain.", {}, "plain."),
        ("{a} and {b}.", {"a": "1", "b": "2"}, "1 and 2."),
        ("{a} and {b}.", {"a": "1"}, None),
        ("{a|the other} way.", {}, "the other way."),
        ("{a|the other} way.", {"a": "this"}, "this way."),
        ("It fails[: {a}].", {}, "It fails."),
        ("It fails[: {a}].", {"a": "why"}, "It fails: why."),
        ("It fails[ at {a}, {b}].", {"a": "1"}, "It fails."),
        ("It fails[ at {a|home}].", {}, "It fails at home."),
        ("{a}", {"a": "{b} [{c}] {a}", "b": "2"}, "{b} [{c}] {a}"),
        ("Run `it {a}`.", {"a": "host:1/x"}, "Run `it host:1/x`."),
        ("Run `it {a}`.", {"a": "$(x)"}, None),
        ("Run `it {a|A}` for {a}.", {"a": "a b"}, "Run `it A` for a b."),
        ("Run `it[ --x {a}]`.", {"a": "; rm"}, "Run `it`."),
        ("Run `it`[, {a}].", {"a": "; rm"}, "Run `it`, ; rm."),
    ],
)
def test_filling(text: str, facts: dict[str, str], reads: str | None) -> None:
    assert filled(text, **facts) == reads


def test_what_cannot_be_used_is_left_out() -> None:
    choices = texts(
        "{a}", When(lambda facts: "b" in facts, "with b"), When(lambda facts: True, "always")
    )
    assert [text for text, _ in fill(choices, {})] == ["always"]
    assert [text for text, _ in fill(choices, {"b": "1"})] == ["with b", "always"]


def test_a_group_under_a_condition_keeps_the_conditions_of_its_own() -> None:
    group = only(lambda facts: "x" in facts, "one", When(lambda facts: "y" in facts, "two"))
    assert fill(group, {"y": "1"}) == []
    assert [text for text, _ in fill(group, {"x": "1"})] == ["one"]
    assert [text for text, _ in fill(group, {"x": "1", "y": "1"})] == ["one", "two"]
