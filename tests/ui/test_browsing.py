"""From the feeds to a catalog to tags and back, on the demo's registries."""

from regbrowse.cli.screens import opening
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.ui.support import press, screen_text, screens, until


async def test_a_feed_never_read_is_walked_when_it_is_opened(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: "332 of 332" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, CatalogScreen)
        assert "> base/alpine" in screen_text(pilot.app)


async def test_filter_open_and_back_with_the_filter_kept(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: "332 of 332" in screen_text(pilot.app))
        await press(pilot, "slash", *"pay api")
        await until(pilot, lambda: "4 of 332" in screen_text(pilot.app))
        assert "> payments/api" in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(
            pilot, lambda: "14 tags" in screen_text(pilot.app) or "of 14" in screen_text(pilot.app)
        )
        assert isinstance(pilot.app.screen, TagsScreen)
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CatalogScreen))
        await until(pilot, lambda: "4 of 332" in screen_text(pilot.app))
        assert pilot.app.screen.query_one("#filter").value == "pay api"  # type: ignore[attr-defined]


async def test_letters_find_what_words_do_not(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: "332 of 332" in screen_text(pilot.app))
        await press(pilot, "slash", *"pymnts")
        await until(pilot, lambda: "letters in the same order" in screen_text(pilot.app))
        assert "payments/api" in screen_text(pilot.app)


async def test_kinds_are_toggled_and_the_pull_command_follows(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: "332 of 332" in screen_text(pilot.app))
        await press(pilot, "slash", *"payments/api", "enter")
        await until(pilot, lambda: "(newest)" in screen_text(pilot.app))
        before = screen_text(pilot.app)
        assert "docker pull registry.demo.example/payments/api:" in before
        assert "2.8.0-rc.1" in before
        await press(pilot, "2")
        await until(pilot, lambda: "> 2.8.0-rc.1" not in screen_text(pilot.app))
        assert "2 [ ] pre" in screen_text(pilot.app)
        await press(pilot, "p")
        await until(pilot, lambda: "podman pull registry.demo" in screen_text(pilot.app))


async def test_an_opened_catalog_leads_back_to_the_feeds(demo: RegistryService) -> None:
    feed = demo.feeds.named("acme")
    async with screens(demo, opening=opening(demo, "acme")) as pilot:
        await until(pilot, lambda: "332 of 332" in screen_text(pilot.app))
        assert feed.name in screen_text(pilot.app)
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, FeedsScreen))


async def test_a_feed_that_fails_is_explained(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        await press(pilot, "down", "down", "enter")
        await until(pilot, lambda: "Renew the certificate" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, CatalogScreen)
