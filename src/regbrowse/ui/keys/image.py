"""The commands of an image."""

from regbrowse.ui.command import Command, Place

TITLES = ("Overview", "Layers", "Config", "Labels", "Manifest", "Raw config", "Referrers")
"""The parts of an image, in the order of their keys."""

COMMANDS = (
    Command(
        "image.open",
        Place.IMAGE,
        ("enter",),
        "Open",
        "Open the files of a layer, a platform, or what was pushed about the image",
        "open",
        True,
    ),
    Command(
        "image.next",
        Place.IMAGE,
        ("right",),
        "Next part",
        "Go to the next part of the image",
        "next_part",
        True,
        "→",
    ),
    Command(
        "image.previous",
        Place.IMAGE,
        ("left",),
        "Previous part",
        "Go to the previous part of the image",
        "previous_part",
        shown="←",
    ),
    Command(
        "image.platform",
        Place.IMAGE,
        ("p",),
        "Platform",
        "Look at the image for the next platform",
        "next_platform",
        True,
    ),
    Command(
        "image.copy",
        Place.IMAGE,
        ("y",),
        "Copy",
        "Choose what to copy: a pull command, the digest, a line for Kubernetes",
        "copy_menu",
        True,
    ),
    Command(
        "image.mark",
        Place.IMAGE,
        ("space",),
        "Mark",
        "Mark the image, to compare another one with it, of whichever repository",
        "mark",
        True,
        minor=True,
    ),
    Command(
        "image.compare",
        Place.IMAGE,
        ("c",),
        "Compare",
        "Compare what is marked with this image",
        "compare",
        True,
        minor=True,
    ),
    Command(
        "image.refresh",
        Place.IMAGE,
        ("r",),
        "Refresh",
        "Read the image anew",
        "refresh",
        True,
        minor=True,
        also="reload update",
    ),
    *(
        Command(
            f"image.{part.lower().replace(' ', '-')}",
            Place.IMAGE,
            (str(number + 1),),
            part,
            f"Show the part {part.lower()}",
            f"part({number})",
        )
        for number, part in enumerate(TITLES)
    ),
)
