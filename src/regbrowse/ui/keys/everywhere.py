"""The commands that are at hand everywhere."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("app.back", Place.EVERYWHERE, ("escape",), "Back", "Go back", "back", shown="esc"),
    Command(
        "app.help", Place.EVERYWHERE, ("question_mark",), "Help", "Show all keys", "help", True, "?"
    ),
    Command(
        "app.palette",
        Place.EVERYWHERE,
        ("ctrl+p",),
        "Palette",
        "Find any command by its name",
        "command_palette",
        shown="^p",
    ),
    Command("app.quit", Place.EVERYWHERE, ("q", "ctrl+q"), "Quit", "Leave regbrowse", "quit"),
)
