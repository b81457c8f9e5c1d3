"""The search as one would write it first: slow, and easy to believe."""

from collections.abc import Iterable

from hypothesis import strategies as st

ALPHABET = "abAB/-._1"
"""Few characters, so that names repeat, share parts and contain the queries."""

HOSTILE = "ßẞİıſΣς€\x00\x01\x0b\r\x1c\x85\u2028 []^\\*"


def texts(alphabet: str, most: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=most)


names = st.lists(texts(ALPHABET, 8) | texts(ALPHABET + HOSTILE, 5), max_size=40)
queries = texts(ALPHABET + " ", 5) | texts(ALPHABET + HOSTILE, 4)


def in_order(listed: Iterable[str]) -> list[str]:
    return sorted(set(listed), key=lambda name: name.split("/"))


def rank(line: str, word: str) -> int:
    start = "/" + word.removeprefix("/")
    if line == start:
        return 0
    if line.endswith(start):
        return 1
    if line.startswith(start):
        return 2
    return 3 if start in line else 4


def search(listed: Iterable[str], query: str) -> list[str]:
    """All names that contain all words, best first."""
    words = set(query.casefold().split())
    lines = [(name, "/" + name.casefold()) for name in in_order(listed)]
    hits = [(name, line) for name, line in lines if all(word in line for word in words)]
    hits.sort(key=lambda hit: sum(rank(hit[1], word) for word in words))
    return [name for name, _ in hits]


def has_letters(line: str, word: str) -> bool:
    letters = iter(line)
    return all(letter in letters for letter in word)


def fuzzy(listed: Iterable[str], query: str) -> set[str]:
    """All names that have the letters of all words in order."""
    words = query.casefold().split()
    return {
        name for name in listed if all(has_letters("/" + name.casefold(), word) for word in words)
    }
