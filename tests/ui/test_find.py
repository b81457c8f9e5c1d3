from pathlib import Path
import pytest
from tests.conftest import ServerFactory
from tests.ui.browsing import browse, feed_at, serve
from tests.ui.support import press, screen_text, shown_keys
from tests.support.images import oci_image
from tests.support import serving_images
from regbrowse.ui.screens.find import FindScreen

async def test_a(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve(server, ["a/b", "c"])
    serving_images.serve(server, "a/b", {"1": oci_image()})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", "1", "enter")
        s = pilot.app.screen
        assert isinstance(s, FindScreen)
        print(screen_text(pilot.app))
        print(s._running, shown_keys(pilot.app), s.check_action("stop", ()))
        print(s.active_bindings.get("escape"))
        from regbrowse.ui.widgets.key_line import KeyLine
        print(s.query_one(KeyLine).shown)
        await pilot.pause(0.5)
        print(s.query_one(KeyLine).shown)
        s.query_one(KeyLine)._bindings_changed(s); print(s.query_one(KeyLine)._keys, s is s.query_one(KeyLine).screen, s.query_one(KeyLine).is_attached); await pilot.pause(0.2)
        print(s.query_one(KeyLine).shown)
        assert 0
