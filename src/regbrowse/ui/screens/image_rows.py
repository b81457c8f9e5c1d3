"""The layers of an image as rows, and what was pushed about it as a tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.words import about_platform, predicates_text, short, step_texts
from regbrowse.domain.wording import size_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import Cell, Column

_EIGHTHS = " ▏▎▍▌▋▊▉"
_BAR = 10


@dataclass(frozen=True, slots=True)
class About:
    """Something that was pushed about an image, by its digest."""

    digest: str


@dataclass(frozen=True, slots=True)
class InIndex:
    """An entry of the index in front, which is looked at in place of the one that is."""

    digest: str


def bar(part: int | None, whole: int, width: int = _BAR) -> str:
    """Return a bar for a part of a whole; the smallest one that there is for what is not nothing.

    A size that nobody knows has none.
    """
    if not part or whole <= 0:
        return ""
    eighths = max(1, round(min(part, whole) / whole * width * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


class LayerRows:
    """The steps of a build with the layers they made, the base first."""

    columns: Sequence[Column] = (
        Column("#", 3, right=True),
        Column("SIZE", 7, right=True),
        Column("", _BAR, rank=1),
        Column("MADE BY", 36, grow=1),
        Column("DIGEST", 19, rank=2),
    )

    def __init__(self, image: Image, query: str = "") -> None:
        words = query.casefold().split()
        self._query = query
        self._largest = max((layer.size or 0 for layer in image.layers), default=0)
        self._rows: list[tuple[int, Descriptor | None, str]] = []
        number = 0
        for step, text in zip(image.steps, step_texts(image), strict=True):
            number += step.layer is not None
            said = f"{text} {step.layer.digest if step.layer else ''}".casefold()
            if all(word in said for word in words):
                self._rows.append((number, step.layer, text))
        self.total = len(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def opens(self, row: int) -> Descriptor | None:
        """The layer of a row, whose files enter lists."""
        return self._rows[row][1] if row < len(self._rows) else None

    def text(self, row: int) -> str:
        """What made the layer, as long as it is."""
        return self._rows[row][2] if row < len(self._rows) else ""

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a step."""
        number, layer, text = self._rows[row]
        spans = match_spans(text, self._query)
        if layer is None:
            return (Cell(""), Cell("empty", "dim"), Cell(""), Cell.of(text, "dim", spans), Cell(""))
        return (
            Cell(str(number), "dim"),
            Cell(size_text(layer.size)),
            Cell(bar(layer.size, self._largest), "good"),
            Cell.of(text, "", spans),
            Cell.of(short(layer.digest), "dim"),
        )


class AboutRows:
    """What was pushed about an image, as a tree whose root is the image."""

    columns: Sequence[Column] = (
        Column("WHAT", 36, grow=1),
        Column("DIGEST", 19, rank=1),
        Column("SIZE", 7, rank=2, right=True),
    )

    def __init__(self, image: Image, referrers: Sequence[Referrer], query: str = "") -> None:
        words = query.casefold().split()
        self._query = query
        root = (f"{image.nature.title} {image.reference}", image.digest, None, False)
        rows = [root, *_tree(_branches(image, referrers))]
        self._rows = [
            row for row in rows if all(w in f"{row[0]} {row[1]}".casefold() for w in words)
        ]
        self.total = len(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def opens(self, row: int) -> About | None:
        """What enter leads to."""
        if row >= len(self._rows) or not self._rows[row][3]:
            return None
        return About(self._rows[row][1])

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a branch."""
        text, digest, size, opens = self._rows[row]
        return (
            Cell.of(text, "" if opens else "strong", match_spans(text, self._query)),
            Cell.of(short(digest), "dim"),
            Cell("" if size is None else size_text(size)),
        )


_Branch = tuple[str, str, int | None, Sequence["_Branch"]]
"""What it is, its digest, its size in bytes, and what was pushed about it."""


def _branches(image: Image, referrers: Sequence[Referrer]) -> list[_Branch]:
    found: list[_Branch] = [
        (
            predicates_text(each.predicates) + about_platform(image, each.subject),
            each.digest,
            each.size,
            (),
        )
        for each in image.attestations
    ]
    for each in referrers:
        own = [(one.nature.title, one.digest, one.size, ()) for one in each.referrers]
        title = each.nature.title + about_platform(image, each.subject)
        found.append((title, each.digest, each.size, own))
    return found


def _tree(
    branches: Sequence[_Branch], before: str = ""
) -> Iterator[tuple[str, str, int | None, bool]]:
    for number, (title, digest, size, own) in enumerate(branches, 1):
        last = number == len(branches)
        yield f"{before}{'└─ ' if last else '├─ '}{title}", digest, size, True
        yield from _tree(own, f"{before}{'   ' if last else '│  '}")
