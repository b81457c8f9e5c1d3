"""The commands of a catalog."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "catalog.open",
        Place.CATALOG,
        ("enter",),
        "Tags",
        "List the tags of the repository",
        "open",
        True,
    ),
    Command(
        "catalog.refresh",
        Place.CATALOG,
        ("r",),
        "Refresh",
        "Read the catalog anew",
        "refresh",
        True,
    ),
    Command(
        "catalog.cancel",
        Place.CATALOG,
        ("x",),
        "Cancel",
        "Stop reading the catalog",
        "cancel",
        True,
    ),
    Command(
        "catalog.group",
        Place.CATALOG,
        ("g",),
        "Group",
        "Group by namespace, or show all repositories",
        "group",
        True,
    ),
    Command(
        "catalog.find",
        Place.CATALOG,
        ("f",),
        "Find tag",
        "Look for a tag or digest in the repositories that are shown",
        "find",
        True,
    ),
    Command(
        "catalog.copy",
        Place.CATALOG,
        ("y",),
        "Copy name",
        "Copy the name as it is pulled",
        "copy",
        True,
    ),
    Command(
        "catalog.forget",
        Place.CATALOG,
        ("delete", "d"),
        "Forget",
        "Forget a repository that was opened by its name",
        "forget",
        shown="Del d",
    ),
)
