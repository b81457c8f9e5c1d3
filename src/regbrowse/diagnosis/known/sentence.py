"""How a known message is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from regbrowse.domain.codes import Code

HOST = r"(?P<host>(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::[0-9]{1,5})?)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a message; its named groups are facts, as are those in `facts`.

    `codes` are in the order of likelihood; without any it is no failure of a registry at all.
    """

    pattern: re.Pattern[str]
    codes: tuple[Code, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


def known(pattern: str, *codes: Code, **facts: str) -> Sentence:
    """Make a sentence that is found in any case, anywhere in a text."""
    return Sentence(re.compile(pattern, re.IGNORECASE | re.MULTILINE), codes, facts)
