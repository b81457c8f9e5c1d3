"""The kinds of tags with their counts: which are shown, and the keys that change it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from regbrowse.domain.tag import TagKind
from regbrowse.domain.wording import count_text
from regbrowse.ui.kind_words import KINDS, SHORT


class _Form(NamedTuple):
    """One way to write the kinds, with the marks of those that are shown and that are not."""

    words: Mapping[str, str]
    shown: str
    hidden: str
    between: int


_FORMS = (
    _Form(KINDS, " [x] ", " [ ] ", 3),
    _Form(KINDS, " [x] ", " [ ] ", 2),
    _Form(SHORT, " [x] ", " [ ] ", 2),
    _Form(SHORT, "✓", "·", 2),
)
"""The first one that fits into a line is taken; else the last one takes two."""


class KindBar(Widget, can_focus=False):
    """A number key, a kind, its count; [x] or ✓ where it is shown. A line, where that fits."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KindBar { height: auto; padding: 0 1; background: $panel; }
    """

    class Toggled(Message):
        """A kind was clicked."""

        def __init__(self, kind: TagKind) -> None:
            self.kind = kind
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._counts: Mapping[TagKind, int] = {}
        self._kinds: AbstractSet[TagKind] = frozenset()

    def show(self, counts: Mapping[TagKind, int], kinds: AbstractSet[TagKind]) -> None:
        """Show the counts of all kinds that there are, and which of them are in the list."""
        longer = counts != self._counts
        self._counts, self._kinds = dict(counts), set(kinds)
        self.display = any(counts.values())
        self.refresh(layout=longer)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take a line, or as many as the kinds need."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the kinds in the longest form that fits."""
        return Content("\n").join(self._lines(self.content_size.width))

    async def on_click(self, event: events.Click) -> None:
        """Toggle the kind under the mouse."""
        kind = event.style.meta.get("kind")
        if kind is not None:
            self.post_message(self.Toggled(TagKind(kind)))

    def _lines(self, width: int) -> list[Content]:
        filled = (_filled(self._parts(form), form.between, width) for form in _FORMS)
        lines: list[Content] = []
        for lines in filled:
            if len(lines) <= 1:
                break
        return lines

    def _parts(self, form: _Form) -> list[Content]:
        parts = []
        for number, kind in enumerate(TagKind, 1):
            if not self._counts.get(kind):
                continue
            shown = kind in self._kinds
            mark = form.shown if shown else form.hidden
            text = f"{number}{mark}{form.words[kind.value]} {count_text(self._counts[kind])}"
            part = Content.styled(text, "" if shown else "$foreground-muted")
            parts.append(part.stylize(Style.from_meta({"kind": kind.value})))
        return parts


def _filled(parts: Sequence[Content], between: int, width: int) -> list[Content]:
    """Put parts into lines of up to `width` cells; a line ends only between two of them."""
    lines: list[Content] = []
    for part in parts:
        if lines and lines[-1].cell_length + between + part.cell_length <= width:
            lines[-1] = Content(" " * between).join([lines[-1], part])
        else:
            lines.append(part)
    return lines
