"""Catalogs that are kept, empty, refused or unreadable: what is so, and what to do next."""

from contextlib import closing
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.domain.address import Address
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory, TokenServerFactory
from tests.support.dialects import LinkCircle
from tests.support.scripted import Reply, ScriptedServer, error_reply, json_reply
from tests.support.sockets import ClosedPort
from tests.ui.browsing import Small, browse, catalog, feed_at, keep, rows_of, serve
from tests.ui.feed_screens import explained
from tests.ui.support import press, screen_text, screens, settle, shown_keys, text_of, toasts


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server)
    return server


def instead(pilot: Pilot[str]) -> str:
    """What stands in the place of the list, empty if the list is there."""
    empty = catalog(pilot).query_one("#empty")
    return text_of(empty) if empty.display else ""


async def test_offline_what_is_kept_is_there(tmp_path: Path, closed_port: ClosedPort) -> None:
    feed = Feed("gone", Address.parse(f"http://{closed_port.authority}"))
    keep(tmp_path, feed, ["team/api", "team/web"])
    async with browse(tmp_path, feed) as pilot:
        assert rows_of(pilot) == ["team/api", "team/web"]
        assert "2 of 2  just now" in screen_text(pilot.app)
        assert explained(pilot) == "", "nobody was asked, so nothing has failed"
        await press(pilot, "slash", *"web")
        assert rows_of(pilot) == ["team/web"]
        await press(pilot, "escape", "r")
        assert rows_of(pilot) == ["team/web"]
        assert "1 of 2" in screen_text(pilot.app)
        assert f"{closed_port.authority} refuses connections" in explained(pilot)
        assert "1. Start the registry" in explained(pilot)


async def test_offline_a_partial_list_is_read_on(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    feed = feed_at(server)
    keep(tmp_path, feed, ["team/api"], complete=False)
    server.close()
    async with browse(tmp_path, feed) as pilot:
        assert rows_of(pilot) == ["team/api"]
        assert "incomplete" in screen_text(pilot.app)
        assert explained(pilot) == ""


async def test_nothing_is_kept_and_nobody_answers(tmp_path: Path, closed_port: ClosedPort) -> None:
    feed = Feed("gone", Address.parse(f"http://{closed_port.authority}"))
    async with browse(tmp_path, feed) as pilot:
        assert f"{closed_port.authority} refuses connections" in explained(pilot)
        assert "There is no list to show. Why, and what to do, is below." in instead(pilot)
        assert "catalog.refresh" in shown_keys(pilot.app)
        await press(pilot, "enter", "y", "g", "down", "g")
        assert "There is no list to show" in instead(pilot)


async def test_an_empty_catalog(tmp_path: Path, server: ScriptedServer) -> None:
    async with browse(tmp_path, feed_at(server)) as pilot:
        assert "This registry has no repositories." in instead(pilot)
        assert "0 of 0" in screen_text(pilot.app)
        assert explained(pilot) == ""
        serve(server, ["team/app"])
        await press(pilot, "r")
        assert rows_of(pilot) == ["team/app"]
        assert instead(pilot) == ""


async def test_no_name_matches(tmp_path: Path, server: ScriptedServer) -> None:
    serve(server, ["team/api", "team/web"])
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "slash", *"zzz")
        assert "Backspace widens the filter; enter opens a whole reference" in instead(pilot)
        assert "0 of 2" in screen_text(pilot.app)
        await press(pilot, "enter", *["backspace"] * 3)
        assert rows_of(pilot) == ["team/api", "team/web"]


