"""The preview at the right of a wide terminal: what it shows, and what it costs the registry."""

import asyncio
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.ui.widgets.tag_preview import _REST_S, TagPreview
from tests.conftest import ServerFactory
from tests.support import serving_images
from tests.support.images import oci_image
from tests.support.scripted import ScriptedServer, error_reply, json_reply
from tests.ui.browsing import browse, catalog, feed_at, keep, keep_tags, serve
from tests.ui.support import NARROW, WIDE, press, screen_text, settle, text_of

NAMES = [f"team/app-{number:02}" for number in range(30)]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, NAMES, {name: ["1.0", "2.0", f"sha256-{'0' * 64}.sig"] for name in NAMES})
    return server


def preview(pilot: Pilot[str]) -> str:
    """What is read in the preview."""
    widget = catalog(pilot).query_one(TagPreview)
    labels = (widget.query_one(f"#preview-{part}") for part in ("title", "tags"))
    return "\n".join(text_of(label) for label in labels)


def previewed(server: ScriptedServer) -> list[str]:
    """The repositories whose tags were asked for, in order."""
    paths = (request.path for request in server.requests)
    return [path[len("/v2/") : -len("/tags/list")] for path in paths if path.endswith("/list")]


async def test_the_tags_under_the_cursor_are_shown(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        assert preview(pilot) == (
            "team/app-00  3 tags\n2.0           newest\n1.0           release"
        )
        assert "team/app-00  3 tags" in screen_text(pilot.app)
        await press(pilot, "down")
        assert preview(pilot).startswith("team/app-01  3 tags\n")
    assert previewed(server) == NAMES[:2]


async def test_only_where_the_cursor_rests_a_registry_is_asked(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        server.requests.clear()
        began = time.monotonic()
        await pilot.press(*["down"] * 8)
        moved_for = time.monotonic() - began
        await settle(pilot)
        assert previewed(server)[-1] == NAMES[8]
        # A machine that is busy may take longer for a key than the cursor must rest.
        assert len(previewed(server)) <= 1 + moved_for // _REST_S
        assert preview(pilot).startswith(NAMES[8])


async def test_a_narrow_terminal_asks_nothing(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server), size=NARROW) as pilot:
        await press(pilot, "down", "down")
        await asyncio.sleep(0)
        assert not catalog(pilot).query_one(TagPreview).display
        assert previewed(server) == []


async def test_it_comes_and_goes_with_the_width(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server), size=NARROW) as pilot:
        await press(pilot, "down")
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        assert preview(pilot).startswith("team/app-01  3 tags")
        await pilot.resize_terminal(*NARROW)
        await press(pilot, "down")
        assert not catalog(pilot).query_one(TagPreview).display
    assert previewed(server) == [NAMES[1]]


async def test_a_filter_without_hits_and_namespaces_have_no_preview(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        await press(pilot, "slash", *"zzz")
        assert preview(pilot) == "\n"
        await press(pilot, *["backspace"] * 3)
        assert preview(pilot).startswith(NAMES[0])
        await press(pilot, "escape", "g")
        assert preview(pilot) == "\n"


async def test_no_registry_is_asked_for_a_name_that_it_cannot_have(
    tmp_path: Path, server: ScriptedServer
) -> None:
    serve(server, ["../../v2/_catalog", "Team/App"])
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        await press(pilot, "down")
        assert preview(pilot) == "Team/App\n"
    assert previewed(server) == []


async def test_what_fails_is_said_in_a_line(tmp_path: Path, server: ScriptedServer) -> None:
    server.on("/v2/team/app-00/tags/list", error_reply(404, "NAME_UNKNOWN"))
    server.on("/v2/team/app-01/tags/list", json_reply({"name": "x", "tags": None}))
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        assert preview(pilot) == "team/app-00\nThere is no such repository, or it is hidden"
        await press(pilot, "down")
        assert preview(pilot) == "team/app-01  0 tags\nIt has no tags."
        await press(pilot, "down")
        assert preview(pilot).startswith("team/app-02  3 tags")


async def test_offline_the_kept_tags_are_previewed(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    feed = feed_at(server)
    keep(tmp_path, feed, NAMES)
    keep_tags(tmp_path, feed, NAMES[0], ["1.0"])
    server.close()
    async with browse(tmp_path, feed, size=WIDE) as pilot:
        assert preview(pilot) == (
            "team/app-00  1 tag\nThe connection is refused.\nThis is what is kept:\n"
            "\n1.0           newest"
        )
        await press(pilot, "down")
        assert preview(pilot) == "team/app-01\nThe connection is refused"


def described(server: ScriptedServer) -> set[str]:
    """The tags of team/app-00 whose manifests were asked for."""
    begin = "/v2/team/app-00/manifests/"
    paths = {request.path for request in server.requests if request.path.startswith(begin)}
    return {path.removeprefix(begin) for path in paths if "sha256:" not in path}


@pytest.fixture
def described_server(server: ScriptedServer) -> ScriptedServer:
    tags = [f"1.{minor}" for minor in range(9)]
    serve(server, NAMES, {NAMES[0]: tags})
    images = {tag: oci_image(text=tag, created="2999-01-01T00:00:00Z") for tag in tags}
    serving_images.serve(server, NAMES[0], images)
    return server


async def test_size_and_age_of_the_first_few_are_asked_for(
    tmp_path: Path, described_server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(described_server), size=WIDE) as pilot:
        lines = preview(pilot).splitlines()
        assert lines[1].split()[:2] == ["1.8", "newest"]
        assert all(line.endswith(" B  just now") for line in lines[1:6])
        assert lines[6] == "1.3           release"
    assert described(described_server) == {"1.8", "1.7", "1.6", "1.5", "1.4"}


async def test_what_was_seen_before_is_known(
    tmp_path: Path, described_server: ScriptedServer
) -> None:
    async with browse(tmp_path, feed_at(described_server), size=WIDE) as pilot:
        await press(pilot, "enter")
        await press(pilot, "escape")
        described_server.requests.clear()
        await press(pilot, "down", "up")
        assert all(line.endswith(" B  just now") for line in preview(pilot).splitlines()[1:])
    assert described(described_server) == set()


async def test_a_registry_that_counts_requests_is_asked_for_nothing_more(
    tmp_path: Path, described_server: ScriptedServer
) -> None:
    left = [("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "20;w=21600")]
    reply = json_reply({"name": NAMES[0], "tags": ["1.0"]}, headers=left)
    described_server.on(f"/v2/{NAMES[0]}/tags/list", reply)
    async with browse(tmp_path, feed_at(described_server), size=WIDE) as pilot:
        assert preview(pilot).splitlines()[1] == "1.0           newest"
    assert described(described_server) == set()


async def test_a_registry_that_cannot_describe_its_tags_is_previewed_without(
    tmp_path: Path, server: ScriptedServer
) -> None:
    server.on(f"/v2/{NAMES[0]}/manifests/2.0", error_reply(401, "UNAUTHORIZED"))
    async with browse(tmp_path, feed_at(server), size=WIDE) as pilot:
        assert preview(pilot).splitlines()[1] == "2.0           newest"
