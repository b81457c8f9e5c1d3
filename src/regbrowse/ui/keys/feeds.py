"""The commands of the list of feeds."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "feeds.open", Place.FEEDS, ("enter",), "Open", "Open the catalog of the feed", "open", True
    ),
    Command("feeds.add", Place.FEEDS, ("a",), "Add", "Add a feed", "add", True),
    Command("feeds.edit", Place.FEEDS, ("e",), "Edit", "Change the feed", "edit", True),
    Command(
        "feeds.refresh",
        Place.FEEDS,
        ("r",),
        "Refresh",
        "Read the catalog anew",
        "refresh",
        True,
        also="reload walk update",
    ),
    Command(
        "feeds.search",
        Place.FEEDS,
        ("s",),
        "Search all",
        "Search the catalogs of all feeds together",
        "search_all",
        True,
        minor=True,
    ),
    Command(
        "feeds.find",
        Place.FEEDS,
        ("f",),
        "Find tag",
        "Look for a tag or digest in all feeds",
        "find",
    ),
    Command(
        "feeds.cancel",
        Place.FEEDS,
        ("x",),
        "Cancel",
        "Stop reading the catalog",
        "cancel",
        True,
        also="stop abort",
    ),
    Command(
        "feeds.stop",
        Place.FEEDS,
        ("escape",),
        "Stop",
        "Stop asking docker and podman, or a registry on this machine",
        "stop",
        True,
        "esc",
    ),
    Command(
        "feeds.remove",
        Place.FEEDS,
        ("delete", "d"),
        "Remove",
        "Remove the feed",
        "remove",
        shown="Del d",
        also="delete",
    ),
    Command(
        "feeds.import",
        Place.FEEDS,
        ("i",),
        "Import",
        "Add a feed for each login of docker and podman",
        "import_logins",
    ),
)
