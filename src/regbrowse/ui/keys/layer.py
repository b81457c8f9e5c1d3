"""The commands of the files of a layer, and of one file."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "layer.open",
        Place.LAYER,
        ("enter",),
        "View",
        "View a small text file, or list what is in a folder",
        "open",
        True,
    ),
    Command(
        "layer.refresh",
        Place.LAYER,
        ("r",),
        "Refresh",
        "Read the layer anew",
        "refresh",
        True,
        also="reload update",
    ),
    Command(
        "layer.stop",
        Place.LAYER,
        ("escape",),
        "Back",
        "Stop reading, or go back",
        "back",
        True,
        "esc",
    ),
)
