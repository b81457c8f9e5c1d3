"""What differs between two images as rows: side by side, or one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from regbrowse.domain.comparison import Comparison
from regbrowse.domain.comparison_words import SECTIONS, shown_changes, summary
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.words import base_text, created_text, short, size_line
from regbrowse.domain.printable import visible
from regbrowse.domain.wording import count_text, size_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import GAP, MOST_CHARACTERS, Cell, Column, Tone, cut
from regbrowse.ui.wrapping import wrapped

_MOST = 5000
"""Differences that are shown."""

_GUTTER = 3
"""Cells of a list that are not for columns: the cursor, and a scroll bar."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A name with both sides; None where one does not have it. Without both it is a heading."""

    name: str
    first: str | None = None
    second: str | None = None
    same: bool = False
    one_line: bool = False
    """Whether each side is cut where the line ends: an instruction may be a whole script."""


def differences(comparison: Comparison, now: datetime) -> Iterator[Difference]:
    """Yield what both are, then what differs, section by section."""
    yield from _header(comparison, now)
    for section in SECTIONS:
        changes = shown_changes(comparison, section)
        if changes:
            yield Difference(section.upper())
        for change in changes:
            first, second = change.first, change.second
            if section == "platforms":
                first, second = first and short(first), second and short(second)
            yield Difference(change.name, first, second)
    yield from _layers(comparison)


def summary_text(comparison: Comparison) -> str:
    """Return in sentences how much both have in common."""
    return " ".join(summary(comparison))


def _header(comparison: Comparison, now: datetime) -> Iterator[Difference]:
    first, second = comparison.first, comparison.second
    pairs = [
        ("what", first.nature.title, second.nature.title),
        ("digest", short(first.digest), short(second.digest)),
        ("size", size_line(first), size_line(second)),
        ("created", created_text(first, now), created_text(second, now)),
        ("base", base_text(first), base_text(second)),
    ]
    for name, mine, theirs in pairs:
        if mine or theirs:
            yield Difference(name, mine, theirs, same=mine == theirs)


def _layers(comparison: Comparison) -> Iterator[Difference]:
    """Yield the layers that one side has alone, then those that both have.

    Where the same instruction made another layer, both are told in one.
    """
    layers = comparison.layers
    if layers is None:
        return
    if comparison.first.layers or comparison.second.layers:
        yield Difference("LAYERS")
    mine, theirs = _made_by(comparison.first), _made_by(comparison.second)
    waiting: dict[str, list[Descriptor]] = {}
    for layer in layers.only_second:
        waiting.setdefault(theirs[layer.digest], []).append(layer)
    paired: set[str] = set()
    for layer in layers.only_first:
        again = waiting.get(mine[layer.digest])
        if not again:
            yield Difference("only first", _layer(layer, mine), one_line=True)
            continue
        other = again.pop(0)
        paired.add(other.digest)
        sides = _layer(layer, mine), _layer(other, theirs)
        yield Difference("made anew", *sides, one_line=True)
    for layer in layers.only_second:
        if layer.digest not in paired:
            yield Difference("only second", None, _layer(layer, theirs), one_line=True)
    for layer in layers.shared:
        text = _layer(layer, theirs)
        yield Difference("shared", text, text, same=True, one_line=True)


def _made_by(image: Image) -> dict[str, str]:
    """What made each layer, by its digest; the digest itself where nothing is said."""
    commands = {each.layer.digest: each.command for each in image.steps if each.layer}
    return {
        layer.digest: commands.get(layer.digest) or short(layer.digest) for layer in image.layers
    }


def _layer(layer: Descriptor, made_by: dict[str, str]) -> str:
    return f"{size_text(layer.size):>7}  {made_by[layer.digest]}"


class CompareRows:
    """Differences as rows of a list that is `width` cells wide."""

    def __init__(
        self,
        found: Sequence[Difference],
        width: int,
        query: str,
        *,
        beside: bool,
        names: tuple[str, str],
    ) -> None:
        """`beside` puts both sides beside each other, under their names."""
        words = query.casefold().split()
        fitting = [each for each in found if _fits(each, words)]
        self.total = len(fitting)
        self._query = query
        self._rows: list[tuple[Cell, ...]] = []
        longest = max((len(each.name) for each in fitting), default=0)
        label = max(12, min(width // 4 if beside else width * 45 // 100, longest))
        room = width - _GUTTER - GAP - label
        if beside:
            half = max(8, (room - GAP) // 2)
            self.columns: Sequence[Column] = (
                Column("", label),
                Column(names[0], half),
                Column(names[1], half, grow=1),
            )
        else:
            half = max(8, room - GAP - 1)
            self.columns = (Column("", label), Column("", 1), Column("", half, grow=1))
        for each in fitting[:_MOST]:
            self._add(each, half, beside=beside)
        if len(fitting) > _MOST:
            more = f"{count_text(len(fitting) - _MOST)} more are not shown"
            self._rows.append((Cell("…"), Cell(""), Cell(more, "warn")))

    def __len__(self) -> int:
        return len(self._rows)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row."""
        return self._rows[row]

    def _add(self, each: Difference, width: int, *, beside: bool) -> None:
        if each.first is None and each.second is None:
            if self._rows:
                self._rows.append((Cell(""),) * len(self.columns))
            self._rows.append((Cell.of(each.name, "strong"), Cell(""), Cell("")))
            return
        if beside:
            sides = [_lines(side, width, each) for side in (each.first, each.second)]
            for number in range(max(map(len, sides))):
                mine, theirs = (side[number] if number < len(side) else "" for side in sides)
                self._rows.append(
                    (
                        self._label(each, number),
                        self._cell(mine, "dim" if each.same else ""),
                        self._cell(theirs, "dim" if each.same else ""),
                    )
                )
            return
        number = 0
        for sign, side, tone in _stacked(each):
            for part, text in enumerate(_lines(side, width, each)):
                cells = (Cell("" if part else sign, tone), self._cell(text, tone))
                self._rows.append((self._label(each, number), *cells))
                number += 1

    def _label(self, each: Difference, number: int) -> Cell:
        return self._cell("" if number else each.name, "dim")

    def _cell(self, text: str, tone: Tone) -> Cell:
        return Cell.of(text, tone, match_spans(text, self._query))


def _lines(text: str | None, width: int, each: Difference) -> list[str]:
    if text is None:
        return ["-"]
    if each.one_line:
        return [cut(visible(text[:MOST_CHARACTERS]), width)]
    return wrapped(text or '""', width)


def _stacked(each: Difference) -> Iterator[tuple[str, str | None, Tone]]:
    if each.same:
        yield "=", each.first, "dim"
        return
    if each.first is not None:
        yield "-", each.first, "bad"
    if each.second is not None:
        yield "+", each.second, "good"


def _fits(each: Difference, words: Sequence[str]) -> bool:
    said = f"{each.name} {each.first or ''} {each.second or ''}".casefold()
    heading = each.first is None and each.second is None
    return not words or (not heading and all(word in said for word in words))
