"""A list handed out in pages: what `dialects.py` and `pitfalls.py` have in common."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from tests.support.scripted import Raw, Reply, Request, ScriptedServer, error_reply

API_VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")


class Dialect:
    """A script for `_catalog` or `tags/list`. This one pages well; the others differ in parts.

    Names are handed out in the order in which they are given. `requests` is what was asked of it.
    """

    default = 100
    """The size of a page if `n` is not given."""
    maximum: int | None = 1000
    """The largest `n`."""
    content_type = "application/json; charset=utf-8"

    def __init__(
        self, names: Sequence[str], *, default: int | None = None, maximum: int | None = None
    ) -> None:
        self.names = list(names)
        self.default = default or self.default
        self.maximum = maximum or self.maximum
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Reply | Raw:
        """Answer a request for a page."""
        self.requests.append(request)
        return self.reply(request)

    def reply(self, request: Request) -> Reply | Raw:
        """The page, or an error."""
        size = self.size(request)
        if isinstance(size, Reply):
            return size
        start = self.start(request)
        if isinstance(start, Reply):
            return start
        stop = start + size
        return self.page(request, self.names[start:stop], self.next(request, start, stop))

    def size(self, request: Request) -> int | Reply:
        """How many names this page has."""
        said = request.query.get("n", "")
        if not said.isdecimal():
            return self.default
        if self.maximum is not None and int(said) > self.maximum:
            return self.too_many(said)
        return int(said)

    def too_many(self, said: str) -> Reply | int:
        """The answer to an `n` above the maximum."""
        return invalid_number(int(said))

    def start(self, request: Request) -> int | Reply:
        """The index of the first name of this page; `last` is the name before it."""
        last = request.query.get("last")
        if last is None:
            return 0
        if last in self.names:
            return self.names.index(last) + 1
        return next((i for i, name in enumerate(self.names) if name > last), len(self.names))

    def next(self, request: Request, start: int, stop: int) -> str | None:
        """The URL in the Link, or None at the end."""
        if stop <= start or stop >= len(self.names):
            return None
        return f"{request.path}?last={quote(self.names[stop - 1], safe='')}&n={stop - start}"

    def page(self, request: Request, names: object, following: str | None) -> Reply:
        """A page, whatever its list is, with or without a Link."""
        headers = [("Content-Type", self.content_type), API_VERSION]
        if following is not None:
            headers.append(("Link", f'<{following}>; rel="next"'))
        return Reply(200, json.dumps(document(request, names)).encode(), headers)


def document(request: Request, names: object) -> dict[str, object]:
    """The JSON around a list: that of a catalog, or of tags."""
    before, _, _ = request.path.partition("/tags/list")
    if before == request.path:
        return {"repositories": names}
    return {"name": before.partition("/v2/")[2], "tags": names}


def invalid_number(detail: object) -> Reply:
    """What distribution says to an `n` that it does not like."""
    message = "invalid number of results requested"
    return error_reply(400, "PAGINATION_NUMBER_INVALID", message, detail={"n": detail})


def serve_catalog(server: ScriptedServer, dialect: Dialect, *, prefix: str = "") -> None:
    """Let a server be a registry without a login, as far as the catalog goes."""
    server.on(
        f"{prefix}/v2/", Reply(200, b"{}", [("Content-Type", "application/json"), API_VERSION])
    )
    server.on(f"{prefix}/v2/_catalog", dialect, method="GET")


def serve_tags(
    server: ScriptedServer, repository: str, dialect: Dialect, *, prefix: str = ""
) -> None:
    """Let a server list the tags of a repository."""
    server.on(f"{prefix}/v2/{repository}/tags/list", dialect, method="GET")
