"""The commands of one file of a layer, and of a small blob."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "file.copy",
        Place.FILE,
        ("y",),
        "Copy",
        "Choose what to copy: the path, the digest of the layer",
        "copy_menu",
        True,
    ),
)
