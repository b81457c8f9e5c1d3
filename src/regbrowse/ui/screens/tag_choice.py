"""Which tags are shown, and in which order: by kind, filter line, SemVer, folded variants."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.tag_filter import TagFilter, read_filter

USUAL = frozenset(TagKind) - {TagKind.ARTIFACT}
"""Signatures and the like are hidden until they are asked for; the bar counts them."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Order(StrEnum):
    """How tags are sorted."""

    VERSION = "version"
    CREATED = "date"
    SIZE = "size"


class ShownTag(NamedTuple):
    """A row: a tag, and how many variants of its version are folded into it."""

    tag: Tag
    folded: int = 0


class TagChoice:
    """What a person has chosen to see of the tags of a repository."""

    def __init__(self) -> None:
        self.kinds = set(USUAL)
        self.semver = False
        self.order = Order.VERSION
        self.folds = False
        self._unfolded: set[str] = set()
        self._line = ""
        self.filter = TagFilter()

    def type(self, line: str) -> None:
        """Take over the filter line."""
        if line != self._line:
            self._line, self.filter = line, read_filter(line)

    def toggle_kind(self, kind: TagKind) -> None:
        """Show or hide the tags of a kind."""
        self.kinds ^= {kind}

    def toggle_all_kinds(self) -> None:
        """Show all kinds, or the usual ones if all are shown."""
        self.kinds = set(USUAL) if len(self.kinds) == len(TagKind) else set(TagKind)

    def toggle_folds(self) -> None:
        """Fold the variants of all versions, or unfold them."""
        self.folds = not self.folds
        self._unfolded.clear()

    def unfold(self, tag: Tag, *, unfolded: bool) -> None:
        """Show the variants of the version of a tag, or fold them again."""
        if tag.version is not None:
            (self._unfolded.add if unfolded else self._unfolded.discard)(tag.version)

    def next_order(self) -> Order:
        """Return the order that comes after this one."""
        orders = list(Order)
        return orders[(orders.index(self.order) + 1) % len(orders)]

    def chosen(self, tags: Sequence[Tag]) -> list[Tag]:
        """Return the tags that fit, in their order; folded ones are among them."""
        return [
            tag
            for tag in self.filter.select(tags)
            if tag.kind in self.kinds and (not self.semver or tag.semver)
        ]

    def rows(self, chosen: Sequence[Tag], known: Mapping[str, TagDetails]) -> list[ShownTag]:
        """Return the rows for the tags that fit. Of which nothing is known, comes last."""
        if self.order is Order.CREATED:
            chosen = sorted(chosen, key=lambda tag: _created(known.get(tag.name)), reverse=True)
        elif self.order is Order.SIZE:
            chosen = sorted(chosen, key=lambda tag: _size(known.get(tag.name)), reverse=True)
        elif self.folds:
            return list(self._folded(chosen))
        return [ShownTag(tag) for tag in chosen]

    def _folded(self, tags: Sequence[Tag]) -> Iterable[ShownTag]:
        """Fold variants into the tag before them, where that is of the same version.

        In the order of versions they come right under their version; where there is only variants
        of it, the first one stands for them.
        """
        head: Tag | None = None
        folded = 0
        for tag in tags:
            below = tag.kind is TagKind.VARIANT and tag.version not in self._unfolded
            if below and head is not None and head.version == tag.version:
                folded += 1
                continue
            if head is not None:
                yield ShownTag(head, folded)
            head, folded = tag, 0
        if head is not None:
            yield ShownTag(head, folded)


def _created(details: TagDetails | None) -> datetime:
    return details.created if details and details.created else _LONG_AGO


def _size(details: TagDetails | None) -> int:
    return details.size if details and details.size is not None else -1
