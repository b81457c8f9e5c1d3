"""The only way of text onto the screen.

A registry's text may hold markup, escape sequences and marks that reorder what a person reads.
`Content` is never parsed as markup, and `visible` shows every control character.
"""

from collections.abc import Iterable

from textual.content import Content

from regbrowse.domain.printable import visible


def plain(text: str, style: str = "") -> Content:
    """Return text for any widget, harmless, in a theme style such as "$foreground-muted"."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def joined(parts: Iterable[str | Content]) -> Content:
    """Return parts one after the other; those that are `str` are made harmless first."""
    return Content("").join(part if isinstance(part, Content) else plain(part) for part in parts)


def lines(text: str) -> Content:
    """Return text of several lines, each made harmless."""
    return Content("\n").join([plain(line) for line in text.split("\n")])
