"""The commands of a whole explanation."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("why.down", Place.WHY, ("j",), "Down", "Scroll a line down", "scroll(1)", shown="j ↓"),
    Command("why.up", Place.WHY, ("k",), "Up", "Scroll a line up", "scroll(-1)", shown="k ↑"),
    Command(
        "why.close",
        Place.WHY,
        ("escape", "w", "q", "enter"),
        "Close",
        "Close the explanation",
        "close",
        shown="esc w",
    ),
)
