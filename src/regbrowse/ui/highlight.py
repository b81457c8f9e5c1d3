"""Where a name matches what was typed, to be shown in another style."""

from collections.abc import Sequence

Span = tuple[int, int]
"""Begin and end of a part of a text, in characters."""

_LOOKED_AT = 1000
"""Characters of a name: no terminal shows more, and hostile names can be very long."""


def match_spans(text: str, query: str, *, fuzzy: bool = False) -> Sequence[Span]:
    """Return the parts of `text` that a search for `query` found, in order and not overlapping.

    A fuzzy match has the letters of each word in their order.
    """
    text = text[:_LOOKED_AT]
    folded = text.casefold()
    if len(folded) != len(text):
        return ()  # positions differ, which only hostile names do
    spans: list[Span] = []
    for word in query.casefold().split():
        spans += _letters(folded, word) if fuzzy else _occurrences(folded, word)
    return _merged(spans)


def _occurrences(text: str, word: str) -> list[Span]:
    # A word that begins with a slash also matches the start of the whole name.
    if len(word) > 1 and word.startswith("/") and text.startswith(word[1:]):
        return [(0, len(word) - 1), *_all(text, word, len(word) - 1)]
    return _all(text, word, 0)


def _all(text: str, word: str, start: int) -> list[Span]:
    spans: list[Span] = []
    at = text.find(word, start) if word else -1
    while at >= 0:
        spans.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return spans


def _letters(text: str, word: str) -> list[Span]:
    """The letters of the match by which the search ranks: it ends first, and is short then."""
    end = 0
    for letter in word:
        end = text.find(letter, end) + 1
        if end == 0:
            return []
    spans: list[Span] = []
    for letter in reversed(word):
        end = text.rindex(letter, 0, end)
        spans.append((end, end + 1))
    return spans


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
