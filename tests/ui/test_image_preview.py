"""The image of the tag under the cursor on a wide terminal: what is known of it, and no request."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.ui.opening import Opening
from regbrowse.ui.widgets.image_preview import ImagePreview
from tests.conftest import ServerFactory
from tests.support.images import oci_image, oci_index
from tests.support.scripted import ScriptedServer
from tests.support.serving_images import serve as serve_images
from tests.ui.browsing import browse, feed_at, serve, tags
from tests.ui.support import NARROW, WIDE, press, screen_text, settle, text_of

NEW = oci_index(text="new")
OLD = oci_image(text="old", created="2020-01-01T00:00:00Z", labels={"a": "\x1b[31mred"})


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["app"], {"app": ["2.0", "1.0", "latest", "0.9"]})
    serve_images(server, "app", {"2.0": NEW, "latest": NEW, "1.0": OLD})
    return server


def preview(pilot: Pilot[str]) -> list[str]:
    """The lines of the preview, the title first."""
    widget = tags(pilot).query_one(ImagePreview)
    labels = (widget.query_one(f"#preview-{part}") for part in ("title", "image"))
    return [line.rstrip() for label in labels for line in text_of(label).splitlines()]


async def test_what_is_known_of_the_image_is_shown_and_nobody_is_asked(
    tmp_path: Path, server: ScriptedServer
) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), size=WIDE) as pilot:
        asked = len(server.requests)
        shown = preview(pilot)
        assert shown[0] == "app:2.0"
        assert "kind        release" in shown
        assert "what        image index" in shown
        assert "cmd         /bin/sh" in shown
        assert "platforms   amd64 arm64/v8" in shown
        assert "also        latest" in shown
        assert [line[8:] for line in shown[-2:]] == ["  ADD base.tar /", "  COPY app /app"]
        assert "app:2.0" in screen_text(pilot.app)
        await press(pilot, "down")
        shown = preview(pilot)
        assert shown[0] == "app:1.0"
        assert any(line.startswith("created     2020-01-01") for line in shown)
        assert len(server.requests) == asked, "the details have been read, and suffice"


async def test_a_broken_tag_says_why(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app", "0.9"), size=WIDE) as pilot:
        shown = preview(pilot)
        assert shown[0] == "app:0.9"
        assert shown[1].startswith("broken: ")
        await press(pilot, "slash", *"zzz")
        assert preview(pilot) == []


async def test_it_comes_and_goes_with_the_width(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), size=NARROW) as pilot:
        assert not tags(pilot).query_one(ImagePreview).display
        assert preview(pilot) == []
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        assert preview(pilot)[0] == "app:2.0"
        assert "cmd         /bin/sh" in preview(pilot)
