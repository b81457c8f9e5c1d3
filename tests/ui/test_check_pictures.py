"""How the check screen looks, compared with pictures that a person has looked at.

`pytest tests/ui/test_check_pictures.py --snapshot-update` takes them anew; look at each of them.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.domain.address import Address
from regbrowse.domain.check import Evidence, StepReport
from regbrowse.domain.feed import Feed
from regbrowse.ui.screens.check import CheckScreen
from tests.conftest import ServerFactory
from tests.support.images import oci_image
from tests.support.scripted import Reply, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import BlackHole, ClosedPort
from tests.ui.pictures import SIZES, Camera, SnapCompare, comparable
from tests.ui.support import screen_text

pytestmark = [comparable, SIZES]

_TIME_S = 0.012


def still(pilot: Pilot[str]) -> None:
    """Let each step take the same time on the same port."""
    screen = pilot.app.screen
    assert isinstance(screen, CheckScreen)
    report = screen._report
    assert report is not None
    port = str(screen._target.feed.address.port)
    steps = [_step(found, port) for found in report.steps]
    screen._report = replace(
        report,
        summary=report.summary.replace(port, "50000"),
        hints=[hint.replace(port, "50000") for hint in report.hints],
        steps=steps,
    )
    screen._steps = {found.step: found for found in steps}
    screen._end()


def still_running(pilot: Pilot[str]) -> None:
    """Let the check have just begun, and each step have taken the same time on the same port."""
    screen = pilot.app.screen
    assert isinstance(screen, CheckScreen)
    port = str(screen._target.feed.address.port)
    steps = screen._steps.items()
    screen._steps = {step: found and _step(found, port) for step, found in steps}
    screen._began = time.monotonic()
    screen._fill()
    screen._say_time()


def _step(found: StepReport, port: str) -> StepReport:
    return replace(
        found,
        summary=found.summary.replace(port, "50000"),
        hints=[hint.replace(port, "50000") for hint in found.hints],
        elapsed_s=None if found.elapsed_s is None else _TIME_S,
        evidence={key: _still(value, key) for key, value in found.evidence.items()},
    )


def _still(value: Evidence, key: str = "") -> Evidence:
    if isinstance(value, Mapping):
        return {name: _still(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_still(each) for each in value]
    return 12 if key == "elapsed_ms" else value


@pytest.fixture
def camera(tmp_path: Path, snap_compare: SnapCompare, size: tuple[int, int]) -> Camera:
    return Camera(tmp_path, snap_compare, size)


def feed_on(port: int) -> Feed:
    """A feed of a server here, without a registry path of its own."""
    return Feed("prod", Address("127.0.0.1", port, "http"))


@pytest.fixture
def healthy(scripted_server: ServerFactory) -> Feed:
    server = scripted_server()
    version = [("Docker-Distribution-Api-Version", "registry/2.0"), ("Server", "[red]x[/]")]
    server.on("/v2/", json_reply({}, headers=version))
    server.on("/v2/_catalog", json_reply({"repositories": ["payments/api", "tools"]}))
    server.on("/v2/payments/api/tags/list", json_reply({"name": "payments/api", "tags": ["1.0"]}))
    serve(server, "payments/api", {"1.0": oci_image()})
    return feed_on(server.port)


def test_healthy(camera: Camera, healthy: Feed) -> None:
    assert camera(healthy, keys=["t"], still=still)


def test_evidence(camera: Camera, healthy: Feed) -> None:
    keys = ["t", *["down"] * 5, "enter"]
    assert camera(healthy, keys=keys, still=still)


def test_failing(camera: Camera, closed_port: ClosedPort) -> None:
    assert camera(feed_on(closed_port.port), at_feeds=True, keys=["t"], still=still)


def test_warning(camera: Camera, healthy: Feed) -> None:
    feed = replace(healthy, registry_path="registry.invalid")
    assert camera(feed, keys=["t"], still=still)


def test_something_else_is_there(camera: Camera, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    page = b"<html><title>Welcome to [b]nginx[/]</title></html>"
    server.on(None, Reply(200, page, [("Content-Type", "text/html"), ("Server", "nginx")]))
    assert camera(feed_on(server.port), at_feeds=True, keys=["t", "enter"], still=still)


def test_running(camera: Camera, black_hole: BlackHole) -> None:
    assert camera(
        feed_on(black_hole.port),
        at_feeds=True,
        keys=["t"],
        still=still_running,
        during=lambda pilot: "...   tcp" in screen_text(pilot.app),
    )
