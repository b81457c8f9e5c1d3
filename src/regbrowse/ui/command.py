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
    always: tuple[str, ...] = field(default=(), kw_only=True)
    """Those of its keys that do it before anything else gets them."""
