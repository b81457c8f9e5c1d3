"""A v1 registry with fifty thousand repositories on the screens: listed, searched, looked into."""

from pathlib import Path

from tests.conftest import ServerFactory
from tests.support.registries.v1 import IMAGE, V1Registry
from tests.ui.browsing import browse, cells_of, feed_at, rows_of
from tests.ui.support import press, screen_text, settle

NAMES = [f"team-{number // 100:03}/app-{number:05}" for number in range(50_000)]


async def test_from_the_list_to_an_image(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server, {name: {"1.0": IMAGE, "latest": IMAGE} for name in NAMES})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await settle(pilot)
        assert "50,000 of 50,000" in screen_text(pilot.app)
        await press(pilot, "slash", *"app-04321")
        await settle(pilot)
        assert rows_of(pilot) == ["team-043/app-04321"]
        await press(pilot, "enter")
        await settle(pilot)
        assert rows_of(pilot) == ["1.0", "latest"]
        # Nothing has a digest there, and what has the same id is the same image.
        assert [cells[-1] for cells in cells_of(pilot)] == ["latest", "1.0"]
        await press(pilot, "enter")
        await settle(pilot)
        shown = screen_text(pilot.app)
        assert "image (v1)" in shown
        assert "2.4 MB in 2 layers, linux/amd64" in shown
        assert "2026-11-23 08:40:16 UTC" in shown
        await press(pilot, "2")
        await settle(pilot)
        assert "ADD file:a in /" in screen_text(pilot.app)
    searches = [request for request in server.requests if request.path == "/v1/search"]
    assert len(searches) == 1
