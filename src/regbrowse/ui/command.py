"""What a command of the screens is."""

from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """Where a command is at hand."""

    FEEDS = "Feeds"
    CATALOG = "Catalog"
    TAGS = "Tags"
    IMAGE = "Image"
    LAYER = "Files of a layer"
    FILE = "One file"
    COMPARE = "Comparison"
    COPY = "Copy menu"
    FIND = "Finding a tag"
    CHECK = "Check"
    LIST = "Every list"
    FILTER = "In the filter"
    FORM = "Feed form"
    QUESTION = "A question"
    HELP = "This help"
    WHY = "A whole explanation"
    EVERYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `id` is stable, so that keys can be bound to it. `keys` are Textual's names of keys, the first
    is shown. `label` is for the footer, `help` for everything longer. `footer` says whether it is
    one of those that the footer shows; what is `minor` goes first where there is no room. `also`
    has other words that people look for it by.
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
    minor: bool = field(default=False, kw_only=True)
    also: str = field(default="", kw_only=True)
    always: tuple[str, ...] = field(default=(), kw_only=True)
    """Those of its keys that do it whatever is in front: also a form, a question or a menu."""
