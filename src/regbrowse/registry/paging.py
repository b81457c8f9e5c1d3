"""Pages: where the next one is, and when to stop.

The `Link` header is followed and never a `last=` of our own, because cursors are opaque (Quay, ECR,
Artifactory). Of the link only its query is believed: the next page of a list is at the path
of this one, on the feed's own origin. That mends links with a wrong host or scheme (Nexus), without
the prefix of a reverse proxy (distribution), or without the repository key (Artifactory).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.registry.answer import Answer
from regbrowse.registry.seen import SeenNames

MAX_PAGES = 100_000
MAX_NAMES = 5_000_000
MAX_EMPTY_PAGES = 10
"""Pages without any entry are followed this often: filtered lists may have some."""

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s;,=]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_PARAMETER = re.compile(r";\s*([^\s;,=]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?")
_NO_PAGE_SIZE = re.compile(r"(?<=[?&])n=0*(?=&|\Z)")


class CursorRefused(CatalogError):
    """The registry no longer accepts the cursor of an interrupted walk: start anew."""


class PartMissing(CatalogError):
    """Some of the list could not be read. The rest is there, and there is no going on from here."""


def part_missing(error: RegistryError) -> PartMissing:
    """Say so for the first part that failed with `error`."""
    return PartMissing(
        error.code,
        operation=error.operation,
        url=error.url,
        status=error.status,
        host=error.facts.get("host"),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    `names` are the entries that were not on an earlier page, in the server's order. `cursor` is
    the path and query of the next page, None at the end. `rewritten` says that the link had to be
    mended; `skipped` counts entries that are no names at all (null, numbers).
    """

    names: Sequence[str]
    cursor: str | None
    rewritten: bool = False
    skipped: int = 0


def next_cursor(answer: Answer, path: str, page_size: int) -> tuple[str | None, bool]:
    """Return path and query of the next page, and whether the link had to be mended for it.

    `path` is the one that was asked for this page: after a redirect it is not that of the answer.
    """
    target = _next_link(answer.headers.get_list("link"))
    if target is None:
        return None, False
    try:
        there = urlsplit(urljoin(answer.url, target))
    except ValueError:
        there = urlsplit("?" + target.partition("?")[2])
    query = _NO_PAGE_SIZE.sub(f"n={page_size}", "?" + there.query)[1:]
    cursor = urlunsplit(("", "", path, quote(query, safe="%&=+/:;,@!$'()*?~-._"), ""))
    here = urlsplit(answer.url)
    same = (there.scheme, there.netloc, there.path) == (here.scheme, here.netloc, here.path)
    return cursor, not same or query != there.query


def _next_link(lines: Iterable[str]) -> str | None:
    for line in lines:
        for match in _LINK.finditer(line):
            if "next" in _relations(match[2]):
                return match[1].strip()
    return None


def _relations(parameters: str) -> Sequence[str]:
    """The relations of a link, lower case. What else than the next page could one without be."""
    for parameter in _PARAMETER.finditer(parameters):
        if parameter[1].lower() == "rel":
            return (parameter[2] or parameter[3] or "").lower().split()
    return ("next",)


class PageGuard:
    """Notices that a list does not end: a page that comes again, or that brings nothing new."""

    def __init__(self, known: Iterable[str] = (), pages: int = 0) -> None:
        """`known` and `pages` are what an interrupted walk has read already."""
        self._seen = SeenNames(known)
        self._cursors: set[str] = set()
        self._pages = pages
        self._empty = 0

    @property
    def names(self) -> int:
        """How many different names there were so far."""
        return len(self._seen)

    def knows_all(self, names: Iterable[str]) -> bool:
        """Whether earlier pages had all of these."""
        return self._seen.has_all(names)

    def new_names(self, names: Sequence[str]) -> list[str]:
        """Return the names that no earlier page had, each once."""
        return self._seen.take(names)

    def endless(self, asked: str, names: Sequence[str], page: Page) -> str | None:
        """Say why the walk must end after `page` although a next one is offered.

        `asked` is the path and query of the page, `names` are all its entries, also those that
        were known.
        """
        self._pages += 1
        self._empty = 0 if names else self._empty + 1
        self._cursors.add(asked)
        if page.cursor is None:
            return None
        if page.cursor in self._cursors:
            return "the link leads to a page that was already read"
        if (names and not page.names) or self._empty > MAX_EMPTY_PAGES:
            return "a page brought nothing new"
        if self._pages >= MAX_PAGES or self.names >= MAX_NAMES:
            return f"there are more than {MAX_PAGES} pages or {MAX_NAMES} names"
        return None
