"""A text line by line, with a filter. Subclasses read it."""

from collections.abc import Sequence

from regbrowse.domain.printable import visible
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.code_rows import CodeLine, CodeRows
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.painted_list import PaintedList

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


class TextView(ListScreen):
    """Shows lines, those that contain all words of the filter; without lines it says why."""

    def __init__(self, service: RegistryService, crumbs: str) -> None:
        super().__init__(service, crumbs)
        self.rows = PaintedList(id="rows")
        self.filter = FilterInput(self.rows)
        self._lines: Sequence[CodeLine] = ()
        self._nothing: str | None = None

    @property
    def size_words(self) -> str:
        """How large it is."""
        return ""

    def on_resize(self) -> None:
        """Lines are as long as the list is wide."""
        self.call_after_refresh(self.fill)

    def filter_changed(self, text: str) -> None:
        """Show the lines that contain all words."""
        self.fill()

    def show_lines(self, lines: Sequence[CodeLine], nothing: str) -> None:
        """Show a text; `nothing` is said where it has no lines."""
        self._lines = lines
        self._nothing = "Nothing fits." if lines else nothing
        self.fill()

    def fill(self) -> None:
        """Show the lines that fit the filter."""
        rows = CodeRows(self._lines, self.rows.size.width, self.filter.value)
        self.rows.show(rows, self.rows.cursor)
        self.say_empty(self._nothing if not len(rows) else None)
        lines = plural(rows.total, "line")
        self.say_count(f"{lines}  {self.size_words}" if self._lines else "")


def text_lines(text: str) -> list[CodeLine]:
    """Return the lines of a text, harmless."""
    return [CodeLine(visible(line)) for line in text.expandtabs(_TAB).splitlines()]


def binary_words(data: bytes) -> str:
    """Say what data is that is no text."""
    found = (name for magic, name in _MAGIC if data.startswith(magic))
    return next(found, "binary data")
