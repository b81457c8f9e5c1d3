"""The commands of the list of all keys."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "help.close",
        Place.HELP,
        ("escape", "question_mark", "q", "enter"),
        "Close",
        "Close the help",
        "close",
        shown="esc ?",
    ),
)
