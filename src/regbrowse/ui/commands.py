"""Every command of the screens, once: its key, footer text, palette entry and row in the help.

The tables are in `keys/`, one file for each place. A screen takes its bindings from `bindings`, the
help and the palette list what is here, and so does the documentation. The action is a method of the
screen or of the app (`action_NAME`).
"""

from textual.binding import Binding, BindingType

from regbrowse.ui.command import Command, Place
from regbrowse.ui.keys import (
    catalog,
    check,
    compare,
    copy_menu,
    everywhere,
    feeds,
    file,
    find,
    form,
    image,
    layer,
    lists,
    tags,
)

COMMANDS: tuple[Command, ...] = (
    *feeds.COMMANDS,
    *catalog.COMMANDS,
    *tags.COMMANDS,
    *image.COMMANDS,
    *layer.COMMANDS,
    *file.COMMANDS,
    *compare.COMMANDS,
    *copy_menu.COMMANDS,
    *find.COMMANDS,
    *check.COMMANDS,
    *lists.COMMANDS,
    *form.COMMANDS,
    *everywhere.COMMANDS,
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
            priority=bool(command.always),
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
