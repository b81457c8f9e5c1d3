import pytest
from textual.content import Content

from regbrowse.ui.text import joined, lines, plain

HOSTILE = [
    "[red]x[/]",
    "[/]",
    "[/foo]",
    "lib[a]",
    "[@click=app.quit]x[/]",
    r"\[bold]",
    "$text-error",
    "{0} %s",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_text(text: str) -> None:
    for content in (plain(text), plain(text, "$text-muted"), joined([text]), lines(text)):
        assert content.plain == text
    assert plain(text).spans == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\nb\rc\td", "a␊b␍c␉d"),
        ("\u202egpj.exe", "<U+202E>gpj.exe"),
        ("a\u2028b", "a<U+2028>b"),
        ("\x00\x7f", "␀␡"),
    ],
)
def test_control_characters_are_shown(text: str, shown: str) -> None:
    assert plain(text).plain == shown
    assert joined(["<", text, ">"]).plain == f"<{shown}>"


def test_lines_keeps_line_feeds_and_nothing_else() -> None:
    assert lines("one\ntwo\r\n\x1b[0m[b]").plain == "one\ntwo␍\n␛[0m[b]"


def test_joined_takes_content_as_it_is() -> None:
    assert joined([Content("a\n"), "b\n"]).plain == "a\nb␊"


def test_a_style_is_for_the_whole_text() -> None:
    (span,) = plain("\x1bab", "$text-muted").spans
    assert (span.start, span.end, span.style) == (0, 3, "$text-muted")
