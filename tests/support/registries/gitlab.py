"""GitLab as doc/api/container_registry.md has it: the registry on one host, the API on another.

The API takes tokens in `PRIVATE-TOKEN`. Projects and groups go by number or by encoded path.
"""

import re
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import unquote

from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts, page_of
from tests.support.scripted import Reply, Request, json_reply

_BELOW = re.compile(r"(?:/gitlab)?/api/v4/(projects|groups)/([^/]+)/registry/repositories")


class FakeGitLab(FakeRegistry):
    """Projects with their repositories; None for a project whose registry is switched off."""

    software: ClassVar = "gitlab"
    names: ClassVar[tuple[str, ...]] = ("images.example.com", "code.example.com")
    realm_path: ClassVar = "/jwt/auth"
    service: ClassVar = "container_registry"

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.projects: dict[str, Sequence[str] | None] = {}
        self.members: set[str] = set()
        """Projects of which every user is a member."""
        self.knows_id_after = True
        """Old ones ignore it."""
        self.api_tokens: set[str] = set()
        """The passwords that are tokens with a scope for the API."""
        self.web = hosts[self.realm_host]
        self.web.on(re.compile(r"(?:/gitlab)?/api/v4/projects"), self._list_projects)
        self.web.on(_BELOW, self._list)

    @property
    def realm_host(self) -> str:
        return self.names[1]

    def _refused(self, request: Request) -> Reply | None:
        token = request.header("PRIVATE-TOKEN")
        if token is None or token in self.api_tokens:
            return None
        if token in self.accounts.values():
            return json_reply({"error": "insufficient_scope", "scope": "api read_api"}, 403)
        return json_reply({"message": "401 Unauthorized"}, 401)

    def _list_projects(self, request: Request) -> Reply:
        if refused := self._refused(request):
            return refused
        assert request.query["membership"] == "true"
        mine = self.members if request.header("PRIVATE-TOKEN") else set()
        after = int(request.query["id_after"]) if self.knows_id_after else 0
        found = [
            {"id": number, "path_with_namespace": path}
            for number, path in enumerate(self.projects, 1)
            if path in mine and number > after
        ]
        return json_reply(found[: int(request.query["per_page"])])

    def _list(self, request: Request) -> Reply:
        if refused := self._refused(request):
            return refused
        match = _BELOW.fullmatch(request.path)
        assert match is not None
        kind, name = match[1], unquote(match[2])
        if kind == "projects":
            path = list(self.projects)[int(name) - 1] if name.isdecimal() else name
            found = self.projects.get(path)
            if found is None:
                return json_reply({"message": "404 Not found"}, 404)
        else:
            below = [path for path in self.projects if path.startswith(f"{name}/")]
            found = [each for path in below for each in self.projects[path] or ()]
            if not below:
                return json_reply({"message": "404 Group Not Found"}, 404)
        page, following = page_of(request, [{"id": 1, "path": path} for path in found], "per_page")
        headers = [("X-Next-Page", str(following or "")), ("X-Total", str(len(found)))]
        return json_reply(page, 200, headers)
