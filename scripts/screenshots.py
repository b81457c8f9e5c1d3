"""Take the pictures in screenshots/ from the demo, as a person would come to see them."""

import asyncio
import re
import sys
import tempfile
from contextlib import ExitStack, closing
from itertools import cycle
from pathlib import Path

from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.demo.world import DemoWorld
from regbrowse.ui.app import RegbrowseApp

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"

_API = ["enter", "settle", "slash", *"payments/api", "enter", "settle", "down"]
"""The way to the newest release of a service."""

SHOTS: dict[str, tuple[tuple[int, int], list[str]]] = {
    "feeds": ((100, 18), ["r", "down", "r", "down", "t", "settle", "escape"]),
    "catalog": ((140, 26), ["enter", "settle", "slash", *"pay api", "settle", "preview"]),
    "namespaces": ((100, 22), ["enter", "settle", "g", "settle"]),
    "tags": ((110, 24), ["enter", "settle", "slash", *"mirror python", "enter", "settle"]),
    "image": ((100, 26), [*_API, "enter", "settle"]),
    "layers": ((110, 24), [*_API, "enter", "settle", "2", *["down"] * 5]),
    "compare": ((140, 30), [*_API, "space", "down", "down", "c", "settle"]),
    "check-healthy": ((100, 20), ["down", "t", "settle"]),
    "check-failing": ((100, 27), ["down", "down", "t", "settle", "enter"]),
    "find": ((110, 20), ["enter", "settle", "f", *"2.7.1", "enter", "settle"]),
    "fuzzy": ((80, 14), ["enter", "settle", "slash", *"pymnts", "settle"]),
    "help": ((80, 40), ["question_mark"]),
}


_TIMES = (0, 0, 0, 1, 4, 0, 3, 12, 8, 21)
"""Milliseconds that the steps of a check take in a picture, in turn."""


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


_CELL = 12.2
"""The width of a character in textual's pictures (rich.console.Console.export_svg)."""

_INDENTED = re.compile(
    r'x="(?P<x>[\d.]+)"(?P<y> y="[\d.]+" )textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>'
    r"(?P<spaces>(?:&#160;)+)(?!<)"
)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no work is left."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def stable(svg: str) -> str:
    """Make two pictures of the same screen the same: ports, times, ids and folders differ."""
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = svg.replace(f"{FOLDER.parent}/src/regbrowse", "/opt/regbrowse")
    times = cycle(_TIMES)
    svg = re.sub(r"\d+(?=&#160;ms)", lambda m: _padded(next(times), len(m[0])), svg)
    svg = re.sub(r"(127\.0\.0\.1|localhost):\d{4,5}", lambda m: f"{m[1]}:5000", svg)
    return _INDENTED.sub(_moved, svg)


def _moved(match: re.Match[str]) -> str:
    """A text that begins where its first letter is: some viewers drop the spaces before it."""
    width = _CELL * match["spaces"].count(";")
    x, length = float(match["x"]) + width, float(match["length"]) - width
    return f'x="{x:.6g}"{match["y"]}textLength="{length:.6g}"{match["rest"]}>'


def _padded(number: int, width: int) -> str:
    """A number as wide as another one, so that what is beside it stays in its place."""
    return str(number)[-width:].rjust(width).replace(" ", "&#160;")


async def main(names: list[str]) -> None:
    """Take all pictures, or those named."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or SHOTS:
        await shoot(name, *SHOTS[name])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
