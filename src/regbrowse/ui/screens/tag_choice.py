"""Which tags are shown, and in which order: by kind, filter line, SemVer, folded variants."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.tag_filter import TagFilter, read_filter
from regbrowse.domain.version import numbers_of
from regbrowse.ui.screens.tag_narrowing import Narrowing

USUAL = frozenset(TagKind) - {TagKind.ARTIFACT}
"""Signatures and the like are hidden until they are asked for; the bar counts them."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Order(StrEnum):
    """How tags are sorted."""

    VERSION = "version"
    CREATED = "date"
    SIZE = "size"


class TagChoice:
    """What a person has chosen to see of the tags of a repository."""

    def __init__(self) -> None:
        self.kinds = set(USUAL)
        self.semver = False
        self.order = Order.VERSION
        self.folds = False
        self._unfolded: set[str] = set()
        self._heads: dict[str, str] = {}
        self._line = ""
        self._read = ("", False)
        self._filter = TagFilter()
        self._narrowing = Narrowing()

    def type(self, line: str) -> None:
        """Take over the filter line."""
        self._line = line

    @property
    def filter(self) -> TagFilter:
        """What the filter line says, beside the kinds that are shown.

        Where releases are hidden, or everything is shown, pre-releases are asked for, also in a
        range.
        """
        alone = TagKind.PRERELEASE in self.kinds and TagKind.RELEASE not in self.kinds
        asked = alone or len(self.kinds) == len(TagKind)
        if self._read != (self._line, asked):
            self._read = self._line, asked
            self._filter = read_filter(self._line, prereleases=asked)
        return self._filter

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
        head = self._heads.get(tag.name, tag.name)
        (self._unfolded.add if unfolded else self._unfolded.discard)(head)

    def next_order(self) -> Order:
        """Return the order that comes after this one."""
        orders = list(Order)
        return orders[(orders.index(self.order) + 1) % len(orders)]

    def chosen(self, tags: Sequence[Tag]) -> Sequence[Tag]:
        """Return the tags that fit, in their order; folded ones are among them."""
        return self._narrowing.chosen(tags, self.filter, self.kinds, semver=self.semver)

    def arranged(
        self, chosen: Sequence[Tag], known: Mapping[str, TagDetails]
    ) -> tuple[Sequence[Tag], Mapping[str, int]]:
        """Return the tags in their order, and how many variants are folded into which of them.

        In the order of dates and sizes, tags of which nothing is known come last.
        """
        if self.order is Order.CREATED:
            key = partial(_created, known)
            return sorted(chosen, key=key, reverse=True), {}
        if self.order is Order.SIZE:
            return sorted(chosen, key=partial(_size, known), reverse=True), {}
        return self._folded(chosen) if self.folds else (chosen, {})

    def _folded(self, tags: Sequence[Tag]) -> tuple[Sequence[Tag], Mapping[str, int]]:
        """Fold variants into the tag of their version that comes before them.

        In the order of versions all of the same numbers stand together: `3.13.0`, `3.13`, then the
        variants of both. Where there are only variants, the first one stands for them. Pre-releases
        may have variants, too.
        """
        shown: list[Tag] = []
        folded: dict[str, int] = {}
        self._heads = {}
        numbers = ""
        heads: dict[str | None, Tag] = {}
        for tag in tags:
            if tag.version is not None and (of := numbers_of(tag.order)) != numbers:
                numbers, heads = of, {}
            if tag.variant is None:
                heads.setdefault(tag.version, tag)
                shown.append(tag)
                continue
            released = next(iter(heads.values()), tag) if tag.kind is TagKind.VARIANT else tag
            head = heads.get(tag.version, released)
            heads.setdefault(tag.version, head)
            self._heads[tag.name] = head.name
            if head is tag or head.name in self._unfolded:
                shown.append(tag)
            else:
                folded[head.name] = folded.get(head.name, 0) + 1
        return shown, folded


def _created(known: Mapping[str, TagDetails], tag: Tag) -> datetime:
    details = known.get(tag.name)
    return details.created if details and details.created else _LONG_AGO


def _size(known: Mapping[str, TagDetails], tag: Tag) -> int:
    details = known.get(tag.name)
    return details.size if details and details.size is not None else -1
