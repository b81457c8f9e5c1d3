"""Tags as tables for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from regbrowse.cli.command import Context
from regbrowse.domain.image.kinds import PULLED, Kind
from regbrowse.domain.image.words import short
from regbrowse.domain.pull import pull_command
from regbrowse.domain.tag import Tag, TagKind, newest_release
from regbrowse.domain.tag_details import TagDetails, platform_words
from regbrowse.domain.tag_listing import TagListing
from regbrowse.domain.wording import age_text, plural, size_text

if TYPE_CHECKING:
    from regbrowse.cli.tag_details import Described


def _kind(tag: Tag, newest: Tag | None) -> str:
    return f"{tag.kind.value} (newest)" if tag == newest else tag.kind.value


def pull_of(listing: TagListing, tag: Tag, kind: Kind | None = None) -> str | None:
    """Return the command that pulls a tag, None for what no engine pulls.

    `kind` is that of what is under the tag, where it was read; the names of signatures and the like
    say it themselves.
    """
    if tag.kind is TagKind.ARTIFACT or (kind is not None and kind not in PULLED):
        return None
    return pull_command(listing.feed, listing.repository, tag=tag.name)


def show(listing: TagListing, shown: Sequence[Tag], context: Context) -> None:
    """Write tags with the command that pulls each."""
    newest = newest_release(listing.tags)
    cells = [(tag.name, _kind(tag, newest), pull_of(listing, tag) or "-") for tag in shown]
    if cells:
        context.output.table(("TAG", "KIND", "PULL"), cells)


def show_details(
    listing: TagListing,
    shown: Sequence[Tag],
    details: "Described",
    context: Context,
) -> None:
    """Write tags with what is under each."""
    # What is broken is no release that anybody could take.
    whole = (tag for tag in listing.tags if details.of(tag.name).error is None)
    newest, now = newest_release(whole), datetime.now(UTC)
    cells = [
        (
            tag.name,
            _kind(tag, newest),
            _digest(known),
            size_text(known.size),
            age_text(known.created, now),
            platform_words(known.platforms),
        )
        for tag in shown
        for known in (details.of(tag.name),)
    ]
    if cells:
        header = ("TAG", "KIND", "DIGEST", "SIZE", "CREATED", "PLATFORMS")
        context.output.table(header, cells)


def note_total(listing: TagListing, shown: Sequence[Tag], total: int, context: Context) -> None:
    """Say on stderr how many of how many are shown."""
    hidden = sum(tag.kind is TagKind.ARTIFACT for tag in listing.tags)
    text = f"{len(shown)} of {plural(len(listing.tags), 'tag')}"
    if len(shown) < total:
        text = f"the first {len(shown)} of {total} that fit, of {plural(len(listing.tags), 'tag')}"
    if hidden:
        text += f", among them {plural(hidden, 'signature or the like', 'signatures and the like')}"
    context.output.note(text)


def _digest(known: TagDetails) -> str:
    if known.error is not None:
        return "broken"
    return short(known.digest) if known.digest else "-"
