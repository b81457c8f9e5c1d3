"""A block: some thousand names in canonical order, kept as one text that is fast to search."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

MOST_NAMES = 4096
"""Names in a block: searched in about 0.3 ms, and what is done once per block is no matter."""

MOST_CHARACTERS = 1 << 20
"""The same for hostile names, which can be long; a single name can have more."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    r"""Names in canonical order, as one text in which case does not matter any more.

    `text` is `\n/name\n/name\n`: each name is a *line* that begins with a slash and lies between
    two newlines. So "a component starts with x" is the substring `/x`, "the last component is x"
    is `/x\n`, and the ends of the block are no special case. One string takes 2 bytes more per
    name than the names themselves; a list of strings would take 57 more.

    `spelling` gives the names, in their order, of every line that stands for a name with upper
    case. The grammar knows lower case only, so it is nearly always empty.
    """

    text: str
    count: int
    spelling: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, joined: str, count: int) -> Self:
        r"""Make a block of `count` names in canonical order, joined by `\n`."""
        raw = "\n/" + joined.replace("\n", "\n/") + "\n"
        # casefold looks at each character alone, so names do not influence their neighbours.
        text = raw.casefold()
        return cls(text, count, {} if text == raw else _spelling(_lines(raw), _lines(text)))

    @property
    def lines(self) -> list[str]:
        """All lines."""
        return _lines(self.text)

    @property
    def names(self) -> list[str]:
        """All names as the registry spells them."""
        return self.names_of(self.lines)

    def names_of(self, lines: Iterable[str]) -> list[str]:
        """Return the names of `lines`: some of this block's, in order, of equal ones all or none.

        That holds for whatever a search picks, since equal lines match alike.
        """
        if not self.spelling:
            return [line[1:] for line in lines]
        left = {line: iter(names) for line, names in self.spelling.items()}
        return [next(left[line]) if line in left else line[1:] for line in lines]

    def has_room_for(self, other: "Block", most: int) -> bool:
        """Whether a block of up to `most` names can hold the names of both."""
        return (
            self.count + other.count <= most and len(self.text) + len(other.text) <= MOST_CHARACTERS
        )

    def followed_by(self, other: "Block") -> "Block":
        """Return one block with the names of both; those of `other` come after all of this one."""
        count = self.count + other.count
        if self.spelling or other.spelling:
            return Block.of("\n".join(self.names + other.names), count)
        return Block(self.text + other.text[1:], count, {})


def cut(names: Iterable[str], most: int) -> Iterator[list[str]]:
    """Cut names into parts that can be blocks of up to `most` names."""
    part: list[str] = []
    characters = 0
    for name in names:
        characters += len(name)
        if part and (len(part) == most or characters > MOST_CHARACTERS):
            yield part
            part, characters = [], len(name)
        part.append(name)
    if part:
        yield part


def _lines(text: str) -> list[str]:
    r"""Split at `\n` only: other line ends can be part of a hostile name."""
    return text[1:-1].split("\n")


def _spelling(raw: list[str], lines: list[str]) -> dict[str, tuple[str, ...]]:
    changed = {line for line, name in zip(lines, raw, strict=True) if line != name}
    spelling: dict[str, tuple[str, ...]] = {}
    for line, name in zip(lines, raw, strict=True):
        if line in changed:
            spelling[line] = (*spelling.get(line, ()), name[1:])
    return spelling
