"""How the screens look, full and empty, compared with pictures that a person has looked at.

`pytest tests/ui/test_pictures.py --snapshot-update` takes them anew; look at each that changed.
"""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from regbrowse.domain.address import Address
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.domain.names import is_tag
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import ServerFactory
from tests.support import serving_images
from tests.support.images import oci_image
from tests.support.scripted import End, Raw, Reply, ScriptedServer, error_reply, json_reply
from tests.ui.browsing import Held, Small, catalog, feed_at, keep, keep_tags, rows_of, serve
from tests.ui.pictures import SIZES, Camera, SnapCompare, comparable
from tests.ui.support import in_front, screen_text

pytestmark = [comparable, SIZES]

NAMES = [
    *(f"base/{name}" for name in ("alpine", "debian", "distroless", "ubuntu")),
    *(f"payments/{name}" for name in ("api", "api-gateway", "legacy-api", "ledger", "web")),
    *(f"search/{name}" for name in ("api", "crawler", "indexer")),
    *(f"team-{number:02}/service-{number * 7:03}" for number in range(40)),
    "tools",
    "Not/A valid [red]name[/]\x1b[31m",
]
TAGS = [
    *("2.7.1", "2.7.0", "2.8.0-rc.1", "2.6.0", "1.27.3-alpine", "2.7.1-slim-bookworm"),
    *("latest", "stable", "sha-a1b2c3d", f"sha256-{'0' * 64}.sig", "app-7", "$(id)"),
]
_AHEAD = "2999-01-01T00:00:00Z"
"""What was made then is `just now` old, whenever the picture is taken."""

GONE = Feed("gone", Address("registry.invalid"))
"""There is no such name, on any machine."""


class HeldSmall(Held, Small):
    """Pages of a few names, one of which is answered only when a test says so."""


def _without_speed(pilot: Pilot[str]) -> None:
    """How fast a walk is differs each time."""
    screen = catalog(pilot)
    (walk,) = screen._all_walks()
    walk.first = walk.progress
    screen._say_walks()


@pytest.fixture
def camera(tmp_path: Path, snap_compare: SnapCompare, size: tuple[int, int]) -> Camera:
    return Camera(tmp_path, snap_compare, size)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, NAMES, {name: TAGS for name in NAMES if name.islower()})
    images = {tag: oci_image(text=tag, created=_AHEAD) for tag in TAGS if is_tag(tag)}
    images["latest"] = images["2.7.1"]
    serving_images.serve(server, "payments/api", images)
    return server


@pytest.fixture
def feed(server: ScriptedServer) -> Feed:
    return feed_at(server, "prod")


@pytest.fixture
def feeds(tmp_path: Path) -> list[Feed]:
    """Feeds in every state that there is without asking a registry."""
    prod = Feed("prod", Address("registry.example.com"), username="ana")
    hub = Feed("hub", Address("docker.io"))
    legacy = Feed("legacy", Address("10.0.0.5", 5000, "http"), api=ApiVersion.V1)
    keep(tmp_path, prod, NAMES)
    keep(tmp_path, legacy, NAMES[:20], complete=False)
    return [prod, hub, legacy, GONE]


def test_feeds(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True)


def test_feeds_filtered(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True, keys=["slash", *"exam"])


def test_feeds_failing(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True, keys=["end", "t", "escape"])


