"""One of a few values in one line: `(•) auto  ( ) v1  ( ) v2`."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

_META = "choice"


class Choice(Static, can_focus=True):
    """Left, right and space choose; which one is chosen is seen without color."""

    DEFAULT_CSS = """
    Choice {
        width: 1fr;
        height: 1;
        &:focus { background: $primary-muted; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "Next", show=False),
        Binding("left", "step(-1)", "Previous", show=False),
    ]

    value = reactive("")
    """The one that is chosen."""

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: "Choice") -> None:
            self.choice = choice
            super().__init__()

        @property
        def control(self) -> "Choice":
            """The widget, for `@on` with a selector."""
            return self.choice

    def __init__(self, options: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options = tuple(options)
        self.set_reactive(Choice.value, self._options[0])

    def render(self) -> Content:
        """Draw all options."""
        return Content("  ").join(self._option(option) for option in self._options)

    def watch_value(self) -> None:
        """Tell the others."""
        self.post_message(self.Changed(self))

    def action_step(self, steps: int) -> None:
        """Choose the next one, or the one before."""
        at = self._options.index(self.value)
        self.value = self._options[(at + steps) % len(self._options)]

    async def on_click(self, event: events.Click) -> None:
        """Choose the one under the mouse."""
        option = event.style.meta.get(_META)
        if option is not None:
            self.value = str(option)

    def _option(self, option: str) -> Content:
        mark = "(•)" if option == self.value else "( )"
        return Content.styled(f"{mark} {option}", Style.from_meta({_META: option}))
