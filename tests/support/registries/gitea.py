"""Gitea as container.go and its swagger file have it: public packages, versions, 50 to a page."""

import re
from typing import ClassVar

from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts, page_of
from tests.support.scripted import Reply, Request, json_reply

_PACKAGES = re.compile(r"/api/v1/packages/([^/]+)")


class FakeGitea(FakeRegistry):
    """`packages` are the versions of each `owner/name`; those of `private` are for users."""

    software: ClassVar = "gitea"
    names: ClassVar[tuple[str, ...]] = ("code.example.com",)
    realm_path: ClassVar = "/v2/token"
    service: ClassVar = "container_registry"
    limit: ClassVar = 50

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.packages: dict[str, list[str]] = {}
        self.private: set[str] = set()
        self.server.on(_PACKAGES, self._list)

    @property
    def challenge(self) -> str:
        return f'{super().challenge},scope="*"'

    def catalog(self, request: Request) -> Reply:
        if not request.header("Authorization"):
            return self.unauthorized(self.challenge)
        return json_reply({"repositories": sorted(self.packages)})

    def _list(self, request: Request) -> Reply:
        match = _PACKAGES.fullmatch(request.path)
        user = self.who(request)
        if user is None:
            return json_reply({"message": "user's password is invalid"}, 401)
        owner = match[1] if match else ""
        if owner in self.private and not user:
            return json_reply({"message": "user does not exist"}, 404)
        mine = {name: tags for name, tags in self.packages.items() if name.startswith(f"{owner}/")}
        if not mine:
            return json_reply({"message": "user does not exist"}, 404)
        part = request.query.get("q", "")
        assert request.query["type"] == "container"
        found = [
            {"id": 1, "owner": {"login": owner}, "type": "container", "name": short, "version": tag}
            for name, tags in mine.items()
            if part in (short := name.partition("/")[2])
            for tag in tags
        ]
        assert int(request.query["limit"]) <= self.limit
        page, _ = page_of(request, found, "limit")
        return json_reply(page, 200, [("X-Total-Count", str(len(found)))])


class FakeForgejo(FakeGitea):
    """Codeberg: the challenges in one line, Bearer and Basic."""

    names: ClassVar[tuple[str, ...]] = ("codeberg.org",)

    @property
    def challenge(self) -> str:
        rest = f'Basic realm="https://{self.host}/v2",service="container_registry",scope="*"'
        return f"{super().challenge},{rest}"
