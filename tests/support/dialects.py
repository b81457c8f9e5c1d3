"""How registries page their catalogs and tags, in health and (from `pitfalls`) in sickness.

catalog = Quay(names)
serve_catalog(server, catalog)
...
assert len(catalog.requests) == 3
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from tests.support.listing import Dialect, invalid_number, serve_catalog, serve_tags
from tests.support.pitfalls import (
    ClosedMidPage,
    EmptyPages,
    Everything,
    FirstPageForEver,
    LinkCircle,
    LinkElsewhere,
    LinkToItself,
    LinkWithoutPrefix,
    LinkWithZero,
    NullList,
    NullsInside,
    OverlappingPages,
)
from tests.support.scripted import Reply, Request, error_reply

__all__ = [
    "ClosedMidPage",
    "Dialect",
    "Distribution2",
    "Distribution3",
    "Ecr",
    "EmptyPages",
    "Everything",
    "FirstPageForEver",
    "Gitea",
    "LinkCircle",
    "LinkElsewhere",
    "LinkToItself",
    "LinkWithZero",
    "LinkWithoutPrefix",
    "NullList",
    "NullsInside",
    "OverlappingPages",
    "Quay",
    "Zot",
    "serve_catalog",
    "serve_tags",
]


class Distribution2(Dialect):
    """distribution 2.8.3: a large `n` is 400; a bad one is ignored; tags come all at once."""

    def reply(self, request: Request) -> Reply:
        if request.path.endswith("/tags/list"):
            return self.page(request, self.names, None)
        reply = super().reply(request)
        assert isinstance(reply, Reply)
        return reply


class Distribution3(Dialect):
    """distribution 3.1: a large or bad `n` is 400; tags are paged, and a large `n` is clamped."""

    content_type = "application/json"

    def size(self, request: Request) -> int | Reply:
        said = request.query.get("n")
        tags = request.path.endswith("/tags/list")
        if said is None:
            return len(self.names) if tags else self.default
        if not said.isdecimal():
            return invalid_number(said)
        if tags and self.maximum is not None:
            return min(int(said), self.maximum)
        return super().size(request)


class Opaque(Dialect):
    """A registry whose cursors only it can read."""

    def cursor(self, start: int) -> str:
        """The cursor of the page that begins at an index."""
        return urlsafe_b64encode(b"regbrowse:%d" % start).decode()

    def index(self, cursor: str) -> int | None:
        """The index of a cursor, or None if this registry did not make it."""
        try:
            return int(urlsafe_b64decode(cursor).removeprefix(b"regbrowse:"))
        except ValueError:
            return None


class Quay(Opaque):
    """Quay: `n` is silently at most 100; an absolute Link with `next_page`; `last` starts anew.

    Of tags, `last` is a tag.
    """

    maximum = 100

    def size(self, request: Request) -> int:
        said = request.query.get("n", "")
        wanted = int(said) if said.isdecimal() else self.default
        return max(1, min(wanted, self.maximum or wanted))

    def start(self, request: Request) -> int | Reply:
        if request.path.endswith("/tags/list"):
            return super().start(request)
        return self.index(request.query.get("next_page", "")) or 0

    def next(self, request: Request, start: int, stop: int) -> str | None:
        following = super().next(request, start, stop)
        if following is None:
            return None
        if not request.path.endswith("/tags/list"):
            following = f"{request.path}?n={stop - start}&next_page={self.cursor(stop)}"
        return f"http://{request.header('Host')}{following}"


class Ecr(Opaque):
    """ECR: `n` above 1000 is 405; `last` is a token that only ECR can make."""

    def too_many(self, said: str) -> Reply:
        message = (
            "Invalid parameter at 'maxResults' failed to satisfy constraint: "
            f"'Member must have value less than or equal to {self.maximum}'"
        )
        return error_reply(405, "UNSUPPORTED", message)

    def start(self, request: Request) -> int | Reply:
        token = request.query.get("last")
        if token is None:
            return 0
        start = self.index(token)
        if start is None:
            message = "Invalid parameter at 'NextToken' failed to satisfy constraint"
            return error_reply(405, "UNSUPPORTED", message)
        return start

    def next(self, request: Request, start: int, stop: int) -> str | None:
        if super().next(request, start, stop) is None:
            return None
        return f"{request.path}?last={self.cursor(stop)}&n={stop - start}"


class Zot(Dialect):
    """zot: everything if `n` is not given; names stand in the Link as they are, not encoded."""

    maximum = None

    def size(self, request: Request) -> int:
        said = request.query.get("n", "")
        return int(said) if said.isdecimal() else len(self.names)

    def next(self, request: Request, start: int, stop: int) -> str | None:
        if super().next(request, start, stop) is None:
            return None
        return f"{request.path}?n={stop - start}&last={self.names[stop - 1]}"


class Gitea(Dialect):
    """Gitea: an `n` above 100 or of 0 is silently 100; a full page has a Link, the last one too."""

    maximum = 100

    def size(self, request: Request) -> int:
        said = request.query.get("n", "")
        wanted = int(said) if said.isdecimal() else 0
        return wanted if 0 < wanted <= (self.maximum or wanted) else self.default

    def next(self, request: Request, start: int, stop: int) -> str | None:
        if stop == len(self.names) > start:
            return f"{request.path}?n={stop - start}&last={self.names[-1]}"
        return super().next(request, start, stop)
