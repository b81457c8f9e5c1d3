"""The line that asks for something that has to be looked for."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from regbrowse.ui.widgets.filter_input import FilterInput
from regbrowse.ui.widgets.row_list import RowList


class QueryInput(FilterInput):
    """A filter line that does nothing while one types: enter asks, escape is the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Find", key_display="enter"),
        Binding("escape", "leave", "Back", key_display="esc"),
    ]

    def __init__(self, rows: RowList, placeholder: str, value: str = "") -> None:
        super().__init__(rows)
        self.placeholder = placeholder
        with self.prevent(Input.Changed):
            self.value = value

    def action_enter(self) -> None:
        """Ask for what was typed."""
        self.post_message(self.Entered(self.value.strip()))

    async def action_leave(self) -> None:  # type: ignore[override]
        """Go back as from anywhere else."""
        await self.screen.run_action("screen.back")
