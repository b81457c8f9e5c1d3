import pytest

from regbrowse.domain.printable import cell_width
from regbrowse.ui.widgets.columns import (
    GAP,
    MOST_CHARACTERS,
    Cell,
    Column,
    cut,
    cut_middle,
    fit,
)

NAME = Column("NAME", 10, grow=1)
SIZE = Column("SIZE", 6, rank=1)
STATE = Column("STATE", 8, grow=3)


def total(widths: list[tuple[int, int]]) -> int:
    return sum(width for _, width in widths) + GAP * max(0, len(widths) - 1)


def test_what_is_left_over_is_shared_by_the_columns_that_grow() -> None:
    # 10 + 6 + 8 and two gaps are 28, so 12 are left: 3 and 9 of them.
    assert fit([NAME, SIZE, STATE], 40) == [(0, 13), (1, 6), (2, 17)]


def test_no_column_grows_that_does_not_say_so() -> None:
    assert fit([SIZE, Column("KIND", 5)], 80) == [(0, 6), (1, 5)]


def test_columns_with_the_highest_rank_are_left_out_first() -> None:
    columns = [NAME, SIZE, Column("AGE", 6, rank=2), STATE]
    assert [number for number, _ in fit(columns, 36)] == [0, 1, 2, 3]
    assert [number for number, _ in fit(columns, 35)] == [0, 1, 3]
    assert [number for number, _ in fit(columns, 27)] == [0, 3]


def test_of_the_same_rank_the_last_column_is_left_out_first() -> None:
    columns = [NAME, SIZE, SIZE]
    assert [number for number, _ in fit(columns, 18)] == [0, 1]


@pytest.mark.parametrize("width", range(4, 60))
def test_columns_never_need_more_than_there_is(width: int) -> None:
    widths = fit([NAME, SIZE, STATE], width)
    assert total(widths) <= width
    assert all(each >= 1 for _, each in widths)


def test_too_narrow_takes_from_the_widest_column() -> None:
    assert fit([Column("TAG", 30), Column("KIND", 10)], 32) == [(0, 20), (1, 10)]
    assert fit([Column("TAG", 30), Column("KIND", 10)], 6) == [(0, 2), (1, 2)]


@pytest.mark.parametrize("width", [-3, 0, 1])
def test_where_there_is_no_room_at_all_each_column_keeps_one_cell(width: int) -> None:
    assert fit([NAME, STATE], width) == [(0, 1), (1, 1)]


def test_no_columns_are_no_columns() -> None:
    assert fit([], 80) == []


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("payments", 8, "payments"),
        ("payments", 7, "paymen…"),
        ("payments", 1, "…"),
        ("x", 1, "x"),
        ("", 1, ""),
        ("宽宽宽", 6, "宽宽宽"),
        ("宽宽宽", 5, "宽宽…"),
        ("宽宽宽", 4, "宽…"),
        ("宽", 1, "…"),
        ("a宽b", 3, "a…"),
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
        ("e\u0301" * 3, 2, "e\u0301…"),
    ],
)
def test_a_text_is_cut_at_its_end(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert cell_width(shown) <= width


@pytest.mark.parametrize("width", [1, 2, 3, 10, 79])
@pytest.mark.parametrize("letter", ["x", "宽", "e\u0301", "\u0301"])
def test_a_very_long_text_is_cut_at_once(letter: str, width: int) -> None:
    assert cell_width(cut(letter * 1_000_000, width)) <= width


def test_a_cell_makes_its_text_harmless() -> None:
    assert Cell.of("\x1b[31m[red]\u202e") == Cell("␛[31m[red]<U+202E>")


def test_spans_of_a_text_that_was_changed_would_be_elsewhere() -> None:
    assert Cell.of("payments", "", [(0, 3)]).spans == [(0, 3)]
    assert Cell.of("\x1bpayments", "", [(1, 4)]).spans == ()


def test_a_cell_holds_no_more_than_a_terminal_can_show() -> None:
    assert len(Cell.of("x" * 1_000_000).text) == MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("usr/bin/tool", 12, "usr/bin/tool"),
        ("usr/share/doc/tool/README", 16, "usr/s…ool/README"),
        ("包/" * 20, 10, "包/…包/包/"),
        ("usr/bin/tool", 1, "…"),
        ("", 1, ""),
    ],
)
def test_a_path_keeps_both_ends(text: str, width: int, shown: str) -> None:
    assert cut_middle(text, width)[0] == shown


@pytest.mark.parametrize("width", range(1, 30))
def test_a_path_is_never_wider_than_its_room(width: int) -> None:
    for text in ("a" * 40, "包" * 40, "e\u0301" * 40, "a包" * 20):
        assert cell_width(cut_middle(text, width)[0]) <= width


def test_matches_stay_on_their_letters() -> None:
    text = "usr/share/doc/tool/README"
    spans = [(0, 3), (4, 9), (10, 13), (16, 25)]
    shown, kept = cut_middle(text, 16, spans)
    assert shown == "usr/s…ool/README"
    assert [shown[begin:end] for begin, end in kept] == ["usr", "s", "ol/README"]


def test_what_is_left_over_goes_first_where_it_is_wanted() -> None:
    wanting = Column("WHY", 8, rank=0, want=12)
    address = Column("ADDRESS", 6, rank=1, want=20)
    # 10 + 6 + 8 and two gaps are 28: of 6 more, 4 are wanted by what is worth more.
    assert fit([NAME, address, wanting], 34) == [(0, 10), (1, 8), (2, 12)]
    assert fit([NAME, address, wanting], 50) == [(0, 14), (1, 20), (2, 12)]
