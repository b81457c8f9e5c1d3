"""A registry that asks for patience: a countdown on the screen, which a key ends."""

from pathlib import Path

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import ServerFactory
from tests.support.scripted import Reply, error_reply, json_reply
from tests.ui.browsing import browse, feed_at, rows_of, serve
from tests.ui.feed_screens import explained
from tests.ui.support import in_front, press, screen_text, settle, until


def busy(seconds: int) -> Reply:
    return error_reply(429, "TOOMANYREQUESTS", headers=[("Retry-After", str(seconds))])


async def test_a_walk_counts_down_and_goes_on(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"])
    server.on("/v2/_catalog", busy(2), json_reply({"repositories": ["app"]}))
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: "here: waiting " in screen_text(pilot.app))
        assert "(rate limit)   esc stops it" in screen_text(pilot.app)
        await settle(pilot)
        assert rows_of(pilot) == ["app"]
        assert explained(pilot) == ""


async def test_a_wait_can_be_stopped(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve(server, ["app"])
    server.on("/v2/_catalog", busy(50))
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: "here: waiting " in screen_text(pilot.app))
        await press(pilot, "x")
        assert "here: stopped" in screen_text(pilot.app)


async def test_tags_wait_too_and_escape_leaves_them(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.0"]})
    server.on("/v2/app/tags/list", busy(50))
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), settled=False) as pilot:
        await until(pilot, lambda: "waiting " in screen_text(pilot.app))
        await press(pilot, "escape")
        assert in_front(pilot.app, CatalogScreen)


async def test_what_is_left_of_a_limit_is_told(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.0"]})
    left = [("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "20;w=21600")]
    server.on("/v2/app/tags/list", json_reply({"name": "app", "tags": ["1.0"]}, headers=left))
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "app")) as pilot:
        assert "20 of 100 requests left (per 6 h)" in screen_text(pilot.app).replace("\n", " ")


async def test_escape_ends_the_wait_of_a_walk_before_it_leaves(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"])
    server.on("/v2/_catalog", busy(50))
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: "here: waiting " in screen_text(pilot.app))
        await press(pilot, "escape")
        assert in_front(pilot.app, CatalogScreen)
        assert "here: stopped" in screen_text(pilot.app)
        assert list(pilot.app.workers) == []
        await press(pilot, "escape")
        assert not in_front(pilot.app, CatalogScreen)


async def test_an_image_is_waited_for_and_escape_leaves_it(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.0"]})
    server.on("/v2/app/manifests/1.0", busy(50))
    feed = feed_at(server)
    opening = Opening(feed, "app", "1.0")
    async with browse(tmp_path, feed, opening=opening, settled=False) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, TagsScreen))
        await until(pilot, lambda: rows_of(pilot) == ["1.0"])
        await pilot.press("enter")
        await until(pilot, lambda: in_front(pilot.app, ImageScreen))
        await until(pilot, lambda: "(rate limit)   esc stops it" in screen_text(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: in_front(pilot.app, TagsScreen))
