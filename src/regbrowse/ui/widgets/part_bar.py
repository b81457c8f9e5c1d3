"""The parts of what a screen shows: their keys, and which of them is in front."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static


class PartBar(Static):
    """One line of numbered names; the one in front is marked. A click brings one to the front."""

    DEFAULT_CSS = """
    PartBar { height: 1; padding: 0 0 0 1; background: $panel; text-wrap: nowrap; }
    """

    class Chosen(Message):
        """A part was clicked; parts are numbered from 0."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    def show(self, names: Sequence[str], front: int) -> None:
        """Show the parts."""
        parts = [_part(number, name, number == front) for number, name in enumerate(names)]
        self.update(Content("  ").join(parts))

    async def on_click(self, event: events.Click) -> None:
        """Choose the part under the mouse."""
        number = event.style.meta.get("part")
        if number is not None:
            self.post_message(self.Chosen(int(number)))


def _part(number: int, name: str, front: bool) -> Content:
    style = "bold underline" if front else "$foreground-muted"
    part = Content.styled(f"{number + 1} {name}", style)
    return part.stylize(Style.from_meta({"part": str(number)}))
