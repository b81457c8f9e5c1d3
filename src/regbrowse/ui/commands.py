"""Every command of the screens, once: its key, footer text, palette entry and row in the help.

A screen takes its bindings from `bindings`, the help and the palette list what is here, and so does
the documentation. The action is a method of the screen or of the app (`action_NAME`).
"""

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Place(StrEnum):
    """Where a command is at hand."""

    FEEDS = "Feeds"
    CATALOG = "Catalog"
    TAGS = "Tags"
    LIST = "Every list"
    FORM = "Feed form"
    EVERYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `id` is stable, so that keys can be bound to it. `keys` are Textual's names of keys, the first
    is shown. `label` is for the footer, `help` for everything longer. `footer` says whether it is
    one of the few that the footer shows.
    """

    id: str
    place: Place
    keys: tuple[str, ...]
    label: str
    help: str
    action: str
    footer: bool = False
    shown: str | None = None
    """The key as people read it, where Textual's name will not do."""


COMMANDS: tuple[Command, ...] = (
    Command(
        "feeds.open", Place.FEEDS, ("enter",), "Open", "Open the catalog of the feed", "open", True
    ),
    Command("feeds.add", Place.FEEDS, ("a",), "Add", "Add a feed", "add", True),
    Command("feeds.edit", Place.FEEDS, ("e",), "Edit", "Change the feed", "edit", True),
    Command(
        "feeds.test", Place.FEEDS, ("t",), "Test", "Ask the registry whether it works", "test", True
    ),
    Command(
        "feeds.refresh", Place.FEEDS, ("r",), "Refresh", "Read the catalog anew", "refresh", True
    ),
    Command(
        "feeds.search",
        Place.FEEDS,
        ("s",),
        "Search all",
        "Search the catalogs of all feeds together",
        "search_all",
        True,
    ),
    Command(
        "feeds.cancel", Place.FEEDS, ("x",), "Cancel", "Stop reading the catalog", "cancel", True
    ),
    Command(
        "feeds.stop",
        Place.FEEDS,
        ("escape",),
        "Stop",
        "Stop asking a registry, or docker and podman",
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
    ),
    Command(
        "feeds.import",
        Place.FEEDS,
        ("i",),
        "Import",
        "Add a feed for each login of docker and podman",
        "import_logins",
    ),
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
    Command("form.save", Place.FORM, ("ctrl+s",), "Save", "Save the feed", "save", shown="^s"),
    Command(
        "form.test",
        Place.FORM,
        ("ctrl+t",),
        "Save and test",
        "Save the feed, and ask the registry whether it works",
        "test",
        shown="^t",
    ),
    Command(
        "form.cancel",
        Place.FORM,
        ("escape",),
        "Close",
        "Stop asking, or close the form",
        "cancel",
        shown="esc",
    ),
    Command("app.back", Place.EVERYWHERE, ("escape",), "Back", "Go back", "back", shown="esc"),
    Command(
        "app.help", Place.EVERYWHERE, ("question_mark",), "Help", "Show all keys", "help", True, "?"
    ),
    Command(
        "app.palette",
        Place.EVERYWHERE,
        ("ctrl+p",),
        "Palette",
        "Find any command by its name",
        "command_palette",
        shown="^p",
    ),
    Command("app.quit", Place.EVERYWHERE, ("q", "ctrl+q"), "Quit", "Leave regbrowse", "quit"),
)


def at(*places: Place) -> tuple[Command, ...]:
    """Return the commands of some places, in the order of the places."""
    return tuple(c for place in places for c in COMMANDS if c.place is place)


def bindings(*places: Place) -> list[BindingType]:
    """Return the bindings of the commands of some places that a screen or the app carries out."""
    return [
        Binding(
            ",".join(command.keys),
            command.action,
            command.label,
            show=command.footer,
            key_display=command.shown,
            tooltip=command.help,
            id=command.id,
        )
        for command in at(*places)
        if command.action
    ]


def key_text(command: Command) -> str:
    """Return the keys of a command as people read them."""
    return command.shown or " ".join(command.keys)


def where(command: Command) -> str:
    """Return where a command is at hand, and with which key."""
    return f"{command.place.value}: {key_text(command)}"
