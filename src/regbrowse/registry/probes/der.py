"""Just enough DER (ITU-T X.690) to read a certificate that a server shows.

The bytes are hostile: every length is checked against what is there, and nothing recurses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

INTEGER, BIT_STRING, OCTET_STRING, OID = 0x02, 0x03, 0x04, 0x06
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31

_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
"""UTF8String, PrintableString, TeletexString, IA5String, BMPString."""

_MOST_ELEMENTS = 5000


class NotDer(ValueError):
    """The bytes are not what they should be."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag byte and its contents."""

    tag: int
    content: bytes

    def children(self) -> "list[Element]":
        """Return the elements inside. Raises NotDer."""
        return list(elements(self.content))

    def expect(self, *tags: int) -> "Element":
        """Return this element if it has one of these tags. Raises NotDer."""
        if self.tag not in tags:
            raise NotDer
        return self

    def oid(self) -> str:
        """Return an object identifier in its dotted form. Raises NotDer."""
        content = self.expect(OID).content
        if not content or len(content) > 64:
            raise NotDer
        numbers: list[int] = []
        value = 0
        for byte in content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2) if numbers else 0
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:]))) if numbers else ""

    def text(self) -> str:
        """Return a string of any of the usual kinds; bytes that fit no kind are replaced."""
        return self.content.decode(_STRINGS.get(self.tag, "latin-1"), "replace")


def elements(data: bytes) -> Iterator[Element]:
    """Yield the elements that `data` consists of. Raises NotDer."""
    at = 0
    for _ in range(_MOST_ELEMENTS):
        if at == len(data):
            return
        element, at = _read(data, at)
        yield element
    raise NotDer


def one(data: bytes) -> Element:
    """Return the first element of `data`. Raises NotDer."""
    return _read(data, 0)[0]


def _read(data: bytes, at: int) -> tuple[Element, int]:
    if len(data) < at + 2 or data[at] & 0x1F == 0x1F:
        raise NotDer  # cut off, or a tag of several bytes, which certificates do not have
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or len(data) < start + size:
            raise NotDer
        length = int.from_bytes(data[start : start + size], "big")
        start += size
    end = start + length
    if end > len(data):
        raise NotDer
    return Element(tag, data[start:end]), end
