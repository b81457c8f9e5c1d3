"""Choose among a hundred thousand tags with each key, without looking at all of them each time."""

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter

from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_filter import TagFilter

_order = attrgetter("order")


class Narrowing:
    """Remembers what fitted last: where a letter was added, only that can fit."""

    def __init__(self) -> None:
        self._tags: Sequence[Tag] | None = None
        self._kinds: AbstractSet[TagKind] = frozenset()
        self._semver = False
        self._base: Sequence[Tag] = ()
        self._names: list[str] | None = None
        self._filter: TagFilter | None = None
        self._found: Sequence[Tag] = ()

    def chosen(
        self,
        tags: Sequence[Tag],
        by: TagFilter,
        kinds: AbstractSet[TagKind],
        *,
        semver: bool,
    ) -> Sequence[Tag]:
        """Return the tags that fit, in their order, which `tags` must be in."""
        if tags is not self._tags or kinds != self._kinds or semver != self._semver:
            self._tags, self._kinds, self._semver = tags, frozenset(kinds), semver
            self._base = _of_kinds(tags, kinds, semver=semver)
            self._names = self._filter = None
        few = 2 * len(self._found) < len(self._base)
        if few and self._filter is not None and _narrows(by, self._filter):
            self._found = by.select(self._found)
        else:
            self._found = self._from_all(by)
        self._filter = by
        return self._found

    def _from_all(self, by: TagFilter) -> Sequence[Tag]:
        if by.range is not None:
            first = bisect_left(self._base, by.range.first, key=_order)
            stop = bisect_left(self._base, by.range.stop, key=_order)
            return by.select(self._base[first:stop])
        if not by.words:
            return self._base
        if self._names is None:
            self._names = [tag.name.casefold() for tag in self._base]
        word, *others = sorted(by.words, key=len, reverse=True)
        pairs = zip(self._base, self._names, strict=True)
        found = [tag for tag, name in pairs if word in name]
        return TagFilter(tuple(others)).select(found) if others else found


def _narrows(by: TagFilter, before: TagFilter) -> bool:
    """Whether everything that fits a filter fitted the one before, too."""
    return (before.range is None or by.range == before.range) and all(
        any(old in new for new in by.words) for old in before.words
    )


def _of_kinds(tags: Sequence[Tag], kinds: AbstractSet[TagKind], *, semver: bool) -> Sequence[Tag]:
    for kind in TagKind:
        if kind not in kinds:
            # To look each kind up in a set takes several times as long.
            tags = [tag for tag in tags if tag.kind is not kind]
    return [tag for tag in tags if tag.semver] if semver else tags
