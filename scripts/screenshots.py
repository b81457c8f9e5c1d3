"""Take the pictures in screenshots/ from the demo, as a person would come to see them."""

import asyncio
import re
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.demo.world import DemoWorld
from regbrowse.ui.app import RegbrowseApp

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"

SHOTS: dict[str, tuple[tuple[int, int], list[str]]] = {
    "feeds": ((100, 18), ["r", "down", "r", "down", "t", "settle"]),
    "catalog": ((140, 26), ["enter", "settle", "slash", *"pay api", "settle", "preview"]),
    "namespaces": ((100, 22), ["enter", "settle", "g", "settle"]),
    "tags": ((110, 24), ["enter", "settle", "slash", *"mirror python", "enter", "settle"]),
    "fuzzy": ((80, 14), ["enter", "settle", "slash", *"pymnts", "settle"]),
    "help": ((80, 40), ["question_mark"]),
}


async def shoot(name: str, size: tuple[int, int], keys: list[str]) -> None:
    """Press keys in a fresh demo and save what is on the screen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        world = stack.enter_context(DemoWorld())
        logins = [(feed, world.login) for feed in world.feeds if feed.username]
        service = stack.enter_context(closing(separate_service(folder, world.feeds, logins)))
        app = RegbrowseApp(service)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for key in keys:
                if key in {"settle", "preview"}:
                    await settle(pilot)
                else:
                    await pilot.press(key)
            await settle(pilot)
            svg = app.export_screenshot(title=f"regbrowse {name}")
    (FOLDER / f"{name}.svg").write_text(stable(svg), encoding="utf-8")
    print(f"screenshots/{name}.svg")


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no work is left."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def stable(svg: str) -> str:
    """Make two pictures of the same screen the same: ports and generated ids differ each time."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r"(127\.0\.0\.1|localhost):\d{4,5}", lambda m: f"{m[1]}:5000", svg)


async def main(names: list[str]) -> None:
    """Take all pictures, or those named."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or SHOTS:
        await shoot(name, *SHOTS[name])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
