"""Two images and what differs between them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.types import CSSPathType
from textual.widgets import Label

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.comparison import Comparison
from regbrowse.domain.copying import Copyable
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.image.words import called
from regbrowse.domain.names import is_digest
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.compare_rows import CompareRows, Difference, differences, summary_text
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import lines

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName

_BESIDE = 110
"""Cells from which on both sides fit beside each other."""


class CompareScreen(ListScreen):
    """What differs, side by side on a wide terminal."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["list_screen.tcss", "compare.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.COMPARE, Place.LIST)

    def __init__(
        self,
        service: RegistryService,
        first: "ImageName",
        second: "ImageName",
        platform: Platform | None = None,
    ) -> None:
        mine, theirs = _names(first, second)
        super().__init__(service, f"compare {mine} with {theirs}")
        self._sides = (first, second)
        self._platform = platform
        self._comparison: Comparison | None = None
        self._found: list[Difference] = []

    def compose_above(self) -> ComposeResult:
        """How much both have in common, in sentences."""
        yield Label(id="summary", markup=False)

    def on_mount(self) -> None:
        """Read both images."""
        self.load()

    def on_resize(self) -> None:
        """Put both sides where they fit."""
        self.call_after_refresh(self.fill)

    @work(exclusive=True, group="compare")
    async def load(self) -> None:
        """Read both images and compare them."""
        self.explain(None)
        self.say_status("reading both images ...")
        try:
            self._comparison = await self._service.compare(*self._sides, self._platform)
            self._found = list(differences(self._comparison, datetime.now(UTC)))
        except RegbrowseError as error:
            self.explain(error)
        self.say_status("")
        self.refresh_bindings()
        self.fill()

    def filter_changed(self, text: str) -> None:
        """Show the differences that contain all words."""
        self.fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer other platforms only where both have some."""
        if action == "next_platform":
            return len(self._platforms) > 1
        return super().check_action(action, parameters)

    def fill(self) -> None:
        """Show what there is."""
        width = self.rows.size.width
        beside, names = width >= _BESIDE, _names(*self._sides)
        rows = CompareRows(self._found, width, self.filter.value, beside=beside, names=names)
        self.rows.show(rows, self.rows.cursor)
        comparison = self._comparison
        self.query_one("#summary", Label).update(
            lines(summary_text(comparison) if comparison else "")
        )
        if self.filter.value:
            self.say_count(plural(rows.total, "hit"))
        else:
            platform = comparison.first.platform if comparison else None
            self.say_count(str(platform) if platform else "")
        self.say_empty("Nothing fits." if self.filter.value and not len(rows) else None)

    def action_refresh(self) -> None:
        """Read both anew."""
        self.load()

    def action_swap(self) -> None:
        """Change the sides."""
        first, second = self._sides
        self.app.switch_screen(CompareScreen(self._service, second, first, self._platform))

    def action_open_first(self) -> None:
        """Open the first image."""
        self._open(self._sides[0])

    def action_open_second(self) -> None:
        """Open the second image."""
        self._open(self._sides[1])

    def action_next_platform(self) -> None:
        """Compare the images for the next platform."""
        names = self._platforms
        if self._comparison is None or len(names) < 2:
            return
        here = str(self._comparison.first.platform)
        at = list(names).index(here) if here in names else -1
        self._platform = list(names.values())[(at + 1) % len(names)]
        self.load()

    def action_copy_menu(self) -> None:
        """Choose what to copy of the second image."""
        feed, repository, reference = self._sides[1]
        image = self._comparison.second if self._comparison else None
        thing = Copyable(feed, repository, None if is_digest(reference) else reference)
        if image is not None:
            thing = thing._replace(digest=image.digest, kind=image.nature.kind)
        open_copy_menu(self, thing)

    def check_target(self) -> CheckTarget | None:
        """A check is about the registry of the second image."""
        return CheckTarget.image(*self._sides[1])

    @property
    def _platforms(self) -> dict[str, Platform]:
        """Those that both have, by their names."""
        if self._comparison is None:
            return {}
        mine = {str(each.platform): each.platform for each in self._comparison.first.platforms}
        theirs = {str(each.platform) for each in self._comparison.second.platforms}
        return {name: platform for name, platform in mine.items() if name in theirs}

    def _open(self, name: "ImageName") -> None:
        self.open_image(*name, self._platform)


def _names(first: "ImageName", second: "ImageName") -> tuple[str, str]:
    """The names of two images: the feeds where there are two, the repository once if it is one."""
    mine, theirs = called(first.repository, first.reference), called("", second.reference)
    if first[:2] == second[:2]:
        return mine, theirs.removeprefix(":")
    theirs = second.repository + theirs
    if first.feed == second.feed:
        return mine, theirs
    return f"{first.feed.name}/{mine}", f"{second.feed.name}/{theirs}"
