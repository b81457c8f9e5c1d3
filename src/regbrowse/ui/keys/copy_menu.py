"""The commands of the menu of what can be copied."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("copy.take", Place.COPY, ("enter", "y"), "Copy", "Copy what is chosen", "take", True),
    Command("copy.close", Place.COPY, ("escape",), "Close", "Close", "close", True, "esc"),
)
