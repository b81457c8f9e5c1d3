"""Read the answers of `GET /v1/search`, which is also the only list that v1 has.

Source: docker-registry 0.9.1 docker_registry/search.py and lib/index/db.py (everything in one
unsorted body; `n` and `page` are ignored; `%` and `_` are wildcards), Docker Hub (paged, the page
as text), Quay endpoints/v1/index.py (paged, at most 5 pages, nothing for an empty query).
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from regbrowse.domain.ways import Found
from regbrowse.registry.json_reading import field, names_of, number

PAGE_SIZE = 100
"""The most that Docker Hub gives (docker asks for 1 to 100)."""

LONGEST_WORD = 255
"""Characters; no repository has a longer name."""

MOST_PAGES = 10_000
"""After so many nobody reads on, and a server that goes on counting is wrong."""


@dataclass(frozen=True, slots=True)
class Results:
    """One answer. `pages` and `page` are what it says of itself, None if nothing."""

    names: list[str]
    skipped: int
    total: int | None
    pages: int | None
    page: int | None

    @property
    def whole(self) -> bool:
        """Whether there is nothing beyond this answer."""
        entries = len(self.names) + self.skipped
        return (self.pages or 1) <= 1 and (self.total or 0) <= entries

    def follows(self, page: int) -> bool:
        """Whether there is a page after `page`, which was asked for."""
        if self.whole or not self.names or page >= MOST_PAGES:
            return False
        if self.page is not None and self.page != page:
            return False  # Quay repeats its fifth page for all that follow.
        return page < self.pages if self.pages is not None else page * PAGE_SIZE < (self.total or 0)


def read_results(document: Any) -> Results:
    """Read an answer. Raises ValueError if it has no list of results."""
    entries = document.get("results", "") if isinstance(document, dict) else ""
    named = [field(entry, "name") for entry in entries] if isinstance(entries, list) else entries
    found = names_of(named)
    if found is None:
        msg = "it has no list 'results'"
        raise ValueError(msg)
    return Results(
        *found,
        number(document.get("num_results")),
        number(document.get("num_pages")),
        number(document.get("page")),
    )


def query(text: str, page: int) -> str:
    """Return path and query of a search for one of the words: servers look for a whole phrase.

    Names are in lower case, and some databases behind docker-registry tell the cases apart.
    """
    word = max(text.lower().split(), key=len, default="")
    return f"search?q={quote(word, safe='', errors='replace')}&n={PAGE_SIZE}&page={page}"


def found(results: Results, text: str, page: int) -> Found:
    """Return those of the results whose names contain all words of `text`, ignoring case.

    The servers' wildcards find more, and Docker Hub looks into descriptions, too.
    """
    words = text.lower().split()
    names = [name for name in dict.fromkeys(results.names) if _has(name.lower(), words)]
    if results.follows(page):
        return Found(names, str(page + 1), results.total)
    whole = page == 1 and results.whole
    return Found(names, None, len(names) if whole else results.total)


def _has(name: str, words: list[str]) -> bool:
    return all(word in name for word in words)
