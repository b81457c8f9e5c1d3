"""Every command of the screens, once: its key, footer text, palette entry and row in the help.

The tables are in `keys/`, one file for each place. A screen takes its bindings from `bindings`, the
help and the palette list what is here, and so does the documentation. The action is a method of the
screen or of the app (`action_NAME`).
"""

from collections.abc import Iterator
from operator import attrgetter

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from regbrowse.ui.command import Command, Place
from regbrowse.ui.keys import (
    catalog,
    check,
    compare,
    copy_menu,
    everywhere,
    feeds,
    file,
    filtering,
    find,
    form,
    help_page,
    image,
    layer,
    lists,
    question,
    tags,
    why,
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
    *filtering.COMMANDS,
    *form.COMMANDS,
    *question.COMMANDS,
    *help_page.COMMANDS,
    *why.COMMANDS,
    *everywhere.COMMANDS,
)


def at(*places: Place) -> tuple[Command, ...]:
    """Return the commands of some places, in the order of the places."""
    return tuple(c for place in places for c in COMMANDS if c.place is place)


def bindings(*places: Place) -> list[BindingType]:
    """Return the bindings of the commands of some places that a screen or the app carries out.

    They are in the order of the footer: those that can do without it come last.
    """
    commands = sorted(at(*places), key=attrgetter("minor"))
    return [each for command in commands if command.action for each in _bindings(command)]


def _bindings(command: Command) -> Iterator[Binding]:
    for always in (False, True):
        keys = [key for key in command.keys if (key in command.always) is always]
        if keys:
            yield Binding(
                ",".join(keys),
                command.action,
                command.label,
                show=command.footer,
                # Textual draws a sign for it, that is in no help and on no keyboard.
                key_display=command.shown or ("enter" if keys[0] == "enter" else None),
                priority=always,
                tooltip=command.help,
                id=command.id,
            )


def places_of(owner: DOMNode) -> tuple[Place, ...]:
    """Return the places whose commands a screen carries out, in their order."""
    ids = {each.id for each in owner.BINDINGS if isinstance(each, Binding)}
    return tuple(dict.fromkeys(command.place for command in COMMANDS if command.id in ids))


def key_text(command: Command) -> str:
    """Return the keys of a command as people read them."""
    return command.shown or " ".join(command.keys)
