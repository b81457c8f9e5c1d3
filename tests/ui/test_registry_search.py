"""What a registry finds itself, as one types: what enter opens, more on scrolling, patience."""

import threading
from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.tags import TagsScreen
from regbrowse.ui.widgets.filter_input import FilterInput
from tests.conftest import ServerFactory
from tests.support.certificates import Certificates
from tests.support.registries.hosts import token_gate
from tests.support.registries.hub import CHALLENGE, REGISTRY, WEB, Hub
from tests.support.registries.v1 import V1Registry, said
from tests.support.scripted import Reply, Request, error_reply, json_reply
from tests.ui.browsing import browse, catalog, feed_at, rows_of, tags
from tests.ui.support import in_front, press, screen_text, settle, until

SEARCH = "/v2/search/repositories/"


@pytest.fixture
def hub(scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    hub = Hub(scripted_server, certificates)
    tag_list = token_gate(json_reply({"name": "x", "tags": ["1.0"]}), CHALLENGE)
    for name in ("acme/app", "acme/app-server", "library/nginx"):
        hub.hosts[REGISTRY].on(f"/v2/{name}/tags/list", tag_list)
    return hub


def feed_of(hub: Hub, certificates: Certificates) -> Feed:
    proxy = hub.hosts.proxy.url
    return Feed("hub", Address.parse("docker.io"), proxy=proxy, ca_file=certificates.ca)


async def test_the_name_that_was_typed_comes_first(
    tmp_path: Path, hub: Hub, certificates: Certificates
) -> None:
    hub.namespaces["acme"] = ["app-server", "app"]
    async with browse(tmp_path, feed_of(hub, certificates)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"acme/app")
        assert rows_of(pilot) == ["acme/app", "acme/app-server"]
        await press(pilot, "enter")
        assert tags(pilot)._repository == "acme/app"


async def test_enter_before_the_answer_opens_what_was_typed(
    tmp_path: Path, hub: Hub, certificates: Certificates
) -> None:
    """Also where a name that was opened before fits what was typed."""
    gate = threading.Event()

    def late(_: Request) -> Reply:
        gate.wait(20)
        return json_reply({"count": 0, "results": []})

    hub.hosts[WEB].on(SEARCH, late)
    feed = feed_of(hub, certificates)
    async with browse(tmp_path, feed) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await catalog(pilot)._service.ways.remember(feed, "acme/nginx")
        await pilot.press(*"nginx")
        await until(pilot, lambda: rows_of(pilot) == ["acme/nginx"])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TagsScreen))
        assert tags(pilot)._repository == "library/nginx"
        gate.set()
        await settle(pilot)


async def test_more_is_asked_for_wherever_one_scrolls(
    tmp_path: Path, hub: Hub, certificates: Certificates
) -> None:
    """By wheel and scroll bar, too, and what is in view stays there as more comes."""
    hub.found = [f"user/n{number:03}" for number in range(250)]
    async with browse(tmp_path, feed_of(hub, certificates)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"n")
        rows = catalog(pilot).rows
        assert rows.row_count == 101, "a page, and what was typed"
        rows.scroll_to(y=80, animate=False)
        await settle(pilot)
        assert rows.row_count == 201
        assert (rows.cursor, rows.scroll_offset.y) == (0, 80)


async def test_the_cursor_stays_on_its_row_as_more_comes(
    tmp_path: Path, hub: Hub, certificates: Certificates
) -> None:
    hub.found = [*(f"user/n{number:03}" for number in range(110)), "library/n"]
    async with browse(tmp_path, feed_of(hub, certificates)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"n")
        await press(pilot, *["down"] * 80)
        assert rows_of(pilot)[0] == "library/n"
        assert rows_of(pilot)[catalog(pilot).rows.cursor] == "user/n080"


async def test_a_search_counts_down_and_escape_ends_the_wait(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    V1Registry(server)
    server.on("/v1/search", Reply(400, b'{"error":"no query"}'), query={"q": ""})
    server.on(
        "/v1/search", error_reply(429, "X", headers=[("Retry-After", "50")]), query={"q": "api"}
    )
    async with browse(tmp_path, feed_at(server), settled=False) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await pilot.press(*"api")
        await until(pilot, lambda: "(rate limit)   esc stops it" in screen_text(pilot.app))
        await pilot.press("escape")
        await settle(pilot)
        assert "rate limit" not in screen_text(pilot.app)
        assert in_front(pilot.app, CatalogScreen)


async def test_a_search_waits_and_goes_on(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server)
    found = said({"results": [{"name": "team/api"}], "num_results": 1})
    busy = error_reply(429, "X", headers=[("Retry-After", "1")])
    server.on("/v1/search", Reply(400, b'{"error":"no query"}'), query={"q": ""})
    server.on("/v1/search", busy, found, query={"q": "api"})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"api")
        assert rows_of(pilot) == ["team/api", "api"]
