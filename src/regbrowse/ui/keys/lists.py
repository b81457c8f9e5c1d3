"""The commands that every list has."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "list.filter",
        Place.LIST,
        ("slash",),
        "Filter",
        "Filter what is in front of you",
        "filter",
        True,
        "/",
    ),
    Command(
        "list.check",
        Place.LIST,
        ("t",),
        "Check",
        "Check why the registry does or does not answer",
        "check",
        True,
    ),
    Command(
        "list.why",
        Place.LIST,
        ("w",),
        "Why",
        "Show all that is said of what failed, and what to do",
        "why",
    ),
    Command("list.up", Place.LIST, ("up", "k"), "Up", "Move the cursor up", "", shown="↑ k"),
    Command(
        "list.down", Place.LIST, ("down", "j"), "Down", "Move the cursor down", "", shown="↓ j"
    ),
    Command(
        "list.page_up",
        Place.LIST,
        ("pageup", "ctrl+b"),
        "Page up",
        "Move up by a screen",
        "",
        shown="PgUp ^b",
    ),
    Command(
        "list.page_down",
        Place.LIST,
        ("pagedown", "ctrl+f"),
        "Page down",
        "Move down by a screen",
        "",
        shown="PgDn ^f",
    ),
    Command(
        "list.first", Place.LIST, ("home",), "First", "Move to the first row", "", shown="Home"
    ),
    Command(
        "list.last", Place.LIST, ("end", "G"), "Last", "Move to the last row", "", shown="End G"
    ),
)
