"""How the search for a tag looks, compared with pictures that a person has looked at."""

import re
from pathlib import Path

import pytest

from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.support import serving_images
from tests.support.images import oci_image
from tests.support.scripted import Reply, ScriptedServer
from tests.ui.browsing import feed_at, serve
from tests.ui.pictures import SIZES, Camera, SnapCompare, comparable
from tests.ui.test_pictures import GONE

pytestmark = [comparable, SIZES]

HAVE = ("base/debian", "payments/api", "payments/api-gateway", "search/indexer")
NAMES = [*HAVE, *(f"team-{number:02}/service-{number * 7:03}" for number in range(20))]
DENIED = ("vault/keys", "vault/signer", "Not/A valid [red]name[/]\x1b[31m")
DIGEST = oci_image(text=HAVE[1]).digest


@pytest.fixture
def camera(tmp_path: Path, snap_compare: SnapCompare, size: tuple[int, int]) -> Camera:
    return Camera(tmp_path, snap_compare, size)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, [*NAMES, *DENIED], {name: ["2.7.1", "2.7", "latest"] for name in HAVE})
    for name in HAVE:
        image = oci_image(text=name)
        serving_images.serve(server, name, {"2.7.1": image, "2.7": image})
    server.on(re.compile("/v2/vault/.*"), Reply(403))
    return server


@pytest.fixture
def feed(server: ScriptedServer) -> Feed:
    return feed_at(server, "prod")


def test_before_anything_is_looked_for(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["f"])


def test_a_tag(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["f", *"2.7.1", "enter", "down"])


def test_a_pattern_where_a_filter_looks(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["slash", *"pay api", "escape", "f", *"2.7*", "enter"])


def test_a_digest_in_several_feeds(camera: Camera, feed: Feed) -> None:
    assert camera(feed, GONE, at_feeds=True, keys=["f", *DIGEST, "enter"])


def test_what_could_not_be_read(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["f", *"2.7.1", "enter", "u"])


def test_nothing_is_found(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["f", *"9.9", "enter"])


def test_what_no_tag_can_be(camera: Camera, feed: Feed) -> None:
    assert camera(feed, keys=["f", *"sha256:46", "enter"])
