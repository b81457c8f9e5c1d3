"""The commands of a comparison."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "compare.first",
        Place.COMPARE,
        ("1",),
        "Open first",
        "Open the first image",
        "open_first",
        True,
    ),
    Command(
        "compare.second",
        Place.COMPARE,
        ("2",),
        "Open second",
        "Open the second image",
        "open_second",
        True,
    ),
    Command(
        "compare.swap",
        Place.COMPARE,
        ("x",),
        "Swap",
        "Change the sides of the images",
        "swap",
        True,
        minor=True,
    ),
    Command(
        "compare.platform",
        Place.COMPARE,
        ("p",),
        "Platform",
        "Compare the images for the next platform",
        "next_platform",
        True,
        minor=True,
    ),
    Command(
        "compare.copy",
        Place.COMPARE,
        ("y",),
        "Copy",
        "Choose what to copy of the second image",
        "copy_menu",
        True,
    ),
    Command(
        "compare.refresh",
        Place.COMPARE,
        ("r",),
        "Refresh",
        "Read both images anew",
        "refresh",
        True,
        minor=True,
    ),
)