@pytest.mark.parametrize(
    ("reply", "says", "hint"),
    [
        (error_reply(403, "DENIED", "no"), "does not show the list", "Name the repository"),
        (
            error_reply(404, "NOT_FOUND"),
            "has no list of all its repositories",
            "Name the repository",
        ),
        (
            error_reply(405, "UNSUPPORTED"),
            "has no list of all its repositories",
            "Name the repository",
        ),
        (json_reply({"repositories": 7}), "cannot be read", "Begin from the start: r."),
        (Reply(500), "failed with status 500", "Try again"),
    ],
)
async def test_a_catalog_that_cannot_be_had_is_explained(
    tmp_path: Path, server: ScriptedServer, reply: Reply, says: str, hint: str
) -> None:
    server.on("/v2/_catalog", reply)
    async with browse(tmp_path, feed_at(server)) as pilot:
        assert says in explained(pilot)
        assert hint in explained(pilot)
        assert instead(pilot).endswith(
            ("it is remembered.", "r asks again.", "r asks for the list again.")
        )
        assert rows_of(pilot) == []
        serve(server, ["team/app"])
        if pilot.app.focused is catalog(pilot).filter:
            await press(pilot, "escape")  # where names are typed, keys are
        await press(pilot, "r")
        assert explained(pilot) == ""
        assert rows_of(pilot) == ["team/app"]


async def test_a_token_that_does_not_open_the_catalog(
    tmp_path: Path, server: ScriptedServer, token_server: TokenServerFactory
) -> None:
    tokens = token_server()
    challenge = f'Bearer realm="{tokens.auth.realm}",service="s",scope="registry:catalog:*"'
    denied = error_reply(401, "UNAUTHORIZED", "insufficient_scope")
    headers = [*denied.headers, ("WWW-Authenticate", f'{challenge},error="insufficient_scope"')]
    server.on("/v2/_catalog", Reply(401, denied.body, headers))
    async with browse(tmp_path, feed_at(server)) as pilot:
        assert "the list of all repositories" in explained(pilot)
        assert "docker login" in explained(pilot)
        assert rows_of(pilot) == []


async def test_a_catalog_that_does_not_end_is_kept_as_far_as_it_goes(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    class Circle(LinkCircle, Small):
        """Two pages that link to each other."""

    server = scripted_server()
    names = [f"app-{number}" for number in range(6)]
    serve(server, Circle(names, default=3))
    async with browse(tmp_path, feed_at(server)) as pilot:
        assert rows_of(pilot) == names
        assert "does not end" in explained(pilot)
        assert "incomplete" in screen_text(pilot.app)


async def test_what_failed_stays_explained_while_one_moves_and_filters(
    tmp_path: Path, server: ScriptedServer
) -> None:
    serve(server, ["team/api", "team/web"])
    async with browse(tmp_path, feed_at(server)) as pilot:
        server.on("/v2/_catalog", error_reply(403, "DENIED"))
        await press(pilot, "r")
        before = explained(pilot)
        assert "does not show the list" in before
        await press(pilot, "down", "slash", *"web", "escape", "g", "g")
        assert explained(pilot) == before
        assert rows_of(pilot) == ["team/web"]


async def test_failures_of_several_feeds_are_named_in_one_line(
    tmp_path: Path, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    serve(server, ["api"])
    nowhere = Address.parse(f"http://{closed_port.authority}")
    gone, lost = Feed("gone", nowhere), Feed("lost", nowhere)
    with closing(separate_service(tmp_path, [feed_at(server), gone, lost], [])) as service:
        async with screens(service) as pilot:
            await press(pilot, "s")
            said = screen_text(pilot.app)
            assert "gone, lost could not be read; t checks gone, the feeds say why" in said
            assert explained(pilot) == ""
            assert catalog(pilot).check_target() == CheckTarget(gone)


async def test_of_several_lines_that_are_pasted_the_first_is_taken_and_said(
    tmp_path: Path, server: ScriptedServer
) -> None:
    serve(server, ["team/api", "team/web"])
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "slash")
        pilot.app.post_message(events.Paste("team/web\n"))
        await settle(pilot)
        assert catalog(pilot).filter.value == "team/web"
        assert toasts(pilot.app) == ""
        await press(pilot, "ctrl+u")
        pilot.app.post_message(events.Paste("\n  team/api\nteam/web\n"))
        await settle(pilot)
        assert catalog(pilot).filter.value == "team/api"
        assert "Only the first of 2 lines was pasted" in toasts(pilot.app)
