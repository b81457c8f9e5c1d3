"""All keys, made from the one registry of commands."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from regbrowse.ui.command import Place
from regbrowse.ui.commands import at, key_text
from regbrowse.ui.text import plain


class HelpScreen(ModalScreen[None]):
    """Every command with its key; arrows scroll, escape closes."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "close", "Close", show=False)
    ]

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll(id="help"):
            yield Static(_help(), id="help-text")

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss()


def _help() -> Content:
    lines: list[Content] = []
    for place in Place:
        lines.append(plain(place.value, "bold"))
        lines += [
            Content.assemble((f"  {key_text(command):14}", "$accent"), command.help)
            for command in at(place)
        ]
        if place is Place.TAGS:
            lines.append(
                Content.assemble((f"  {'1 - 7':14}", "$accent"), "Show or hide the tags of a kind")
            )
        lines.append(Content(""))
    lines.append(plain("esc closes this", "$foreground-muted"))
    return Content("\n").join(lines)
