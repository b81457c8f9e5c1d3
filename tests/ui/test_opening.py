"""`regbrowse TARGET|REFERENCE`: where each form of what a person types opens the screens."""

import pytest
from textual.pilot import Pilot

from regbrowse.cli.screens import opening
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import ServerFactory
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import catalog, rows_of, serve, tags
from tests.ui.feed_screens import Start, explained, instead
from tests.ui.support import TextFile, in_front, press, screen_text, screens, shown_keys, toasts

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["app", "team/app"], {"app": ["1.0"], "team/app": ["1.0", "2.0", "3.0"]})
    return server


@pytest.fixture
def service(server: ScriptedServer, feeds_file: TextFile, start_service: Start) -> RegistryService:
    """A service with the feeds `prod`, which is the server, and `hub`."""
    feeds_file.write(f'[feeds.prod]\nurl = "{server.url}"\n[feeds.hub]\nurl = "docker.io"\n')
    return start_service()


def crumbs(pilot: Pilot[str]) -> str:
    """Where one is, as the first line says."""
    return screen_text(pilot.app).splitlines()[0].strip().partition("  ")[0]


async def test_a_feed_opens_its_catalog(service: RegistryService) -> None:
    async with screens(service, opening=opening(service, "prod")) as pilot:
        assert crumbs(pilot) == "prod > catalog"
        assert rows_of(pilot) == ["app", "team/app"]


@pytest.mark.parametrize("form", ["{authority}", "http://{authority}", "http://{authority}/"])
async def test_an_address_opens_a_catalog_that_is_no_feed(
    service: RegistryService, server: ScriptedServer, feeds_file: TextFile, form: str
) -> None:
    before = feeds_file.text
    text = form.format(authority=server.url.removeprefix("http://"))
    async with screens(service, opening=opening(service, text)) as pilot:
        assert in_front(pilot.app, CatalogScreen)
        assert rows_of(pilot) == ["app", "team/app"]
        assert server.url.removeprefix("http://") in crumbs(pilot)
        await press(pilot, "enter")
        assert rows_of(pilot) == ["1.0"]
    assert feeds_file.text == before


@pytest.mark.parametrize("form", ["prod/team/app", "{authority}/team/app"])
async def test_a_repository_opens_its_tags(
    service: RegistryService, server: ScriptedServer, form: str
) -> None:
    text = form.format(authority=server.url.removeprefix("http://"))
    async with screens(service, opening=opening(service, text)) as pilot:
        assert in_front(pilot.app, TagsScreen)
        assert crumbs(pilot).endswith(" > team/app")
        assert rows_of(pilot) == ["3.0", "2.0", "1.0"]
        assert tags(pilot).rows.cursor == 0
        assert server.asked("/v2/_catalog") == [], "who asks for tags waits for no catalog"


@pytest.mark.parametrize("form", ["prod/team/app:2.0", "{authority}/team/app:2.0"])
async def test_a_tag_is_under_the_cursor(
    service: RegistryService, server: ScriptedServer, form: str
) -> None:
    text = form.format(authority=server.url.removeprefix("http://"))
    async with screens(service, opening=opening(service, text)) as pilot:
        assert rows_of(pilot)[tags(pilot).rows.cursor] == "2.0"


async def test_a_digest_opens_the_image_above_the_tags(service: RegistryService) -> None:
    opened = opening(service, f"prod/team/app@{DIGEST}")
    async with screens(service, opening=opened) as pilot:
        assert crumbs(pilot) == f"prod > team/app@{DIGEST[:19]}"
        await press(pilot, "escape")
        assert crumbs(pilot) == "prod > team/app"
        assert rows_of(pilot) == ["3.0", "2.0", "1.0"]
        assert toasts(pilot.app) == ""


async def test_the_way_back_from_tags_leads_over_the_catalog_to_the_feeds(
    service: RegistryService, server: ScriptedServer
) -> None:
    async with screens(service, opening=opening(service, "prod/app")) as pilot:
        await press(pilot, "escape")
        assert in_front(pilot.app, CatalogScreen)
        assert rows_of(pilot) == ["app", "team/app"]
        assert len(server.asked("/v2/_catalog")) == 1
        await press(pilot, "slash", *"team", "escape", "escape")
        assert in_front(pilot.app, FeedsScreen)
        assert "feeds.open" in shown_keys(pilot.app)
        await press(pilot, "enter")
        assert catalog(pilot).filter.value == ""
        assert len(server.asked("/v2/_catalog")) == 1


@pytest.mark.parametrize(
    ("text", "feed", "repository", "tag"),
    [
        ("hub", "hub", None, None),
        ("hub/redis", "hub", "library/redis", None),
        ("hub/team/app:1", "hub", "team/app", "1"),
        # What is no feed is on Docker Hub, by Docker's own rule, and there is a feed of that.
        ("nofeed", "hub", "library/nofeed", None),
        ("nofeed/app:1", "hub", "nofeed/app", "1"),
        ("nginx:1.27", "hub", "library/nginx", "1.27"),
        ("docker.io/nginx", "hub", "library/nginx", None),
        ("registry.example.com", "registry.example.com", None, None),
        ("registry.example.com/app", "registry.example.com", "app", None),
        ("localhost:5000", "localhost:5000", None, None),
        ("[::1]:5000", "[::1]:5000", None, None),
        ("https://registry.example.com/prefix", "https://registry.example.com/prefix", None, None),
    ],
)
def test_what_is_meant(
    service: RegistryService, text: str, feed: str, repository: str | None, tag: str | None
) -> None:
    opened = opening(service, text)
    assert (opened.feed.name, opened.repository, opened.tag) == (feed, repository, tag)
    assert opened.feed.saved == (feed == "hub")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("prod/", Code.INVALID_REFERENCE),
        ("prod/App", Code.INVALID_REFERENCE),
        ("prod/app:", Code.INVALID_REFERENCE),
        ("prod/app@sha256:12", Code.INVALID_REFERENCE),
        ("http://ana:pa55@registry.example.com", Code.SECRET_IN_ADDRESS),
        ("registry.example.com:99999", Code.INVALID_ADDRESS),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_drawn(
    service: RegistryService, text: str, code: Code
) -> None:
    with pytest.raises(UsageError) as caught:
        opening(service, text)
    assert caught.value.code is code
    assert "pa55" not in str(caught.value)


def test_broken_feeds_open_nothing(feeds_file: TextFile, start_service: Start) -> None:
    feeds_file.write("[feeds.prod\n")
    with pytest.raises(UsageError) as caught:
        opening(start_service(), "prod")
    assert caught.value.code is Code.FEEDS_FILE_INVALID


async def test_feeds_that_break_meanwhile_are_explained_on_the_way_back(
    service: RegistryService, feeds_file: TextFile
) -> None:
    async with screens(service, opening=opening(service, "prod")) as pilot:
        feeds_file.write("[feeds.prod\n")
        await press(pilot, "r")
        assert rows_of(pilot) == ["app", "team/app"]
        await press(pilot, "escape")
        assert "cannot be understood at line 1" in explained(pilot)
        assert "r reads the file again" in instead(pilot)


async def test_an_opening_without_a_feed_file(server: ScriptedServer, start_service: Start) -> None:
    service = start_service()
    opened = opening(service, server.url)
    assert isinstance(opened, Opening)
    async with screens(service, opening=opened) as pilot:
        assert rows_of(pilot) == ["app", "team/app"]
        await press(pilot, "escape")
        assert pilot.app.screen.has_class("-welcome")
