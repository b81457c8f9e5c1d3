import pytest
from textual.events import MouseScrollDown
from textual.geometry import Offset
from textual.pilot import Pilot

from regbrowse.ui.widgets.row_list import NoRows
from tests.ui.listing import ListApp, Numbers, listing, shown

MILLION = 1_000_000


def first_row(app: ListApp) -> str:
    return shown(app)[1][2:].split("  ")[0]


def cursor_line(app: ListApp) -> str:
    (line,) = [line for line in shown(app) if line.startswith(">")]
    return line.split()[2]


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down"], 1),
        (["j", "j", "down"], 3),
        (["down", "k"], 0),
        (["up"], 0),
        (["pagedown"], 10),
        (["ctrl+f", "ctrl+f", "ctrl+b"], 10),
        (["pagedown", "pageup", "pageup"], 0),
        (["end"], MILLION - 1),
        (["G", "up"], MILLION - 2),
        (["end", "down", "pagedown"], MILLION - 1),
        (["end", "home"], 0),
        (["end", "pageup"], MILLION - 11),
    ],
)
async def test_keys_move_the_cursor_and_keep_it_in_view(keys: list[str], row: int) -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.rows.cursor == row
        assert cursor_line(app) == str(row)
        assert app.highlighted[-1] == row


async def test_the_list_scrolls_only_when_the_cursor_leaves_it() -> None:
    async with listing(Numbers(100)) as (pilot, app):
        await pilot.press(*["down"] * 9)
        assert first_row(app) == "row 0"
        await pilot.press("down")
        assert first_row(app) == "row 1"
        await pilot.press(*["up"] * 9)
        assert first_row(app) == "row 1"
        await pilot.press("up")
        assert first_row(app) == "row 0"


async def test_only_rows_on_the_screen_are_asked_for() -> None:
    source = Numbers(MILLION)
    async with listing(source) as (pilot, _app):
        for keys, rows in (
            (["home"], range(10)),
            (["end"], range(MILLION - 10, MILLION)),
            (["pageup"], range(MILLION - 20, MILLION)),
        ):
            source.asked.clear()
            await pilot.press(*keys)
            await pilot.pause()
            assert set(source.asked) <= set(rows)
        source.asked.clear()
        await pilot.press("up")
        await pilot.pause()
        assert len(source.asked) <= 10


async def test_what_is_under_the_cursor_can_be_opened() -> None:
    async with listing(Numbers(5)) as (pilot, app):
        await pilot.press("down", "down")
        app.rows.action_activate()
        await pilot.pause()
        assert app.opened == [2]


async def click(pilot: Pilot[str], line: int) -> None:
    await pilot.click("#rows", offset=Offset(5, line))
    await pilot.pause()


async def test_a_click_moves_and_a_second_click_opens() -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        await click(pilot, 4)
        assert (app.rows.cursor, app.opened) == (3, [])
        await click(pilot, 4)
        assert (app.rows.cursor, app.opened) == (3, [3])
        await pilot.press("end")
        await click(pilot, 1)
        assert app.rows.cursor == MILLION - 10


async def test_clicks_beside_the_rows_do_nothing() -> None:
    async with listing(Numbers(3)) as (pilot, app):
        await pilot.press("down")
        for line in (0, 4, 10):
            await click(pilot, line)
        assert (app.rows.cursor, app.opened) == (1, [])


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        app.rows.post_message(MouseScrollDown(app.rows, 5, 5, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert app.rows.scroll_offset.y > 0
        assert app.rows.cursor == 0
        assert first_row(app) == f"row {app.rows.scroll_offset.y}"
        await pilot.press("down")
        assert (app.rows.cursor, first_row(app)) == (1, "row 1")


async def test_the_scroll_bar_leads_anywhere() -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        assert app.rows.show_vertical_scrollbar
        app.rows.scroll_to(y=MILLION // 2, animate=False)
        await pilot.pause()
        assert first_row(app) == "row 500000"
        app.rows.scroll_end(animate=False)
        await pilot.pause()
        assert shown(app)[-1].split()[1] == str(MILLION - 1)


@pytest.mark.parametrize("size", [(40, 4), (12, 2), (80, 30)])
async def test_resizing_keeps_the_cursor_in_view(size: tuple[int, int]) -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        await pilot.press("end", *["up"] * 5)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert app.rows.cursor == MILLION - 6
        assert any(line.startswith(">") for line in shown(app))
        assert all(len(line) <= size[0] for line in shown(app))


async def test_no_rows_can_be_moved_through() -> None:
    async with listing(NoRows()) as (pilot, app):
        await pilot.press("down", "end", "pagedown", "up", "home")
        app.rows.action_activate()
        await click(pilot, 1)
        assert (app.rows.cursor, app.rows.row_count, app.opened) == (0, 0, [])
        assert "".join(shown(app)) == ""


async def test_other_rows_keep_the_cursor_within_them() -> None:
    async with listing(Numbers(MILLION)) as (pilot, app):
        await pilot.press("end")
        app.rows.show(Numbers(30), app.rows.cursor)
        await pilot.pause()
        assert (app.rows.cursor, cursor_line(app), first_row(app)) == (29, "29", "row 20")
        app.rows.show(Numbers(4), app.rows.cursor)
        await pilot.pause()
        assert (app.rows.cursor, cursor_line(app), first_row(app)) == (3, "3", "row 0")
        assert app.rows.max_scroll_y == 0
        app.rows.show(Numbers(MILLION), 500_000)
        await pilot.pause()
        assert cursor_line(app) == "500000"
        assert app.rows.max_scroll_y > 0
        app.rows.show(Numbers(0))
        await pilot.pause()
        assert shown(app)[1:] == [""] * 10


async def test_a_shorter_list_shows_no_blank_lines_above_its_end() -> None:
    async with listing(Numbers(1000)) as (pilot, app):
        app.rows.scroll_to(y=900, animate=False)
        await pilot.pause()
        app.rows.show(Numbers(500), 495)
        await pilot.pause()
        assert shown(app)[-1].split()[1] == "499"
        assert app.rows.vertical_scrollbar.window_virtual_size == 501


async def test_the_same_place_in_other_rows_is_told_anew() -> None:
    async with listing(Numbers(10)) as (pilot, app):
        app.highlighted.clear()
        app.rows.show(Numbers(20), 0)
        await pilot.pause()
        assert app.highlighted == [0]