def test_feeds_reading(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    link = ("Link", '</v2/_catalog?last=b>; rel="next"')
    server.on("/v2/_catalog", json_reply({"repositories": ["a", "b"]}, headers=[link]))
    server.on("/v2/_catalog", Raw(end=End.HANG), query={"last": "b"})
    assert camera(
        feed,
        GONE,
        at_feeds=True,
        keys=["r"],
        during=lambda pilot: "reading, 2" in screen_text(pilot.app),
    )


def test_feeds_of_the_demo(camera: Camera, feed: Feed) -> None:
    assert camera(feed, GONE, at_feeds=True, demo=True, keys=["end"])


def test_why(camera: Camera) -> None:
    assert camera(GONE, at_feeds=True, keys=["t", "escape", "w"])


def test_welcome(camera: Camera) -> None:
    assert camera()


def test_form(camera: Camera) -> None:
    assert camera(keys=["a"])


def test_form_filled(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True, keys=["e"])


def test_form_refused(camera: Camera) -> None:
    assert camera(keys=["a", *"no name", "ctrl+s"])


def test_confirm(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True, keys=["d"])


def test_help(camera: Camera, feeds: list[Feed]) -> None:
    assert camera(*feeds, at_feeds=True, keys=["question_mark"])


def test_catalog(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["down"])


def test_catalog_filtered(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["slash", *"pay api"])


def test_catalog_fuzzy(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["slash", *"pymnts"])


def test_catalog_without_a_hit(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["slash", *"zzz"])


def test_catalog_grouped(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["g", "down"])


def test_catalog_of_several_feeds(
    camera: Camera, feed: Feed, scripted_server: ServerFactory
) -> None:
    other = scripted_server()
    serve(other, ["payments/api", "redis"], {"payments/api": ["3.0"]})
    assert camera(feed, feed_at(other, "staging"), at_feeds=True, keys=["s", "slash", *"api"])


def test_catalog_empty(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    serve(server)
    assert camera(feed)


def test_catalog_denied(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    server.on("/v2/_catalog", error_reply(403, "DENIED", "requested access is denied"))
    assert camera(feed)


def test_catalog_failing(camera: Camera) -> None:
    keep(camera.folder, GONE, NAMES)
    assert camera(GONE, keys=["r"])


def test_catalog_incomplete(camera: Camera) -> None:
    keep(camera.folder, GONE, NAMES[:3], complete=False)
    assert camera(GONE, keys=["end"])


def test_tags(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "payments/api"))


def test_catalog_grouped_without_a_hit(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["g", "slash", *"zzz"])


def test_catalog_walking(camera: Camera, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    held = HeldSmall(NAMES, 2, default=20)
    serve(server, held)

    def read(pilot: Pilot[str]) -> bool:
        return "20 in 1 page" in screen_text(pilot.app) and len(rows_of(pilot)) == 20

    try:
        assert camera(feed_at(server, "prod"), during=read, still=_without_speed)
    finally:
        held.gate.set()


def test_catalog_waiting(camera: Camera, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    held = HeldSmall(NAMES, 1, default=20)
    serve(server, held)

    def asked(pilot: Pilot[str]) -> bool:
        return bool(held.requests) and "on its way" in screen_text(pilot.app)

    try:
        assert camera(feed_at(server, "prod"), keys=["slash"], during=asked)
    finally:
        held.gate.set()


def test_palette(camera: Camera, feed: Feed) -> None:
    def stop_blinking(pilot: Pilot[str]) -> None:
        pilot.app.screen.query_one(Input).cursor_blink = False

    assert camera(feed, keys=["ctrl+p", *"copy"], still=stop_blinking)


def test_help_for_tags(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "payments/api"), keys=["question_mark"])


def test_tags_loading(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    keep(camera.folder, feed, NAMES)
    keep_tags(camera.folder, feed, "tools", TAGS)
    server.on("/v2/tools/tags/list", Reply(200, delay=20))

    def shown(pilot: Pilot[str]) -> bool:
        return in_front(pilot.app, TagsScreen) and "reading ..." in screen_text(pilot.app)

    assert camera(feed, opening=Opening(feed, "tools"), during=shown)


def test_tags_folded(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "payments/api"), keys=["v", "space", "down"])


def test_tags_filtered(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "payments/api"), keys=["3", "slash", *"2.7"])


def test_tags_of_all_kinds(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "payments/api"), keys=["0", "end", "p"])


def test_tags_empty(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    server.on("/v2/tools/tags/list", json_reply({"name": "tools", "tags": None}))
    assert camera(feed, opening=Opening(feed, "tools"))


def test_tags_unknown(camera: Camera, server: ScriptedServer, feed: Feed) -> None:
    server.on("/v2/tools/tags/list", error_reply(404, "NAME_UNKNOWN", "not known to registry"))
    assert camera(feed, opening=Opening(feed, "tools"))


def test_tags_kept(camera: Camera) -> None:
    keep(camera.folder, GONE, NAMES)
    keep_tags(camera.folder, GONE, "tools", TAGS)
    assert camera(GONE, opening=Opening(GONE, "tools"))
