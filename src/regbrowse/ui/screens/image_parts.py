"""The parts of an image, each as the rows of a list."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Protocol

from regbrowse.domain.image.image import ConfigState, Image, Referrer
from regbrowse.domain.image.kinds import Kind
from regbrowse.ui.screens import image_sheets as sheets
from regbrowse.ui.screens.blob import blob_lines
from regbrowse.ui.screens.code_rows import CodeLine, CodeRows, json_lines, title_line
from regbrowse.ui.screens.image_rows import AboutRows, LayerRows
from regbrowse.ui.screens.sheet_rows import SheetRows
from regbrowse.ui.widgets.row_list import RowSource


class Part(IntEnum):
    """What there is to look at, in the order of their keys."""

    OVERVIEW = 0
    LAYERS = 1
    CONFIG = 2
    LABELS = 3
    MANIFEST = 4
    RAW_CONFIG = 5
    REFERRERS = 6


_EMPTY = {
    Part.CONFIG: "There is no config of an image here.\n\n6 shows the raw one, if there is any.",
    Part.LABELS: "It has neither labels nor annotations.",
}
_CONFIG = {
    ConfigState.READ: "The config is no text.",
    ConfigState.FAILED: "The config could not be read: 1 says why.",
    ConfigState.NOT_ASKED: "The config could not be read.",
    ConfigState.NONE: "It has no config.",
}


class PartRows(RowSource, Protocol):
    """Rows of a part of an image; `total` counts what is shown, however many rows it takes."""

    total: int

    def opens(self, row: int) -> object:
        """What enter leads to on a row, None for nothing."""
        ...


def part_rows(
    part: Part, image: Image, referrers: Sequence[Referrer] | None, width: int, query: str
) -> PartRows:
    """Return the rows of a part that is no code, for a list that is `width` cells wide."""
    if part is Part.LAYERS:
        return LayerRows(image, query)
    if part is Part.REFERRERS:
        return AboutRows(image, referrers or (), query)
    if part is Part.CONFIG:
        return SheetRows(sheets.config_entries(image), width, query)
    if part is Part.LABELS:
        return SheetRows(sheets.label_entries(image), width, query)
    return SheetRows(sheets.overview_entries(image, referrers, datetime.now(UTC)), width, query)


def code_rows(lines: Sequence[CodeLine] | None, width: int, query: str) -> PartRows:
    """Return the rows of code; there are none as long as it is not made."""
    return CodeRows(lines or (), width, query)


def code_of(part: Part, image: Image) -> list[CodeLine]:
    """Return the lines of a manifest or config. It may take a second."""
    if part is Part.RAW_CONFIG:
        return blob_lines(image.config_raw) if image.config_raw else []
    lines = json_lines(image.raw)
    if image.image_raw is None or image.image_raw == image.raw:
        return lines
    kind = "index" if image.nature.kind is Kind.INDEX else "manifest"
    chosen = f"The manifest of {image.platform}, {image.image_digest}"
    return [
        title_line(f"The {kind}, {image.digest}"),
        *lines,
        CodeLine(""),
        title_line(chosen),
        *json_lines(image.image_raw),
    ]


def empty_words(part: Part, image: Image, query: str) -> str:
    """Return what to say where a part has no rows."""
    if query:
        return "Nothing fits.\n\nBackspace widens the filter."
    if part is Part.LAYERS:
        unread = "The image could not be read: 1 says why."
        return "It has no layers." if image.failure is None else unread
    if part is Part.RAW_CONFIG:
        return _CONFIG[image.config_state]
    return _EMPTY.get(part, "There is nothing here.")
