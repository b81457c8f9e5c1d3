"""The commands of a list of tags."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "tags.copy",
        Place.TAGS,
        ("y", "enter"),
        "Copy pull",
        "Copy the command that pulls the tag",
        "copy",
        True,
    ),
    Command(
        "tags.tool",
        Place.TAGS,
        ("p",),
        "Tool",
        "Pull with docker, podman, skopeo or crane",
        "next_tool",
        True,
    ),
    Command("tags.refresh", Place.TAGS, ("r",), "Refresh", "Read the tags anew", "refresh", True),
    Command(
        "tags.library",
        Place.TAGS,
        ("l",),
        "Library",
        "Look for the repository in library/, where there is none of one name",
        "library",
        True,
    ),
    Command(
        "tags.kinds",
        Place.TAGS,
        ("0",),
        "All kinds",
        "Show the tags of all kinds, or the usual ones",
        "all_kinds",
    ),
)
