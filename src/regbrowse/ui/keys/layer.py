"""The commands of the files of a layer, and of one file."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "layer.open",
        Place.LAYER,
        ("enter",),
        "View",
        "View a small text file, or go into a folder",
        "open",
        True,
    ),
    Command(
        "layer.copy",
        Place.LAYER,
        ("y",),
        "Copy",
        "Choose what to copy: the path, the digest of the layer",
        "copy_menu",
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
        "Stop reading, leave the folder, or go back",
        "back",
        True,
        "esc",
    ),
)
