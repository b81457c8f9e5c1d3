"""The files of a layer as rows, and how far reading it is."""

from collections.abc import Sequence

from regbrowse.domain.image.file_words import gone_word, mode_text, path_text
from regbrowse.domain.image.files import FileEntry, FileKind, LayerPart
from regbrowse.domain.wording import plural, size_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import Cell, Column, Tone


class FileRows:
    """Entries of a layer. The list that is handed in may grow."""

    columns: Sequence[Column] = (
        Column("MODE", 10, rank=1),
        Column("SIZE", 7, right=True),
        Column("PATH", 40, grow=1, paths=True),
    )

    def __init__(self, files: Sequence[FileEntry], query: str = "") -> None:
        self.files = files
        self._query = query
        self._count = len(files)

    def __len__(self) -> int:
        return self._count

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of an entry."""
        entry = self.files[row]
        path = path_text(entry)
        spans = match_spans(path, self._query)
        if (gone := gone_word(entry)) is not None:
            return Cell(gone, "warn"), Cell(""), Cell.of(path, "warn", spans)
        size = size_text(entry.size) if entry.kind is FileKind.FILE else ""
        return Cell(mode_text(entry), "dim"), Cell(size), Cell.of(path, _tone(entry), spans)


def progress_words(part: LayerPart) -> str:
    """Return how far reading a layer is."""
    total = f" of {size_text(part.size)}" if part.size else ""
    found = plural(part.entries, "entry", "entries")
    return f"reading the layer: {size_text(part.received)}{total}, {found}   esc stops"


def _tone(entry: FileEntry) -> Tone:
    if entry.is_outside:
        return "bad"
    if entry.kind is FileKind.DIRECTORY:
        return "strong"
    return "" if entry.kind is FileKind.FILE else "dim"
