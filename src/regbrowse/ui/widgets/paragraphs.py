"""Paragraphs whose lines after the first one are indented: `1. ` stays alone at the left."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

_FEWEST_CELLS = 8


class Paragraph(NamedTuple):
    """A text, and what stands in front of its first line; both are harmless."""

    lead: Content
    text: Content


class Paragraphs(Widget):
    """Shows paragraphs. Where it is given too few lines, `foot` tells how to see the rest."""

    DEFAULT_CSS = """
    Paragraphs { width: 1fr; height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._paragraphs: Sequence[Paragraph] = ()
        self._foot = self._foot_if_cut = Content("")

    @property
    def text(self) -> str:
        """Everything that there is to read, a line for each paragraph."""
        paragraphs = [f"{each.lead.plain}{each.text.plain}" for each in self._paragraphs]
        return "\n".join([*paragraphs, *filter(None, [self._foot.plain])])

    def say(
        self,
        paragraphs: Sequence[Paragraph],
        foot: Content | None = None,
        foot_if_cut: Content | None = None,
    ) -> None:
        """Show paragraphs with `foot` below them, or `foot_if_cut` where not all have room."""
        self._paragraphs = paragraphs
        self._foot = foot or Content("")
        self._foot_if_cut = foot_if_cut or self._foot
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines that it takes in some cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw what there is room for."""
        width, height = self.content_size
        lines = self._lines(width)
        if len(lines) > height > 1 and self._foot_if_cut:
            lines = [*lines[: height - 1], self._foot_if_cut]
        return Content("\n").join(lines)

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for lead, text in self._paragraphs:
            indent = lead.cell_length
            room = max(_FEWEST_CELLS, width - indent)
            first, *rest = text.wrap(room) or [Content("")]
            lines.append(lead + first)
            lines += [Content(" " * indent) + line for line in rest]
        return [*lines, self._foot] if self._foot else lines
