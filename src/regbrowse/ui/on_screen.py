"""Hints for people in front of the screens: keys and fields in place of commands for a shell.

The words of hints are written once, for both. Where they quote a command of regbrowse, the screens
tell the key that does the same.
"""

import re
import shlex
from collections.abc import Callable, Sequence

from regbrowse.ui.command import Place
from regbrowse.ui.commands import COMMANDS, key_text
from regbrowse.ui.form_fields import LABELS

_QUOTED = re.compile(r"`(regbrowse [^`]*)`")
_OPTION = re.compile(r"`--([a-z-]+)`")
_KEYS = {command.id: command for command in COMMANDS}

_PLACES = {Place.FEEDS: "feeds", Place.CATALOG: "catalog"}

_Here = Place | None


def on_screen(hint: str, here: _Here = None) -> str:
    """Return a hint with keys in place of the commands of regbrowse that have one.

    `here` is the place that a person is at, None where it may be any. Backticks stay around what
    is to be typed.
    """

    def key(match: re.Match[str]) -> str:
        try:
            words = shlex.split(match[1])
        except ValueError:
            return match[0]  # None of ours: what a registry says may have backticks, too.
        return _in_place_of(words[1:], here) or match[0]

    def label(match: re.Match[str]) -> str:
        return LABELS.get(match[1], match[0])

    return _OPTION.sub(label, _QUOTED.sub(key, hint))


def _in_place_of(words: Sequence[str], here: _Here) -> str | None:
    for command, told in _TOLD.items():
        begin = command.split()
        if list(words[: len(begin)]) == begin:
            return told(words[len(begin) :], here)
    return None


def _key(id: str, here: _Here) -> str:  # noqa: A002 (that of a command)
    command = _KEYS[id]
    place = "" if command.place is here else f" on the {_PLACES[command.place]}"
    return f"`{key_text(command).split()[0]}`{place}"


def _edit(words: Sequence[str], here: _Here) -> str:
    fields = ", ".join(_fields(words))
    if here is Place.FORM:
        return fields or "below"
    return ", ".join(filter(None, [_key("feeds.edit", here), fields]))


def _add(words: Sequence[str], here: _Here) -> str:
    return ", ".join([_key("feeds.add", here), *_fields(words)])


def _check(words: Sequence[str], here: _Here) -> str | None:
    """A check of another address: that of the form, or else of a new feed."""
    if len(words) != 1:
        return None
    setting = ["--url", words[0]]
    return _edit(setting, here) if here is Place.FORM else _add(setting, here)


def _fields(words: Sequence[str]) -> list[str]:
    """Return the fields of the form for the options of a command, each with its value if known."""
    fields = []
    for at, word in enumerate(words):
        option = word.removeprefix("--")
        if option == word:
            continue
        if option in {"insecure", "no-insecure"}:
            fields.append(f"{LABELS['insecure']}: {'no' if option.startswith('no') else 'yes'}")
        elif option == "password-stdin":
            fields.append(LABELS["password"])
        elif option in LABELS:
            value = words[at + 1] if at + 1 < len(words) else ""
            # A word in capitals alone stands for what a person knows better.
            known = "" if value.isupper() else f": {value or 'empty'}"
            fields.append(f"{LABELS[option]}{known}")
    return fields


def _open_by_name(words: Sequence[str], here: _Here) -> str:
    typed = words[0] if words else "REPOSITORY"
    name = "its name" if typed.endswith("REPOSITORY") else f"`{typed}`"
    return f"{_filter(here)}, {name}, `enter`"


def _filter(here: _Here) -> str:
    return "`/`" if here is Place.CATALOG else "`/` on the catalog"


def _refresh(here: _Here) -> str:
    return _key("feeds.refresh" if here is Place.FEEDS else "catalog.refresh", here)


def _inspect(words: Sequence[str], here: _Here) -> str:
    if "--raw" in words:
        return "the manifest of the image"
    if "--files" in words:
        return "`enter` on a layer of the image"
    return "`enter` on its tag"


def _says(text: str) -> Callable[[Sequence[str], _Here], str]:
    return lambda words, here: text


_TOLD: dict[str, Callable[[Sequence[str], _Here], str | None]] = {
    "feeds edit": _edit,
    "feeds add": _add,
    "check": _check,
    "feeds import": lambda words, here: _key("feeds.import", here),
    "feeds list": _says("the screen of the feeds"),
    "refresh": lambda words, here: _refresh(here),
    "search": lambda words, here: _filter(here),
    "tags": _open_by_name,
    "inspect": _inspect,
}
