"""The files of a layer, listed as they come, without pulling the image."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.check import CheckTarget
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import FileEntry, FileKind, clean_path
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.words import short
from regbrowse.domain.wording import count_text, plural, size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.file_rows import FileRows, progress_words
from regbrowse.ui.screens.list_screen import ListScreen

_DRAW_S = 0.1
"""A list that is read at the speed of a disk need not be drawn for each piece of it."""

_STEP = 20_000
"""Entries that are looked through before a key gets its turn."""


class LayerFilesScreen(ListScreen):
    """Entries of a layer in the order of its archive, filtered by text."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.LAYER, Place.LIST)

    def __init__(self, service: RegistryService, image: Image, layer: Descriptor) -> None:
        number = image.layers.index(layer) + 1 if layer in image.layers else 0
        place = f"layer {number} of {len(image.layers)}" if number else short(layer.digest)
        super().__init__(service, f"{image.repository}:{image.tag or ''} > {place}")
        self._image = image
        self._layer = layer
        self._files: list[FileEntry] = []
        self._reading = False
        self._stopped = False

    def on_mount(self) -> None:
        """Read the layer."""
        self.load()

    @work(exclusive=True, group="layer")
    async def load(self) -> None:
        """List the entries as they come."""
        self._files, self._reading, self._stopped = [], True, False
        self.explain(None)
        self.say_status("reading the layer ...   esc stops")
        drawn = 0.0
        image = self._image
        files = self._service.layer_files(image.feed, image.repository, self._layer)
        try:
            async with aclosing(files):
                async for part in files:
                    self._files += part.files
                    now = asyncio.get_running_loop().time()
                    if now - drawn >= _DRAW_S:
                        drawn = now
                        self._show_growing()
                        self.say_status(progress_words(part))
                    await asyncio.sleep(0)
        except RegbrowseError as error:
            self.explain(error)
        except asyncio.CancelledError:
            self._stopped = True
            raise
        finally:
            self._reading = False
            if self.is_attached:
                self.fill()

    @work(exclusive=True, group="filter")
    async def fill(self, *, reset: bool = False) -> None:
        """Show the entries that contain all words."""
        words = self.filter.value.casefold().split()
        found: Sequence[FileEntry] = self._files
        if words:
            found = await _fitting(self._files, words)
        self.rows.show(FileRows(found, self.filter.value), 0 if reset else self.rows.cursor)
        self._say()

    def filter_changed(self, text: str) -> None:
        """Show the entries that contain all words."""
        self.fill(reset=True)

    def row_opened(self, row: int) -> None:
        """View a file, or list what is in a folder."""
        rows = self.rows.source
        if not isinstance(rows, FileRows) or row >= len(rows):
            return
        entry = rows.files[row]
        if entry.kind is FileKind.FILE:
            from regbrowse.ui.screens.layer_file import LayerFileScreen

            self.app.push_screen(LayerFileScreen(self._service, self._image, self._layer, entry))
        elif entry.kind is FileKind.DIRECTORY:
            self.filter.value = f"{clean_path(entry.path)}/"
        elif entry.link is not None:
            self.warn(f"This is a link to {entry.link}.")
        else:
            self.warn("There is nothing to view.")

    def check_target(self) -> CheckTarget | None:
        """A check is about the registry that the layer comes from."""
        image = self._image
        return CheckTarget.image(image.feed, image.repository, image.reference)

    def action_open(self) -> None:
        """Open what is under the cursor."""
        self.rows.action_activate()

    def action_refresh(self) -> None:
        """Read the layer anew."""
        self.load()

    def action_back(self) -> None:
        """Stop reading first; then empty the filter; then go back."""
        if self._reading:
            self.workers.cancel_group(self, "layer")
        elif self.filter.value:
            self.filter.value = ""
        else:
            super().action_back()

    def _show_growing(self) -> None:
        """Show what there is so far; a filter is kept up at the end, or when it changes."""
        if not self.filter.value:
            self.rows.show(FileRows(self._files), self.rows.cursor)
            self._say()

    def _say(self) -> None:
        total = len(self._files)
        words = plural(total, "entry", "entries")
        if self.filter.value:
            words = f"{count_text(self.rows.row_count)} of {count_text(total)}"
        state = "reading ..." if self._reading else size_text(self._layer.size)
        self.say_count(f"{words}  {state}")
        if self._reading:
            return
        self.say_status(
            "stopped: this is not all of it   r reads it anew"
            if self._stopped
            else self._layer.digest
        )
        nothing = "Nothing fits." if total else "There are no files in it."
        self.say_empty(None if self.rows.row_count else nothing)


async def _fitting(files: Sequence[FileEntry], words: Sequence[str]) -> list[FileEntry]:
    found: list[FileEntry] = []
    for start in range(0, len(files), _STEP):
        part = files[start : start + _STEP]
        found += [each for each in part if all(word in each.path.casefold() for word in words)]
        await asyncio.sleep(0)
    return found
