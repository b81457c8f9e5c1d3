"""Docker Trusted Registry as Harbor's adapter knows it: `/api/v0`, Basic, pages by a header."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, json_reply

API = "/api/v0/repositories"
_TAGS = re.compile(rf"{API}/([^/]+/[^/]+)/tags")


class FakeDtr(FakeRegistry):
    """Repositories; those in `private` namespaces are for users."""

    software: ClassVar = "dtr"
    names: ClassVar[tuple[str, ...]] = ("images.example.com",)
    realm_path: ClassVar = "/auth/token"
    service: ClassVar = "images.example.com"
    asks_login: ClassVar = False

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.repositories: list[str] = []
        self.private: set[str] = set()
        self.described: dict[str, list[dict[str, Any]]] = {}
        self.server.on(API, self._list)
        self.server.on(_TAGS, self._list_described)

    def _list(self, request: Request) -> Reply:
        user = self.who(request)
        if user is None or (self.asks_login and not user):
            error = {"code": "NOT_AUTHENTICATED", "message": "The client is not authenticated."}
            return json_reply({"errors": [error]}, 401)
        found = [
            {"id": name, "namespace": space, "name": short, "visibility": "public"}
            for name in self.repositories
            for space, _, short in [name.partition("/")]
            if user or space not in self.private
        ]
        return self._page(request, found, "repositories")

    def _list_described(self, request: Request) -> Reply:
        match = _TAGS.fullmatch(request.path)
        name = match[1] if match else ""
        if name not in self.described:
            return json_reply({"errors": [{"code": "NO_SUCH_REPOSITORY", "message": "no"}]}, 404)
        return self._page(request, self.described[name], None)

    def _page(self, request: Request, entries: Sequence[Any], key: str | None) -> Reply:
        start, size = int(request.query.get("pageStart", "0")), int(request.query["pageSize"])
        page = list(entries[start : start + size])
        more = start + size < len(entries)
        headers = [("X-Next-Page-Start", str(start + size))] if more else []
        return json_reply(page if key is None else {key: page}, 200, headers)


class ClosedDtr(FakeDtr):
    """One whose API answers nobody."""

    asks_login: ClassVar = True
