"""A small file out of a layer, line by line."""

from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import FileContent, FileEntry
from regbrowse.domain.image.image import Image
from regbrowse.domain.printable import visible
from regbrowse.domain.wording import plural, size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.code_rows import CodeLine, CodeRows
from regbrowse.ui.screens.file_rows import progress_words
from regbrowse.ui.screens.list_screen import ListScreen

_MAGIC = (
    (b"\x7fELF", "a program or library (ELF)"),
    (b"MZ", "a program for Windows"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)"),
    (b"\xfd7zXZ", "compressed (xz)"),
    (b"PK\x03\x04", "an archive (zip, jar)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xca\xfe\xba\xbe", "a Java class"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"\0asm", "WebAssembly"),
)
_TAB = 4


class LayerFileScreen(ListScreen):
    """The text of a file, filtered by line; a binary file is named as such."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.LIST)

    def __init__(
        self, service: RegistryService, image: Image, layer: Descriptor, entry: FileEntry
    ) -> None:
        super().__init__(service, f"{image.repository} > {entry.path}")
        self._image = image
        self._layer = layer
        self._entry = entry
        self._lines: list[CodeLine] = []
        self._words: str | None = None

    def on_mount(self) -> None:
        """Read the layer until the file is there."""
        self.load()

    def on_resize(self) -> None:
        """Lines are as long as the list is wide."""
        self.call_after_refresh(self.fill)

    @work(exclusive=True, group="file")
    async def load(self) -> None:
        """Read the file."""
        events = self._service.layer_file(self._image, self._entry.path, [self._layer])
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, FileContent):
                        self._take(event)
                    else:
                        self.say_status(progress_words(event))
        except RegbrowseError as error:
            self.explain(error)
            self.say_status("")
        self.fill()

    def filter_changed(self, text: str) -> None:
        """Show the lines that contain all words."""
        self.fill()

    def fill(self) -> None:
        """Show the lines that fit the filter."""
        rows = CodeRows(self._lines, self.rows.size.width, self.filter.value)
        self.rows.show(rows, self.rows.cursor)
        self.say_empty(self._words if not len(rows) else None)
        lines = plural(rows.total, "line")
        self.say_count(f"{lines}  {size_text(self._entry.size)}" if self._lines else "")

    def _take(self, content: FileContent) -> None:
        text = content.text
        if text is None:
            kind = _binary(content.data)
            self._words = f"This is no text: {kind}, {size_text(len(content.data))}."
        else:
            lines = text.expandtabs(_TAB).splitlines()
            self._lines = [CodeLine(visible(line)) for line in lines]
            self._words = "Nothing fits." if lines else "The file is empty."
        self.say_status("the layer was read as far as this file, so its digest is not verified")


def _binary(data: bytes) -> str:
    found = (name for magic, name in _MAGIC if data.startswith(magic))
    return next(found, "binary data")
