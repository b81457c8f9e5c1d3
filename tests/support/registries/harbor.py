"""Harbor 2.x as goharbor/harbor has it: Bearer for v2, Basic for its API and its catalog.

Projects are public, or for their members; 100 entries of a page are the most.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts, page_of
from tests.support.scripted import Reply, Request, error_reply, json_reply

API = "/api/v2.0"
_ARTIFACTS = re.compile(rf"{API}/projects/([^/]+)/repositories/([^/]+)/artifacts")


class FakeHarbor(FakeRegistry):
    """A Harbor with projects, of which some are for members only."""

    software: ClassVar = "harbor"
    names: ClassVar[tuple[str, ...]] = ("images.example.com",)
    realm_path: ClassVar = "/service/token"
    service: ClassVar = "harbor-registry"

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.repositories: list[str] = []
        self.private: dict[str, str] = {}
        """The only member of each project that is not public."""
        self.artifacts: dict[str, list[dict[str, Any]]] = {}
        server = self.server
        server.on(f"{API}/ping", Reply(200, b"Pong"))
        server.on(f"{API}/repositories", self._list)
        server.on(f"{API}/search", self._search)
        server.on(_ARTIFACTS, self._artifacts)

    def catalog(self, request: Request) -> Reply:
        return self.unauthorized('Basic realm="harbor"')

    def _visible(self, user: str) -> list[str]:
        return [
            name
            for name in self.repositories
            if self.private.get(name.partition("/")[0], user) == user
        ]

    def _list(self, request: Request) -> Reply:
        user = self.who(request)
        if user is None:
            return _refused()
        names = self._visible(user)
        page, _ = page_of(request, names)
        total = [("X-Total-Count", str(len(names)))]
        return json_reply(
            [{"id": 1, "name": name, "artifact_count": 2} for name in page], 200, total
        )

    def _search(self, request: Request) -> Reply:
        user = self.who(request)
        if user is None:
            return _refused()
        found = [name for name in self._visible(user) if request.query["q"] in name]
        entries = [{"repository_name": name, "project_public": True} for name in found]
        return json_reply({"project": [{"name": "acme"}], "repository": entries})

    def _artifacts(self, request: Request) -> Reply:
        match = _ARTIFACTS.fullmatch(request.path)
        assert match is not None
        # The router decodes the path once, and the handler what it found in it once more.
        name = f"{match[1]}/{unquote(unquote(match[2]))}"
        if "/" in unquote(match[2]) or name not in self._visible(self.who(request) or ""):
            return error_reply(404, "NOT_FOUND", f"repository {name} not found")
        found = self.artifacts.get(name, [])
        page, _ = page_of(request, found)
        return json_reply(page, 200, [("X-Total-Count", str(len(found)))])


def artifact(digest: str, *tags: str, **more: Any) -> Mapping[str, Any]:
    """An artifact as the API describes it; `more` is what differs."""
    return {
        "digest": digest,
        "size": 1000,
        "push_time": "2024-05-02T10:00:00.123Z",
        "manifest_media_type": "application/vnd.oci.image.manifest.v1+json",
        "extra_attrs": {"os": "linux", "architecture": "amd64", "created": "2024-05-01T08:00:00Z"},
        "references": None,
        "tags": [{"name": tag, "push_time": "2024-05-02T10:00:00Z"} for tag in tags] or None,
        **more,
    }


def _refused() -> Reply:
    return error_reply(401, "UNAUTHORIZED", "unauthorized")
