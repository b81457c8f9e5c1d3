"""zot with its search extension: GraphQL in a query, as schema.graphql has it, sizes as texts."""

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from tests.support.registries.fake import API_VERSION, FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, json_reply

SEARCH = "/v2/_zot/ext/search"
DISCOVER = "/v2/_oci/ext/discover"
_QUERY = re.compile(
    r"\{(\w+)\((?:(?:query|repo):(\"(?:[^\"\\]|\\.)*\"))?,?"
    r"(?:requestedPage:\{limit:(\d+),offset:(\d+)[^}]*\})?\)(.*)\}"
)


class FakeZot(FakeRegistry):
    """Open to all; the catalog is empty, so that the extension is asked."""

    software: ClassVar = "zot"
    names: ClassVar[tuple[str, ...]] = ("images.example.com",)
    asks_login: ClassVar = False

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.repositories: Sequence[str] = ()
        self.images: dict[str, list[dict[str, Any]]] = {}
        self.server.on(SEARCH, self._search)
        self.server.on(DISCOVER, self._discover)

    @property
    def challenge(self) -> str:
        return 'Basic realm="Authorization Required"'

    def ping(self, request: Request) -> Reply:
        if self.asks_login and not self.who(request):
            return self._refused()
        return Reply(200, b"", [API_VERSION, ("Content-Type", "application/json")])

    def catalog(self, request: Request) -> Reply:
        if self.asks_login and not self.who(request):
            return self._refused()
        return json_reply({"repositories": []})

    def _refused(self) -> Reply:
        detail = {"description": "The access controller was unable to authenticate the client."}
        error = {"code": "UNAUTHORIZED", "message": "authentication required", "detail": detail}
        return json_reply({"errors": [error]}, 401, [("WWW-Authenticate", self.challenge)])

    def _discover(self, request: Request) -> Reply:
        if self.asks_login and not self.who(request):
            return self._refused()
        extension = {"name": "_zot", "url": "https://example.com", "endpoints": [SEARCH]}
        return json_reply({"extensions": [extension]})

    def _search(self, request: Request) -> Reply:
        if self.asks_login and not self.who(request):
            return self._refused()
        match = _QUERY.fullmatch(request.query["query"])
        if match is None:
            return json_reply({"errors": [{"message": "Expected Name"}], "data": None}, 422)
        kind, said, limit, offset, _ = match.groups()
        text = json.loads(said) if said else ""
        if kind == "ExpandedRepoInfo":
            return self._expanded(text)
        names = [name for name in self.repositories if text in name]
        if kind != "GlobalSearch" and "sortBy:ALPHABETIC_ASC" not in request.query["query"]:
            # By the time of the last push, which comes between two pages.
            turn = len(self.server.requests) % max(1, len(names))
            names = [*names[turn:], *names[:turn]]
        start = int(offset)
        page = [{"Name": name} for name in names[start : start + int(limit)]]
        key = "Repos" if kind == "GlobalSearch" else "Results"
        counts = {"TotalCount": len(names), "ItemCount": len(page)}
        return json_reply({"data": {kind: {"Page": counts, key: page}}})

    def _expanded(self, name: str) -> Reply:
        if name not in self.images:
            errors = [{"message": "repository not found", "path": ["ExpandedRepoInfo"]}]
            return json_reply({"errors": errors, "data": None})
        return json_reply({"data": {"ExpandedRepoInfo": {"Images": self.images[name]}}})


class ClosedZot(FakeZot):
    """One that asks for a login."""

    asks_login: ClassVar = True
