from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.app import RegbrowseApp
from tests.ui.feed_screens import row
from tests.ui.support import NARROW, press, screen_text, settle


async def test_the_demo_says_so_and_has_been_read(demo: RegistryService) -> None:
    app = RegbrowseApp(demo, demo=True)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "A demo: four registries on this machine" in text
        assert "Try enter on acme, then / and pay api; t on expired" in text
        assert row(pilot, "acme").split()[-1] == "ok"
        assert "just now" in row(pilot, "team")
        assert "fail: certificate expired" in row(pilot, "expired")
        assert "fail: connection refused" in row(pilot, "gone")


async def test_the_welcome_after_the_demo_is_not_the_demo(demo: RegistryService) -> None:
    app = RegbrowseApp(demo, demo=True)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        for _ in range(4):
            await press(pilot, "d", "y")
        assert "WHERE TO BEGIN" in screen_text(app)
        assert "A demo: four" not in screen_text(app)
