"""The check screen: its steps as they run, the verdict, and the ways to it and back."""

from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.demo.world import DemoWorld
from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.check import CheckScreen
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.tags import TagsScreen
from regbrowse.ui.widgets.verdict_panel import VerdictPanel
from tests.conftest import RegistryFactory, ServerFactory
from tests.support.images import oci_image
from tests.support.push import push
from tests.support.scripted import error_reply, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import BlackHole, ClosedPort
from tests.ui.browsing import browse
from tests.ui.feed_screens import explained, row
from tests.ui.support import (
    NARROW,
    WIDE,
    feed_of,
    in_front,
    press,
    screen_text,
    screens,
    shown_keys,
    text_of,
    toasts,
    until,
)

SECRET = "w0nder-Land"
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE])


def feed_at(url: str, username: str | None = None) -> Feed:
    """A feed without a registry path of its own, for there is no such host here."""
    return Feed("here", Address.parse(url), username=username)


def verdict(pilot: Pilot[str]) -> str:
    """What stands below the steps; empty as long as there is no verdict."""
    panel = pilot.app.screen.query_one(VerdictPanel)
    return text_of(panel.query_one("#verdict")) if panel.has_class("-shown") else ""


def statuses(pilot: Pilot[str]) -> dict[str, str]:
    """The status of each step on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, CheckScreen)
    source = screen.rows.source
    cells = [[cell.text for cell in source.cells(number)] for number in range(len(source))]
    return {step: status for status, step, *_ in cells if step}


def under_cursor(pilot: Pilot[str]) -> str:
    """The step that the cursor is on."""
    screen = pilot.app.screen
    assert isinstance(screen, CheckScreen)
    return screen.rows.source.cells(screen.rows.cursor)[1].text


def ended(pilot: Pilot[str]) -> str:
    """How the check ended, in the corner."""
    return text_of(pilot.app.screen.query_one("#count"))


@SIZES
async def test_a_registry_that_works(
    tmp_path: Path, docker_registry: RegistryFactory, size: tuple[int, int]
) -> None:
    registry = docker_registry(users={"ann": SECRET})
    push(registry.url, "team/app", ["1.0"], oci_image(), auth=("ann", SECRET))
    feed = feed_at(registry.url, "ann")
    logins = [(feed, Login("ann", Secret(SECRET), "a test"))]
    with closing(separate_service(tmp_path / "service", [feed], logins)) as service:
        async with screens(service, size) as pilot:
            await press(pilot, "t")
            found = statuses(pilot)
            assert set(found.values()) == {"ok", "skip"}
            assert [step for step in found if found[step] == "skip"] == ["tls", "registry-path"]
            assert ended(pilot) == "it works"
            assert "works: version 2, logged in as ann, by a test, 1 repository" in (
                verdict(pilot).replace("\n", " ")
            )
            assert "works: version 2" in screen_text(pilot.app)
            await press(pilot, "y")
            assert pilot.app.clipboard.startswith("## Check of here: healthy\n")
            assert SECRET not in pilot.app.clipboard + screen_text(pilot.app)
            assert "Copied the report as Markdown" in toasts(pilot.app)
            await press(pilot, "escape")
            assert in_front(pilot.app, FeedsScreen)
            assert "ok, as ann" in row(pilot, "here")


@SIZES
async def test_an_expired_certificate(demo: RegistryService, size: tuple[int, int]) -> None:
    async with screens(demo, size) as pilot:
        await press(pilot, "down", "down")
        await press(pilot, "t")
        assert statuses(pilot)["tls"] == "fail"
        assert list(statuses(pilot)) == ["address", "proxy", "dns", "tcp", "tls"]
        assert ended(pilot) == "it does not work: tls-expired"
        assert "  1. Renew the certificate" in verdict(pilot)
        assert "Renew the certificate" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert "cipher: TLS" in screen_text(pilot.app), "the cursor is on the step that failed"
        assert "Renew the certificate" in screen_text(pilot.app), "the verdict stays in sight"
        await press(pilot, "enter")
        assert "cipher: TLS" not in screen_text(pilot.app)


async def test_a_wrong_password(tmp_path: Path, docker_registry: RegistryFactory) -> None:
    feed = feed_at(docker_registry(users={"ann": SECRET}).url, "ann")
    logins = [(feed, Login("ann", Secret("wr0ng-one"), "a test"))]
    with closing(separate_service(tmp_path / "service", [feed], logins)) as service:
        async with screens(service) as pilot:
            await press(pilot, "t")
            assert ended(pilot) == "it does not work: credentials-rejected"
            assert "refuses the login of ann from a test" in verdict(pilot)
            await press(pilot, "e")
            await press(pilot, "y")
            assert "wr0ng-one" not in pilot.app.clipboard + pilot.app.export_screenshot()
            assert "curl" in pilot.app.clipboard
            assert f"{feed.address}/v2/" in pilot.app.clipboard


async def test_nothing_listens_and_then_something_does(
    tmp_path: Path, closed_port: ClosedPort, scripted_server: ServerFactory
) -> None:
    port = closed_port.port
    async with browse(tmp_path, feed_at(f"http://{closed_port.authority}")) as pilot:
        assert "t checks the registry" in explained(pilot)
        before = explained(pilot).splitlines()
        await press(pilot, "t")
        assert verdict(pilot).splitlines() == before[:-1], "the same words everywhere"
        closed_port.close()
        server = scripted_server(port=port)
        server.on(None, error_reply(403, "DENIED", "go away"))
        await press(pilot, "r")
        assert statuses(pilot)["tcp"] == "ok"
        assert verdict(pilot).splitlines() != before[:-1]
        assert under_cursor(pilot) == "auth", "what the verdict is about, and not what it was"


async def test_a_check_can_be_stopped_and_run_again(tmp_path: Path, black_hole: BlackHole) -> None:
    feed = feed_at(f"http://127.0.0.1:{black_hole.port}")
    with closing(separate_service(tmp_path / "service", [feed], [])) as service:
        async with screens(service) as pilot:
            for again in ("t", "r"):
                await pilot.press(again)
                await until(pilot, lambda: "...   tcp" in screen_text(pilot.app))
                assert "check.copy" not in shown_keys(pilot.app)
                assert " of at most 15 s" in ended(pilot)
                await press(pilot, "escape")
                assert ended(pilot) == "stopped"
                assert list(statuses(pilot)) == ["address", "proxy", "dns"]
                assert verdict(pilot) == ""
            await press(pilot, "escape")
            assert in_front(pilot.app, FeedsScreen)
            assert row(pilot, "here").split()[-1] == "-"


async def test_it_is_one_key_away_everywhere(world: DemoWorld, demo: RegistryService) -> None:
    team = feed_of(world, "team")
    async with screens(demo, WIDE, Opening(team)) as pilot:
        for kind in (CatalogScreen, TagsScreen, ImageScreen):
            assert in_front(pilot.app, kind)
            assert "list.check" in shown_keys(pilot.app)
            await press(pilot, "t")
            assert in_front(pilot.app, CheckScreen)
            assert ended(pilot) == "it works"
            await press(pilot, "escape")
            assert in_front(pilot.app, kind)
            await press(pilot, "enter")


async def test_of_a_repository_its_tags_are_read(
    tmp_path: Path, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    push(registry.url, "team/app", ["1.0"], oci_image())
    feed = feed_at(registry.url)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/gone")) as pilot:
        assert "t checks the registry" in explained(pilot)
        await press(pilot, "t")
        assert "check here > team/gone" in screen_text(pilot.app)
        assert ended(pilot) == "it does not work: tags-not-found"


async def test_of_a_tag_its_own_image_is_read(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, "team/app", {"latest": oci_image(), "1.0": oci_image()})
    server.on("/v2/team/app/tags/list", json_reply({"name": "team/app", "tags": ["1.0", "latest"]}))
    server.on("/v2/team/app/manifests/1.0", error_reply(412, "PROJECTPOLICYVIOLATION", "a hole"))
    feed = feed_at(server.url)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app", "1.0")) as pilot:
        assert in_front(pilot.app, TagsScreen)
        await press(pilot, "t")
        assert "check here > team/app:1.0" in screen_text(pilot.app)
        assert ended(pilot) == "it does not work: policy-blocked"


async def test_what_was_unfolded_stays_so_when_it_runs_again(demo: RegistryService) -> None:
    async with screens(demo, WIDE) as pilot:
        await press(pilot, "down", "t")
        await press(pilot)
        await press(pilot, "e")
        assert "schemes: http" in screen_text(pilot.app)
        await press(pilot, "r")
        assert "schemes: http" in screen_text(pilot.app)
        await press(pilot, "e")
        assert "schemes: http" not in screen_text(pilot.app)
