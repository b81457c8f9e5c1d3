"""The parts of an image, one at a time, as a list that can be filtered."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.types import CSSPathType

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.image import ConfigState, Image, Referrer
from regbrowse.domain.image.words import called
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.keys.image import TITLES
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.screens.code_rows import CodeLine
from regbrowse.ui.screens.image_parts import (
    Part,
    PartRows,
    code_of,
    code_rows,
    empty_words,
    part_rows,
)
from regbrowse.ui.screens.image_rows import LayerRows
from regbrowse.ui.screens.image_sheets import known_before
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.sheet_rows import SheetRows
from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.painted_list import PaintedList
from regbrowse.ui.widgets.part_bar import PartBar

_CODE = (Part.MANIFEST, Part.RAW_CONFIG)

_DETAIL = 1000
"""Characters of an instruction that are shown below the layers."""


class ImageView(ListScreen):
    """Shows an image as far as it is known. A subclass reads it, and opens what is in it."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["list_screen.tcss", "image.tcss"]

    def __init__(
        self,
        service: RegistryService,
        marks: MarkBoard,
        feed: Feed,
        repository: str,
        reference: str,
    ) -> None:
        """`reference` is a tag or a digest."""
        super().__init__(service, f"{feed.name} > {called(repository, reference)}")
        self._marks = marks
        self.rows = PaintedList(id="rows")
        self.filter = FilterInput(self.rows)
        self._feed = feed
        self._repository = repository
        self._reference = reference
        self._part = Part.OVERVIEW
        self._shown: PartRows | None = None
        self._image: Image | None = None
        self._referrers: Sequence[Referrer] | None = None
        self._code: dict[Part, list[CodeLine]] = {}
        self._reading = False
        self._waiting: Waiting | None = None
        self._cursors: dict[Part, int] = {}

    @property
    def part(self) -> Part:
        """The part in front."""
        return self._part

    def compose_above(self) -> ComposeResult:
        """The parts."""
        yield PartBar()

    def on_screen_resume(self) -> None:
        """Say what is marked now: it may have been set elsewhere."""
        self._say_state()

    def on_resize(self) -> None:
        """Lines are as long as the list is wide."""
        self.call_after_refresh(self.fill)

    @work(exclusive=True, group="part")
    async def prepare(self) -> None:
        """Make what takes its time only for who looks at it."""
        image, part = self._image, self._part
        if image is None:
            return
        if part in _CODE and part not in self._code:
            if part is Part.RAW_CONFIG:
                image = await self._with_config(image)
            lines = await asyncio.to_thread(code_of, part, image)
            if image is self._image:
                self._code[part] = lines
                self.fill()
        elif part is Part.REFERRERS and self._referrers is None and not self._reading:
            try:
                self._referrers = await self._service.referrers(image)
            except RegbrowseError as error:
                self.explain(error)
            self.fill()

    def wait(self, waiting: Waiting) -> None:
        """Count down a wait that the registry asks for; escape leaves, which ends it."""
        self._waiting = waiting if waiting.seconds_left else None
        self._say_state()

    async def _with_config(self, image: Image) -> Image:
        """Read the config of an artifact, which is read for nothing else."""
        blob = image.config_blob
        if blob is None or image.config_state is not ConfigState.NOT_ASKED:
            return image
        try:
            raw = await self._service.small_blob(image.feed, image.repository, blob)
        except RegbrowseError as error:
            self.explain(error)
            return image
        whole = replace(image, config_raw=raw)
        if image is self._image:
            self._image = whole
        return whole

    def check_target(self) -> CheckTarget | None:
        """The image."""
        return CheckTarget.image(self._feed, self._repository, self._reference)

    def filter_changed(self, text: str) -> None:
        """Show the rows that contain all words."""
        self.fill(reset=True)

    def row_highlighted(self, row: int) -> None:
        """Show the whole instruction of the step under the cursor."""
        if isinstance(self._shown, LayerRows):
            self.say_status(self._shown.text(row)[:_DETAIL])

    def action_next_part(self) -> None:
        """Go to the next part."""
        self.action_part((self._part + 1) % len(TITLES))

    def action_previous_part(self) -> None:
        """Go to the part before."""
        self.action_part((self._part - 1) % len(TITLES))

    def action_part(self, number: int) -> None:
        """Go to a part; each keeps its cursor."""
        self._cursors[self._part] = self.rows.cursor
        self._part = Part(number)
        self.fill(cursor=self._cursors.get(self._part, 0))
        self.prepare()
        self.rows.focus()

    @on(PartBar.Chosen)
    def _part_chosen(self, event: PartBar.Chosen) -> None:
        self.action_part(event.number)

    def fill(self, *, reset: bool = False, cursor: int | None = None) -> None:
        """Show the part in front. The cursor stays where it is, or goes where it is told."""
        rows = self._shown = self._rows_of_part()
        if cursor is None:
            cursor = 0 if reset else self.rows.cursor
        self.rows.show(rows, cursor)
        self.query_one(PartBar).show(TITLES, self._part)
        self.set_class(self._part is Part.LAYERS and len(rows) > 0, "-detailed")
        making = self._part in _CODE and self._part not in self._code
        waits = self._image is None or making
        nothing = None
        if self._image is not None and not len(rows) and not waits:
            nothing = empty_words(self._part, self._image, self.filter.value)
        self.say_empty(nothing)
        self.say_count(self._count_words(rows))
        self._say_state()

    def _rows_of_part(self) -> PartRows:
        width, query = self.rows.size.width, self.filter.value
        image = self._image
        if self._part in self._code:
            return code_rows(self._code[self._part], width, query)
        if image is None:
            known = known_before(self._feed, self._repository, self._reference)
            return SheetRows(known if self._part is Part.OVERVIEW else (), width, query)
        if self._part in _CODE:
            return code_rows(self._code.get(self._part), width, query)
        return part_rows(self._part, image, self._referrers, width, query)

    def _count_words(self, rows: PartRows) -> str:
        if self.filter.value:
            return plural(rows.total, "hit")
        platform = self._image.platform if self._image else None
        return platform.full if platform else ""

    def _say_state(self) -> None:
        if self._waiting is not None:
            self.say_status(f"{waiting_words(self._waiting)}   esc stops it")
        elif self._image is None:
            sent = "5 shows what was sent" if Part.MANIFEST in self._code else ""
            self.say_status("reading the image ..." if self._reading else sent)
        elif self._reading:
            self.say_status("looking for signatures, attestations and SBOMs ...")
        elif self._part is not Part.LAYERS:
            marked = self._marks.words(self._feed, self._repository, self._reference)
            self.say_status("   ".join(filter(None, [marked, self.limit_words(self._feed)])))
