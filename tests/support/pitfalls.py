"""Catalogs and tags that are paged wrongly, each in a way that has been seen."""

from collections.abc import Sequence
from urllib.parse import quote

from tests.support.listing import Dialect
from tests.support.scripted import Raw, Reply, Request


class LinkElsewhere(Dialect):
    """The Link names another scheme, host or port, like that of the server behind a proxy."""

    def __init__(
        self,
        names: Sequence[str],
        origin: str = "http://registry-internal:5000",
        *,
        default: int | None = None,
    ) -> None:
        super().__init__(names, default=default)
        self.origin = origin

    def next(self, request: Request, start: int, stop: int) -> str | None:
        following = super().next(request, start, stop)
        return following and self.origin + following


class LinkWithoutPrefix(Dialect):
    """The Link begins with `/v2/`, whatever the prefix under which it was asked."""

    def next(self, request: Request, start: int, stop: int) -> str | None:
        following = super().next(request, start, stop)
        return following and "/v2/" + following.partition("/v2/")[2]


class LinkWithZero(Dialect):
    """The Link says `n=0`, to which the answer is an empty list without a Link."""

    def next(self, request: Request, start: int, stop: int) -> str | None:
        if super().next(request, start, stop) is None:
            return None
        return f"{request.path}?last={quote(self.names[stop - 1], safe='')}&n=0"


class LinkToItself(Dialect):
    """Each page's Link is the address that was just asked for."""

    def next(self, request: Request, start: int, stop: int) -> str | None:
        return request.target


class LinkCircle(Dialect):
    """The second page links to the first, the first to the second."""

    def next(self, request: Request, start: int, stop: int) -> str | None:
        size = stop - start
        if start > 0:
            return f"{request.path}?n={size}"
        return f"{request.path}?last={quote(self.names[stop - 1], safe='')}&n={size}"


class FirstPageForEver(Dialect):
    """Every page is the first, and its Link is always a new address."""

    def start(self, request: Request) -> int:
        return 0

    def next(self, request: Request, start: int, stop: int) -> str | None:
        return f"{request.path}?n={stop - start}&page={len(self.requests) + 1}"


class NullList(Dialect):
    """`null` instead of a list."""

    def reply(self, request: Request) -> Reply:
        return self.page(request, None, None)


class NullsInside(Dialect):
    """A `null` after each name."""

    def page(self, request: Request, names: object, following: str | None) -> Reply:
        assert isinstance(names, list)
        mixed = [item for name in names for item in (name, None)]
        return super().page(request, mixed, following)


class OverlappingPages(Dialect):
    """Each page but the first begins with the last name of the one before."""

    def page(self, request: Request, names: object, following: str | None) -> Reply:
        last = request.query.get("last")
        assert isinstance(names, list)
        return super().page(request, [last, *names] if last is not None else names, following)


class ClosedMidPage(Dialect):
    """The connection is closed in the middle of page `page`, counted from 1.

    It is so each time that page is asked for, or only the first `times`.
    """

    def __init__(
        self,
        names: Sequence[str],
        page: int = 2,
        *,
        times: int | None = None,
        default: int | None = None,
    ) -> None:
        super().__init__(names, default=default)
        self.closed_page = page
        self.times_left = times

    def reply(self, request: Request) -> Reply | Raw:
        whole = super().reply(request)
        start, size = self.start(request), self.size(request)
        assert isinstance(whole, Reply)
        assert isinstance(start, int)
        assert isinstance(size, int)
        if start // max(size, 1) + 1 != self.closed_page or self.times_left == 0:
            return whole
        if self.times_left is not None:
            self.times_left -= 1
        return Reply(200, whole.body, whole.headers, cut_after=len(whole.body) // 2)


class Everything(Dialect):
    """The whole list at once, whatever `n` is, without a Link."""

    def reply(self, request: Request) -> Reply:
        return self.page(request, self.names, None)


class EmptyPages(Dialect):
    """Every second page is empty, and has a Link to the next."""

    def reply(self, request: Request) -> Reply:
        size = self.size(request)
        if isinstance(size, Reply):
            return size
        number = int(request.query.get("page", "0"))
        following = f"{request.path}?n={size}&page={number + 1}"
        if number % 2 == 0:
            return self.page(request, [], following)
        start = number // 2 * size
        stop = start + size
        names = self.names[start:stop]
        return self.page(request, names, following if stop < len(self.names) else None)
