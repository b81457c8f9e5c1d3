"""Registries that cannot list themselves: the tags are two actions away all the same.

The two actions are to type (or paste) a name, and enter.
"""

from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.domain.login import Login, Secret
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.tags import TagsScreen
from regbrowse.ui.widgets.filter_input import FilterInput
from tests.conftest import ServerFactory
from tests.registry.scripted_login import gate
from tests.support.dialects import Distribution2, serve_tags
from tests.support.registries.v1 import IMAGE, V1Registry
from tests.support.scripted import Raw, Reply, ScriptedServer, error_reply, json_reply
from tests.ui.browsing import browse, catalog, feed_at, rows_of, serve, tags
from tests.ui.support import press, screen_text, screens, until

NAME = "team/app"
CHALLENGE = [("WWW-Authenticate", 'Basic realm="registry"')]


def missing(server: ScriptedServer) -> None:
    """ProGet, GitHub: there is no such page."""
    server.on("/v2/_catalog", Reply(404))


def not_allowed(server: ScriptedServer) -> None:
    """Registries that know the page and not the method, or nobody who may."""
    server.on("/v2/_catalog", error_reply(405, "UNSUPPORTED"))


def denied(server: ScriptedServer) -> None:
    """GitLab, Harbor: only administrators."""
    server.on("/v2/_catalog", error_reply(403, "DENIED"))


def closed_by_a_proxy(server: ScriptedServer) -> None:
    """nginx: `location /v2/_catalog { deny all; }`."""
    server.on("/v2/_catalog", Reply(403, b"<html><title>403 Forbidden</title></html>"))


def unauthorized_without_a_challenge(server: ScriptedServer) -> None:
    """Gateways that want a login and do not say which."""
    server.on("/v2/_catalog", error_reply(401, "UNAUTHORIZED"))


def not_understood(server: ScriptedServer) -> None:
    """Artifactory, at some addresses."""
    server.on("/v2/_catalog", error_reply(400, "UNKNOWN", "Unsupported docker repository request"))


def unauthorized(server: ScriptedServer) -> None:
    """Docker Hub, Harbor: a login that nobody has."""
    server.on("/v2/_catalog", error_reply(401, "UNAUTHORIZED", headers=CHALLENGE))


def empty_for_nobody(server: ScriptedServer) -> None:
    """Quay, and tokens of Azure that are limited: all is well, and nothing is listed."""
    server.on("/v2/", Reply(200, b"{}", CHALLENGE))
    server.on("/v2/_catalog", json_reply({"repositories": []}))


def v1_without_search(server: ScriptedServer) -> None:
    """docker-registry 0.9 as it is installed: no search, so no list either."""
    V1Registry(server, {NAME: {"1.0": IMAGE}}, search=False)


WAYS = (
    missing,
    not_allowed,
    denied,
    closed_by_a_proxy,
    unauthorized,
    unauthorized_without_a_challenge,
    not_understood,
    empty_for_nobody,
    v1_without_search,
)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    serve_tags(server, NAME, Distribution2(["1.0"]))
    return server


def names(pilot: Pilot[str]) -> list[str]:
    """The tags in front."""
    return [row.split()[0] for row in rows_of(pilot)]


def words(pilot: Pilot[str]) -> str:
    """What is on the screen, wherever its lines end."""
    return " ".join(screen_text(pilot.app).replace("█", " ").split())


@pytest.mark.parametrize("make", WAYS)
async def test_a_name_and_enter_lead_to_the_tags(
    tmp_path: Path, scripted_server: ServerFactory, make: Callable[[ScriptedServer], None]
) -> None:
    server = scripted_server()
    if make is not v1_without_search:
        server.on("/v2/", Reply(200, b"{}"))
        serve_tags(server, NAME, Distribution2(["1.0"]))
    make(server)
    async with browse(tmp_path, feed_at(server)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        assert "type a repository's whole name and press enter" in words(pilot)
        await press(pilot, *NAME)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TagsScreen))
        await until(pilot, lambda: names(pilot) == ["1.0"])


