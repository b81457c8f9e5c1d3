"""The commands that are at hand everywhere."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("app.back", Place.EVERYWHERE, ("escape",), "Back", "Go back", "back", True, "esc"),
    Command(
        "app.help",
        Place.EVERYWHERE,
        ("question_mark",),
        "Help",
        "Show all keys, those of this place first",
        "help",
        True,
        "?",
        also="shortcuts",
    ),
    Command(
        "app.palette",
        Place.EVERYWHERE,
        ("ctrl+p",),
        "Palette",
        "Find any command by its name",
        "command_palette",
        shown="^p",
        always=("ctrl+p",),
    ),
    Command(
        "app.quit",
        Place.EVERYWHERE,
        ("q", "ctrl+q"),
        "Quit",
        "Leave regbrowse; from a form or a question with ^q",
        "quit",
        shown="q ^q",
        also="exit close",
        always=("ctrl+q",),
    ),
)
