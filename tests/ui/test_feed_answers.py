from textual.pilot import Pilot

from regbrowse.demo.world import REGISTRY_PATH, DemoWorld
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.check import CheckScreen
from regbrowse.ui.widgets.feed_preview import FeedPreview
from tests.conftest import RegistryFactory, ServerFactory
from tests.credentials.support import MemoryKeyring
from tests.support.images import oci_image
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, Reply, error_reply, json_reply
from tests.support.serving_images import serve as serve_images
from tests.support.sockets import BlackHole, ClosedPort
from tests.ui.feed_screens import Start, explained, fill, open_form, row, selected
from tests.ui.support import (
    WIDE,
    TextFile,
    feed_of,
    in_front,
    press,
    screen_text,
    screens,
    shown_keys,
    text_of,
    until,
)


async def check_it(pilot: Pilot[str]) -> None:
    """Run the check of the feed under the cursor to its end, and come back."""
    await press(pilot, "t")
    assert in_front(pilot.app, CheckScreen)
    await press(pilot, "escape")


async def test_checks_of_feeds_are_in_their_rows(demo: RegistryService, resolver: Resolver) -> None:
    resolver[REGISTRY_PATH] = []
    async with screens(demo) as pilot:
        for _ in range(4):
            await check_it(pilot)
            await press(pilot, "down")
        assert "warn: registry path cann" in row(pilot, "acme")
        assert row(pilot, "team").rstrip().endswith("ok, as ana")
        assert "fail: certificate expired" in row(pilot, "expired")
        assert "fail: connection refused" in row(pilot, "gone")
        assert "refuses connections" in explained(pilot)
        await press(pilot, "up")
        assert "expired" in explained(pilot)
        await press(pilot, "up")
        assert explained(pilot) == ""


async def test_a_check_is_dropped_when_the_feed_is_changed(
    world: DemoWorld, demo: RegistryService
) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "end")
        await check_it(pilot)
        assert explained(pilot)
        await press(pilot, "e")
        url = pilot.app.screen.query_one("#field-url Input")
        setattr(url, "value", str(feed_of(world, "acme").address))  # noqa: B010
        await press(pilot, "ctrl+s")
        assert selected(pilot) == "gone"
        assert explained(pilot) == ""
        assert row(pilot, "gone").split()[-1] == "-"


async def test_a_check_is_dropped_when_only_the_password_is_changed(
    feeds_file: TextFile,
    start_service: Start,
    keychain: MemoryKeyring,
    docker_registry: RegistryFactory,
) -> None:
    registry = docker_registry(users={"alice": "right"})
    feeds_file.write(f'[feeds.one]\nurl = "{registry.url}"\nusername = "alice"\n')
    keychain.set_password(f"regbrowse {registry.authority}", "alice", "wrong")
    async with screens(start_service()) as pilot:
        await check_it(pilot)
        assert "refuses the login of alice" in explained(pilot)
        await press(pilot, "e", "tab", "tab", "tab", *"right", "ctrl+s")
        assert explained(pilot) == ""
        await check_it(pilot)
        assert "warn: list of repositori" in row(pilot, "one")
        assert "shows alice no repository" in explained(pilot)


async def test_a_check_that_was_stopped_leaves_no_answer(
    feeds_file: TextFile, start_service: Start, black_hole: BlackHole
) -> None:
    feeds_file.write(f'[feeds.far]\nurl = "http://127.0.0.1:{black_hole.port}"\n')
    async with screens(start_service()) as pilot:
        await pilot.press("t")
        await until(pilot, lambda: "...   tcp" in screen_text(pilot.app))
        await press(pilot, "escape")
        assert in_front(pilot.app, CheckScreen)
        await press(pilot, "escape")
        assert row(pilot, "far").split()[-1] == "-"