async def test_a_pasted_reference_opens_at_its_tag(tmp_path: Path, server: ScriptedServer) -> None:
    denied(server)
    serve_tags(server, NAME, Distribution2(["1.0", "1.1"]))
    async with browse(tmp_path, feed_at(server)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        catalog(pilot).filter.value = f"{server.authority}/{NAME}:1.0"
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TagsScreen))
        await until(pilot, lambda: tags(pilot).rows.row_count == 2)
        assert names(pilot)[tags(pilot).rows.cursor] == "1.0"


async def test_what_was_opened_is_remembered_offline_and_can_be_forgotten(
    tmp_path: Path, server: ScriptedServer
) -> None:
    missing(server)
    feed = feed_at(server)
    async with browse(tmp_path, feed) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *NAME, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TagsScreen))
        await until(pilot, lambda: names(pilot) == ["1.0"])
    server.on("/v2/", Raw(b""))
    (tmp_path / "service" / "feeds.toml").unlink()  # the next service writes it anew
    async with browse(tmp_path, feed) as pilot:
        await until(pilot, lambda: rows_of(pilot) == [NAME])
        await press(pilot, "d")
        await until(pilot, lambda: rows_of(pilot) == [])


async def test_a_name_that_is_not_there_is_not_remembered(
    tmp_path: Path, server: ScriptedServer
) -> None:
    missing(server)
    server.on("/v2/team/nothing/tags/list", error_reply(404, "NAME_UNKNOWN"))
    async with browse(tmp_path, feed_at(server)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"team/nothing", "enter")
        await until(pilot, lambda: "no such repository" in words(pilot))
        await press(pilot, "escape")
        assert await catalog(pilot)._service.ways.opened(feed_at(server)) == []


async def test_library_is_offered_where_a_name_of_one_part_is_missing(
    tmp_path: Path, server: ScriptedServer
) -> None:
    missing(server)
    server.on("/v2/nginx/tags/list", error_reply(404, "NAME_UNKNOWN"))
    serve_tags(server, "library/nginx", Distribution2(["1.27"]))
    async with browse(tmp_path, feed_at(server)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, FilterInput))
        await press(pilot, *"nginx", "enter")
        await until(pilot, lambda: "Library" in screen_text(pilot.app))
        await press(pilot, "l")
        await until(pilot, lambda: names(pilot) == ["1.27"])


async def test_after_a_login_the_list_is_asked_for_again(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    """What nobody was refused is no news of what alice is shown."""
    server = scripted_server()
    basic = f"Basic {b64encode(b'alice:wonder').decode()}"
    shown = json_reply({"repositories": ["team/app"]})
    server.on("/v2/", Reply(200, b"{}"))
    server.on("/v2/_catalog", gate(shown, lambda said: said == basic, CHALLENGE[0][1]))
    feed = feed_at(server)
    with closing(separate_service(tmp_path, [feed], [])) as service:
        for _ in range(2):
            async with screens(service, opening=Opening(feed)) as pilot:
                assert "does not show its list to visitors without a login" in words(pilot)
                assert "esc, r" in words(pilot)
        assert len(server.asked("/v2/_catalog")) == 1, "the same login would be shown the same"
        service.hand_over(feed, Login("alice", Secret("wonder"), "docker"))
        async with screens(service, opening=Opening(feed)) as pilot:
            assert rows_of(pilot) == ["team/app"]


async def test_a_list_that_is_no_longer_shown_is_still_the_better_one(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["team/app"])
    async with browse(tmp_path, feed_at(server)) as pilot:
        server.on("/v2/_catalog", error_reply(403, "DENIED"))
        await press(pilot, "r")
        assert rows_of(pilot) == ["team/app"]
        assert "this is the one that was read before" in words(pilot)
        assert "type a repository's whole name and press enter" not in words(pilot)
