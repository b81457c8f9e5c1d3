"""A repository's newest tags as the lines of a preview."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from textual.content import Content

from regbrowse.domain.tag import Tag, TagKind, newest_release
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.tag_listing import TagListing
from regbrowse.domain.wording import age_text, plural, size_text
from regbrowse.ui.kind_words import kind_word
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.columns import cut

_SHOWN = 60
"""More tags than any terminal has lines."""

_KIND, _SIZE, _AGE, _GAP = 11, 7, 8, 2
_NARROWEST = 12
"""Cells that a name has at least."""


def shown_tags(listing: TagListing) -> Sequence[Tag]:
    """Return the tags of a preview: what people pull, the newest first."""
    return [tag for tag in listing.tags if tag.kind is not TagKind.ARTIFACT][:_SHOWN]


def title_of(listing: TagListing) -> str:
    """Say which repository it is, and how many tags it has."""
    return f"{listing.repository}  {plural(len(listing.tags), 'tag')}"


def tag_lines(listing: TagListing, details: Mapping[str, TagDetails], width: int) -> Content:
    """Return a line for each tag in `width` cells, with size and age of those that are known."""
    tags = shown_tags(listing)
    if not tags:
        return Content("It has no tags.")
    room = width - _KIND - _GAP
    if details:
        room -= _SIZE + _AGE + 2 * _GAP
    names = max(_NARROWEST, min(room, max(len(tag.name) for tag in tags)))
    newest = newest_release(listing.tags)
    return Content("\n").join(
        _line(tag, details.get(tag.name), names, newest=tag == newest) for tag in tags
    )


def _line(tag: Tag, details: TagDetails | None, names: int, *, newest: bool) -> Content:
    kind = "newest" if newest else kind_word(tag.kind.value)
    name = f"{cut(tag.name, names):{names}}"
    words = f"{name}  {kind:{_KIND}}"
    if details is not None and details.error is None:
        age = age_text(details.created, datetime.now(UTC)).removesuffix(" ago")
        words += f"  {size_text(details.size):>{_SIZE}}  {age}"
    return plain(words.rstrip(), "bold" if newest else "")
