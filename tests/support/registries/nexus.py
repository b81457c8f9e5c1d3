"""Nexus 3 with a repository for Docker below `/repository/NAME`, and its REST API.

A component is a tag; ten are a page, and `continuationToken` leads on.
"""

from typing import ClassVar

from tests.support.registries.fake import API_VERSION, FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, json_reply

SERVER = ("Server", "Nexus/3.68.1-02 (OSS)")
BELOW = "/repository/docker-all"


class FakeNexus(FakeRegistry):
    """`images` are the tags of each name; the catalog is broken, as it is of some groups."""

    software: ClassVar = "nexus"
    names: ClassVar[tuple[str, ...]] = ("images.example.com",)
    page_size: ClassVar = 10
    asks_login: ClassVar = False

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.images: dict[str, list[str]] = {}
        for prefix in ("", BELOW):
            self.server.on(f"{prefix}/v2/", self.ping)
            self.server.on(f"{prefix}/v2/_catalog", self.catalog)
        self.server.on("/service/rest/v1/components", self._components)
        self.server.on("/service/rest/v1/search", self._components)

    def ping(self, request: Request) -> Reply:
        if self.who(request) or not (self.accounts or self.asks_login):
            return Reply(200, b"{}", [API_VERSION, SERVER])
        refused = self.unauthorized('BASIC realm="Sonatype Nexus Repository Manager"')
        return Reply(401, refused.body, [*refused.headers, SERVER])

    def catalog(self, request: Request) -> Reply:
        return Reply(404, b"<html>Not Found</html>", [SERVER])

    def _components(self, request: Request) -> Reply:
        if self.accounts and not self.who(request):
            return Reply(401, b"", [SERVER])
        if request.path.endswith("/components") and request.query["repository"] != "docker-all":
            return Reply(404, b"", [SERVER])
        items = [
            {
                "id": "1",
                "repository": "docker-hosted",
                "format": "docker",
                "name": name,
                "version": tag,
            }
            for name, tags in self.images.items()
            for tag in tags
        ]
        start = int(request.query.get("continuationToken", "t0").removeprefix("t"))
        stop = start + self.page_size
        token = f"t{stop}" if stop < len(items) else None
        return json_reply({"items": items[start:stop], "continuationToken": token}, 200, [SERVER])


class ProxiedNexus(FakeNexus):
    """Behind a proxy that has its own `Server`; only its realm tells then."""

    asks_login: ClassVar = True

    def ping(self, request: Request) -> Reply:
        reply = super().ping(request)
        return Reply(reply.status, reply.body, [h for h in reply.headers if h != SERVER])
