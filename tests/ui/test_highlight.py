import itertools

import pytest

from regbrowse.ui.highlight import match_spans


def shown(text: str, query: str, *, fuzzy: bool = False) -> str:
    """The text with brackets around what matches."""
    parts, at = [], 0
    for begin, end in match_spans(text, query, fuzzy=fuzzy):
        parts += [text[at:begin], f"[{text[begin:end]}]"]
        at = end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("payments/api", "pay", "[pay]ments/api"),
        ("payments/api", "pay api", "[pay]ments/[api]"),
        ("payments/api", "api pay", "[pay]ments/[api]"),
        ("api/api-gateway", "api", "[api]/[api]-gateway"),
        ("payments", "ayme paym", "[payme]nts"),
        ("payments", "pay ments", "[payments]"),
        ("banana", "ana", "b[ana]na"),
        ("Payments", "PAY", "[Pay]ments"),
        ("payments/api", "", "payments/api"),
        ("payments/api", "   ", "payments/api"),
        ("payments/api", "web", "payments/api"),
        ("", "pay", ""),
    ],
)
def test_every_word_is_marked_wherever_it_is(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("payments/api", "/api", "payments[/api]"),
        ("api/api", "/api", "[api/api]"),
        ("api-old/api", "/api", "[api]-old[/api]"),
        ("rapid/api", "/api", "rapid[/api]"),
        ("team/app", "/", "team[/]app"),
        ("app", "/", "app"),
        ("payments/api", "/pay/", "payments/api"),
        ("payments/api", "/payments/", "[payments/]api"),
    ],
)
def test_a_word_with_a_slash_is_also_found_at_the_start_of_the_name(
    text: str, query: str, expected: str
) -> None:
    assert shown(text, query) == expected


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("payments/api", "pmt", "[p]ay[m]en[t]s/api"),
        ("payments/api", "pyapi", "[p]a[y]ments/[api]"),
        ("payments/api", "pm ap", "[p]ay[m]ents/[ap]i"),
        ("payments/api", "xyz", "payments/api"),
    ],
)
def test_a_fuzzy_match_marks_letters(text: str, query: str, expected: str) -> None:
    assert shown(text, query, fuzzy=True) == expected


@pytest.mark.parametrize("text", ["straße", "İstanbul", "ﬁle"])
def test_where_folding_moves_the_letters_nothing_is_marked(text: str) -> None:
    assert match_spans(text, text[-1]) == ()


def test_the_spans_are_in_order_apart_and_not_empty() -> None:
    spans = match_spans("a/aa/aaa", "aa /a a aaa /aa /")
    assert all(begin < end for begin, end in spans)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


def test_only_the_part_that_can_be_seen_is_looked_at() -> None:
    assert len(match_spans("ab" * 1_000_000, "a")) == 500
