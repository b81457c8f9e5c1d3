"""The commands of the line that filters a list."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "filter.open",
        Place.FILTER,
        ("enter",),
        "Open",
        "Open the row under the cursor; or, if no row fits, the reference that was typed or pasted",
        "enter",
        True,
    ),
    Command(
        "filter.leave",
        Place.FILTER,
        ("escape",),
        "To the list",
        "Go to the list and its keys; the filter stays",
        "leave",
        True,
        "esc",
    ),
    Command(
        "filter.move",
        Place.FILTER,
        ("up", "down", "pageup", "pagedown"),
        "Move",
        "Move the cursor of the list",
        "",
        shown="↑ ↓ PgUp PgDn",
    ),
)