async def test_cancel_is_offered_while_there_is_a_walk(
    feeds_file: TextFile, start_service: Start, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", json_reply({}))
    link = ("Link", '</v2/_catalog?last=b>; rel="next"')
    server.on("/v2/_catalog", json_reply({"repositories": ["a", "b"]}, headers=[link]))
    server.on("/v2/_catalog", Raw(end=End.HANG), query={"last": "b"})
    feeds_file.write(f'[feeds.slow]\nurl = "{server.url}"\n\n[feeds.two]\nurl = "localhost:1"\n')
    async with screens(start_service()) as pilot:
        assert "feeds.cancel" not in shown_keys(pilot.app)
        await pilot.press("r")
        await until(pilot, lambda: "reading, 2" in row(pilot, "slow"))
        assert "2+" in row(pilot, "slow")
        assert "feeds.cancel" in shown_keys(pilot.app)
        await pilot.press("down")
        assert "feeds.cancel" not in shown_keys(pilot.app)
        await pilot.press("up")
        await press(pilot, "x")
        assert "feeds.cancel" not in shown_keys(pilot.app)
        assert "2+" in row(pilot, "slow")
        assert "stopped; r goes on" in row(pilot, "slow")


async def test_a_walk_is_in_its_row(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "down", "r")
        assert row(pilot, "team").split()[-1] == "ok"
        assert "just now" in row(pilot, "team")
        await press(pilot, "down", "r")
        assert "fail: certificate expired" in row(pilot, "expired")
        assert "expired" in explained(pilot)


async def test_a_check_that_works_outdates_a_failed_walk(
    feeds_file: TextFile, start_service: Start, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/_catalog", json_reply({"repositories": ["app"]}))
    server.on("/v2/app/tags/list", json_reply({"name": "app", "tags": ["1"]}))
    serve_images(server, "app", {"1": oci_image()})
    server.on("/v2/", Reply(404, b"nothing here"))
    feeds_file.write(f'[feeds.one]\nurl = "{server.url}"\n')
    async with screens(start_service()) as pilot:
        await press(pilot, "r")
        assert explained(pilot)
        server.on("/v2/", json_reply({}))
        await check_it(pilot)
        assert explained(pilot) == ""
        assert row(pilot, "one").split()[-1] == "ok"
        server.on("/v2/_catalog", error_reply(403, "DENIED", "x"))
        await press(pilot, "r")
        assert explained(pilot)


async def test_what_a_registry_says_is_drawn_and_not_obeyed(
    feeds_file: TextFile, start_service: Start, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", error_reply(403, "[/DENIED]", "[red]x[/] \x1b[31m \u202e"))
    feeds_file.write(f'[feeds.one]\nurl = "{server.url}/[red]x[/]"\nusername = "[/x]"\n')
    async with screens(start_service()) as pilot:
        await check_it(pilot)
        text = screen_text(pilot.app)
        assert explained(pilot)
        assert "\x1b" not in text
        assert "\u202e" not in text
        await press(pilot, "d")
        assert "[/x]" in screen_text(pilot.app)


async def test_a_failed_check_is_known_in_the_list(world: DemoWorld, demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await open_form(pilot, "a")
        fill(pilot, name="mine", url=str(feed_of(world, "gone").address))
        await press(pilot, "ctrl+t")
        await press(pilot, "escape")
        assert selected(pilot) == "mine"
        assert "refuses connections" in explained(pilot)
        assert "fail: connection refused" in screen_text(pilot.app)


async def test_a_walk_tells_the_version_of_the_api(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        assert " auto " in row(pilot, "acme")
        await press(pilot, "r")
        assert " v2 " in row(pilot, "acme")


async def test_a_check_from_the_catalog_is_known_to_the_feeds(
    world: DemoWorld, demo: RegistryService
) -> None:
    async with screens(demo, opening=Opening(feed_of(world, "gone"))) as pilot:
        await check_it(pilot)
        await press(pilot, "escape", "end")
        assert "fail: connection refused" in row(pilot, "gone")


async def test_a_check_stays_as_good_as_it_was_when_the_same_is_saved(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write('[feeds.one]\nurl = "http://127.0.0.1:1"\n')
    async with screens(start_service()) as pilot:
        await press(pilot, "e", "ctrl+t", "ctrl+s")
        assert "fail: connection refused" in row(pilot, "one")
        await press(pilot, "e", "ctrl+s")
        assert "fail: connection refused" in row(pilot, "one")


async def test_all_columns_are_there_on_a_narrow_terminal(
    feeds_file: TextFile, start_service: Start
) -> None:
    feeds_file.write(
        "[feeds.artifactory-of-the-company]\n"
        'url = "https://artifactory.example.com/artifactory/api/docker/images"\n'
        '[feeds.one]\nurl = "http://127.0.0.1:1"\n'
    )
    async with screens(start_service()) as pilot:
        await press(pilot, "down", "r")
        header = screen_text(pilot.app).splitlines()[1]
        assert header.split() == ["NAME", "ADDRESS", "API", "REPOS", "REFRESHED", "STATE"]
        assert "fail: connection refused" in row(pilot, "one")


async def test_a_wide_terminal_tells_all_about_the_feed(
    feeds_file: TextFile, start_service: Start, closed_port: ClosedPort
) -> None:
    feeds_file.write(
        f'[feeds.one]\nurl = "http://{closed_port.authority}"\nregistry-path = "i.example.com"\n'
        'username = "[/ana]"\ninsecure = true\nproxy = "http://127.0.0.1:9"\napi = "v2"\n'
        '[feeds.two]\nurl = "two.example.com"\n'
    )
    async with screens(start_service(), WIDE) as pilot:

        def sheet() -> str:
            return text_of(pilot.app.screen.query_one("#feed-sheet"))

        assert text_of(pilot.app.screen.query_one("#feed-title")) == "one"
        for line in (
            f"address   http://{closed_port.authority}",
            "pulls by  i.example.com",
            "API       v2, as configured",
            "login     [/ana], from keychain (not opened)",
            "insecure  its certificate is not verified",
            "proxy     http://127.0.0.1:9",
            "catalog   never read; r reads it",
            "check     not yet; t checks it, step by step",
        ):
            assert line in sheet()
        await check_it(pilot)
        assert "check     just now" in sheet()
        assert "fail  proxy" in sheet()
        await press(pilot, "down")
        assert "API       not known yet" in sheet()
        assert "login     none" in sheet()
        await press(pilot, "slash", *"zzz")
        assert sheet() == ""


async def test_a_narrow_terminal_has_no_preview(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        assert not pilot.app.screen.query_one(FeedPreview).display
