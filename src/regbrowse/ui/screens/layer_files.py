"""The files of a layer, listed as they come, without pulling the image."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widgets import Input, Label

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.copying import blob_choices
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.file_words import path_text
from regbrowse.domain.image.files import FileEntry, FileKind, clean_path
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.words import called, short
from regbrowse.domain.wording import count_text, plural, size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.file_rows import FileRows, progress_words
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.text import plain

_DRAW_S = 0.1
"""A list that is read at the speed of a disk need not be drawn for each piece of it."""

_LONGEST = 1000
"""Characters of a path that are shown below the list."""

_STEP = 20_000
"""Entries that are looked through before a key gets its turn."""


class LayerFilesScreen(ListScreen):
    """Entries of a layer in the order of its archive, filtered by text."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.LAYER, Place.LIST)

    def __init__(self, service: RegistryService, image: Image, layer: Descriptor) -> None:
        number = image.layers.index(layer) + 1 if layer in image.layers else 0
        place = f"layer {number} of {len(image.layers)}" if number else short(layer.digest)
        super().__init__(service, f"{called(image.repository, image.reference)} > {place}")
        self._image = image
        self._layer = layer
        self._files: list[FileEntry] = []
        self._folders: list[tuple[str, int]] = []
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
        files = self._service.layer_files(image, self._layer)
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
    async def fill(self, at: int | None = None) -> None:
        """Show what is in the folder and contains all words, with the cursor at a row."""
        words = self.filter.value.casefold().split()
        found: Sequence[FileEntry] = self._files
        if words or self._folder:
            found = await _fitting(self._files, self._folder, words)
        self.rows.show(FileRows(found, self.filter.value), self.rows.cursor if at is None else at)
        self._say()

    def filter_changed(self, text: str) -> None:
        """Show the entries that contain all words."""
        self.fill(0)

    def row_opened(self, row: int) -> None:
        """View a file, or go into a folder."""
        rows = self.rows.source
        if not isinstance(rows, FileRows) or row >= len(rows):
            return
        entry = rows.files[row]
        if entry.kind is FileKind.FILE:
            from regbrowse.ui.screens.layer_file import LayerFileScreen

            self.app.push_screen(LayerFileScreen(self._service, self._image, self._layer, entry))
        elif entry.kind is FileKind.DIRECTORY:
            self._folders.append((clean_path(entry.path), row))
            self._go()
        elif entry.link is not None:
            self.warn(f"This is a link to {entry.link}.")
        else:
            self.warn("There is nothing to view.")

    def row_highlighted(self, row: int) -> None:
        """Show the whole path, of which the row may have a part."""
        if not self._reading and not self._stopped:
            self.say_status(self._path_words())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to view a file only where there are some."""
        if action == "open":
            return self.rows.row_count > 0
        return super().check_action(action, parameters)

    def check_target(self) -> CheckTarget | None:
        """A check is about the registry that the layer comes from."""
        image = self._image
        return CheckTarget.image(image.feed, image.repository, image.reference)

    def action_open(self) -> None:
        """Open what is under the cursor."""
        self.rows.action_activate()

    def action_copy_menu(self) -> None:
        """Choose what to copy of the file under the cursor, and of the layer."""
        entry, image = self._selected, self._image
        choices = blob_choices(
            image.feed, image.repository, self._layer.digest, entry.path if entry else None
        )
        open_copy_menu(self, None, choices)

    def action_refresh(self) -> None:
        """Read the layer anew."""
        self.load()

    def action_back(self) -> None:
        """Stop reading first; then empty the filter; then leave the folder; then go back."""
        if self._reading:
            self.workers.cancel_group(self, "layer")
        elif self.filter.value:
            self.filter.value = ""
        elif self._folders:
            _, row = self._folders.pop()
            self._go(row)
        else:
            super().action_back()

    @property
    def _folder(self) -> str:
        """The folder whose entries are listed; all of them without one."""
        return self._folders[-1][0] if self._folders else ""

    @property
    def _selected(self) -> FileEntry | None:
        """The entry under the cursor."""
        rows = self.rows.source
        return rows.files[self.rows.cursor] if isinstance(rows, FileRows) and len(rows) else None

    def _go(self, row: int = 0) -> None:
        """List the folder that was gone to, without a filter."""
        with self.prevent(Input.Changed):
            self.filter.value = ""
        place = f"{self._crumbs} > {self._folder}" if self._folder else self._crumbs
        self.query_one("#crumbs", Label).update(plain(place))
        self.fill(row)

    def _path_words(self) -> str:
        entry = self._selected
        return self._layer.digest if entry is None else path_text(entry)[:_LONGEST]

    def _show_growing(self) -> None:
        """Show what there is so far; a filter is kept up at the end, or when it changes."""
        if not self.filter.value and not self._folder:
            self.rows.show(FileRows(self._files), self.rows.cursor)
            self._say()

    def _say(self) -> None:
        total = len(self._files)
        words = plural(total, "entry", "entries")
        if self.filter.value or self._folder:
            words = f"{count_text(self.rows.row_count)} of {count_text(total)}"
        state = "reading ..." if self._reading else size_text(self._layer.size)
        self.say_count(f"{words}  {state}")
        self.refresh_bindings()
        if self._reading:
            return
        self.say_status(
            "stopped: this is not all of it   r reads it anew"
            if self._stopped
            else self._path_words()
        )
        nothing = "Nothing fits." if total else "There are no files in it."
        self.say_empty(None if self.rows.row_count else nothing)


async def _fitting(
    files: Sequence[FileEntry], folder: str, words: Sequence[str]
) -> list[FileEntry]:
    found: list[FileEntry] = []
    inside = f"{folder}/"
    for start in range(0, len(files), _STEP):
        part = files[start : start + _STEP]
        if folder:
            part = [each for each in part if clean_path(each.path).startswith(inside)]
        found += [each for each in part if all(word in each.path.casefold() for word in words)]
        await asyncio.sleep(0)
    return found
