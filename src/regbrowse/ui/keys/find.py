"""The commands of a search for a tag or digest."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "find.open",
        Place.FIND,
        ("enter",),
        "Open",
        "Look for what was typed, or open the tags of the repository under the cursor",
        "open",
        True,
    ),
    Command(
        "find.stop",
        Place.FIND,
        ("escape",),
        "Stop",
        "Stop looking, and keep what was found",
        "stop",
        True,
        "esc",
    ),
    Command(
        "find.again", Place.FIND, ("r",), "Again", "Look for it anew", "refresh", True, minor=True
    ),
    Command(
        "find.unread",
        Place.FIND,
        ("u",),
        "Unread",
        "List the repositories that could not be read, and why; or what was found",
        "unread",
        True,
    ),
    Command(
        "find.copy",
        Place.FIND,
        ("y",),
        "Copy",
        "Copy the command that pulls what was found",
        "copy",
        True,
    ),
    Command(
        "find.menu",
        Place.FIND,
        ("Y",),
        "Copy ...",
        "Choose what to copy: by which tool, by digest, a line for Kubernetes",
        "copy_menu",
    ),
    Command(
        "find.mark",
        Place.FIND,
        ("space",),
        "Mark",
        "Mark what was found, to compare another one with it",
        "mark",
        True,
    ),
    Command(
        "find.compare",
        Place.FIND,
        ("c",),
        "Compare",
        "Compare what is marked with what is under the cursor",
        "compare",
        True,
    ),
)
