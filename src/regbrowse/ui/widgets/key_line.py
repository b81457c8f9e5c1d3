"""The last line of a screen: the few keys that matter here, as many as there is room for.

One widget that draws a line. Textual's footer is a widget for each key, all made anew whenever a
key comes or goes, which takes longer than to draw the whole list; and it cuts off what has no room.
"""

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from regbrowse.domain.printable import cell_width

_BETWEEN = 2
"""Cells between two keys."""

_PLACE = {"enter": 0, "slash": 1, "escape": 2, "question_mark": 4}
"""The way in, the filter and the way back come first, as they are needed everywhere, and the help
last; the others stand between them."""


class KeyLine(Widget, can_focus=False):
    """Keys and what they do. A click on one is as good as the key."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--label"}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 0 0 1;
        background: $footer-background;
        & > .key-line--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-line--label { color: $footer-description-foreground; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[str, str, str]] = []

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The keys that are drawn, each with its label."""
        return [(display, label) for _, _, (_, display, label) in self._placed()]

    def on_mount(self) -> None:
        """Follow the bindings of the screen: they change with the focus and what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        """Follow them no longer."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def render(self) -> Content:
        """Draw as many keys as fit, in their order."""
        key = Style.from_styles(self.get_component_styles("key-line--key"))
        label = Style.from_styles(self.get_component_styles("key-line--label"))
        parts = [
            Content.assemble((display, key), " ", (text, label))
            for _, _, (_, display, text) in self._placed()
        ]
        return Content(" " * _BETWEEN).join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        at = event.x - self.gutter.left
        for begin, end, (key, _, _) in self._placed():
            if begin <= at < end:
                self.app.simulate_key(key)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        keys: dict[str, tuple[str, str, str]] = {}
        for _, binding, _, _ in screen.active_bindings.values():
            if binding.show and binding.action not in keys:
                display = self.app.get_key_display(binding)
                keys[binding.action] = (binding.key, display, binding.description)
        found = sorted(keys.values(), key=lambda each: _PLACE.get(each[0], 3))
        if found != self._keys:
            self._keys = found
            self.refresh()

    def _placed(self) -> Iterator[tuple[int, int, tuple[str, str, str]]]:
        """Yield where each key begins and ends, as far as there is room.

        The last one is always there: it is that of the help, which has all others.
        """
        widths = [cell_width(display) + 1 + cell_width(label) for _, display, label in self._keys]
        room = self.content_size.width
        last = len(self._keys) - 1
        at = 0
        for number, (each, width) in enumerate(zip(self._keys, widths, strict=True)):
            if number < last and at + width + _BETWEEN + widths[last] > room:
                continue
            yield at, at + width, each
            at += width + _BETWEEN
