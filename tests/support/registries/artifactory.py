"""Artifactory as jfrog.com/help and renovate know it: keys, a catalog for each, offsets in it.

Its Link names a path without the key. At the root it serves all keys ("repository path method").
"""

import re
from collections.abc import Sequence
from typing import ClassVar

from tests.support.registries.fake import API_VERSION, FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, error_reply, json_reply

_BELOW = re.compile(r"/artifactory/api/docker/([^/]+)/v2/(_catalog)?")
VERSION = ("X-JFrog-Version", "Artifactory/7.77.3 77703900")


class FakeArtifactory(FakeRegistry):
    """`images` are the names in the catalog of each key; `closed` are keys without that right."""

    software: ClassVar = "artifactory"
    names: ClassVar[tuple[str, ...]] = ("images.example.com",)
    page_size: ClassVar = 100
    challenges: ClassVar = 'Bearer realm="https://{host}/artifactory/api/docker/{key}/v2/token"'
    root_key: ClassVar = "null"
    """The key in the realm at the root: that of a host for one key, else null."""
    realm_path: ClassVar = "/artifactory/api/docker/null/v2/token"

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.images: dict[str, Sequence[str]] = {}
        self.closed: set[str] = set()
        self.server.on(_BELOW, self._below)
        self.server.on(re.compile(r"/artifactory/api/docker/[^/]+/v2/token"), self.token)
        self.server.on("/artifactory/api/repositories", self._keys)

    @property
    def challenge(self) -> str:
        return self.challenges.format(host=self.host, key=self.root_key)

    def ping(self, request: Request) -> Reply:
        reply = super().ping(request)
        return Reply(reply.status, reply.body, [*reply.headers, VERSION])

    def catalog(self, request: Request) -> Reply:
        return error_reply(404, "NOT_FOUND", "The named catalog is not known to the registry")

    def _keys(self, request: Request) -> Reply:
        assert request.query["packageType"] == "docker"
        if not self.who(request):
            return json_reply({"errors": [{"status": 401, "message": "Unauthorized"}]}, 401)
        return json_reply([{"key": key, "type": "LOCAL"} for key in self.images])

    def _below(self, request: Request) -> Reply:
        match = _BELOW.fullmatch(request.path)
        assert match is not None
        key = match[1]
        if not self.who(request):
            challenge = self.challenges.format(host=self.host, key=key)
            refused = self.unauthorized(challenge)
            return Reply(401, refused.body, [*refused.headers, VERSION])
        if match[2] is None:
            return Reply(200, b"{}", [API_VERSION, VERSION])
        if key not in self.images:
            return json_reply({"errors": [{"status": 404, "message": "Not Found"}]}, 404)
        if key in self.closed:
            return json_reply({"errors": [{"status": 403, "message": "Forbidden"}]}, 403)
        start = int(request.query.get("last", "0"))
        stop = start + min(self.page_size, int(request.query["n"]))
        names = self.images[key]
        link = [("Link", f'</v2/_catalog?last={stop}&n={stop - start}>; rel="next"')]
        headers = link if stop < len(names) else []
        return json_reply({"repositories": list(names[start:stop])}, 200, [*headers, VERSION])


class OldArtifactory(FakeArtifactory):
    """One that asks for Basic, as it did before there were tokens."""

    challenges: ClassVar = 'Basic realm="Artifactory Realm"'


class OneKeyArtifactory(FakeArtifactory):
    """A host that stands for one key ("subdomain method")."""

    root_key: ClassVar = "docker-local"
