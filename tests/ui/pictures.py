"""Pictures of the screens that are the same on every machine: no ports, no paths, no clocks."""

import inspect
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from regbrowse.bootstrap import separate_service
from regbrowse.domain.feed import Feed
from regbrowse.ui.app import RegbrowseApp
from regbrowse.ui.opening import Opening
from regbrowse.ui.widgets.line import Line
from tests.ui.support import press, until

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
"""The smallest terminal that everything has to fit, and one that is wide enough for previews."""

_TAKEN_WITH = {"textual": "8.2.8", "rich": "15.0.0"}

comparable = pytest.mark.skipif(
    any(version(package) != taken for package, taken in _TAKEN_WITH.items()),
    reason=f"the pictures were taken with {_TAKEN_WITH}, and others draw other SVG",
)

_PORT = re.compile(r"(?<=127\.0\.0\.1:)[0-9]{1,5}")
"""That of a server of ours, maybe cut off. The system hands out ports of five digits, so nothing
moves."""


class SnapCompare(Protocol):
    """The fixture of pytest-textual-snapshot, as far as it is used here."""

    def __call__(
        self, app: App[str], *, terminal_size: tuple[int, int], run_before: object
    ) -> bool: ...


class _PicturedApp(RegbrowseApp):
    """The app, with the same ports in every picture."""

    # It is looked for next to the module of the class.
    CSS_PATH = [  # noqa: RUF012 (Textual's type)
        str(Path(inspect.getfile(RegbrowseApp)).parent / path) for path in RegbrowseApp.CSS_PATH
    ]

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        drawn = super().export_screenshot(title=title, simplify=simplify)
        return _PORT.sub(lambda port: "50000"[: len(port[0])], drawn)


class Camera:
    """`camera(feed, keys=["slash", *"api"])` says whether the screen looks as it did."""

    def __init__(self, folder: Path, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
        self.folder = folder
        """Where `browsing.keep` has to put what is kept."""
        self._snap_compare = snap_compare
        self._size = size

    def __call__(
        self,
        *feeds: Feed,
        opening: Opening | None = None,
        keys: Sequence[str] = (),
        at_feeds: bool = False,
        still: Callable[[Pilot[str]], None] | None = None,
        during: Callable[[Pilot[str]], bool] | None = None,
        demo: bool = False,
    ) -> bool:
        """Press keys, let everything come to its end, and compare.

        It begins at the first feed, or with `at_feeds` at the list of them, which with `demo` is
        that of the demo. `still` makes what differs each time the same. `during` says when work
        that never ends has come to the moment of the picture.
        """
        if opening is None and feeds and not at_feeds:
            opening = Opening(feeds[0])

        async def act(pilot: Pilot[str]) -> None:
            if at_feeds or during is None:
                await press(pilot)
            if during is not None:
                await pilot.press(*keys)
                await until(pilot, lambda: during(pilot))
                if still is not None:
                    still(pilot)
                await pilot.pause()
                return
            for key in keys:
                await press(pilot, key)
            if still is not None:
                still(pilot)
                await press(pilot)
            # A line keeps the width of the longest words that it has shown, whether those were
            # there long enough to be drawn or not.
            for line in pilot.app.screen.query(Line):
                line.refresh(layout=True)
            await press(pilot)

        with closing(separate_service(self.folder / "service", feeds, [])) as service:
            app = _PicturedApp(service, opening, demo=demo)
            app.animation_level = "none"
            return self._snap_compare(app, terminal_size=self._size, run_before=act)
