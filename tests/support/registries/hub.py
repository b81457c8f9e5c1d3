"""Docker Hub as hub-tool, docker and podman know it: four hosts, and an API that pages by number.

Sources: docker/hub-tool pkg/hub, docker/docs content/reference/api/hub/latest.yaml, moby
daemon/pkg/registry/search.go.
"""

import re
from collections.abc import Sequence

from tests.support.certificates import Certificates
from tests.support.registries.hosts import (
    Hosts,
    StartServer,
    page_of,
    token_gate,
    tokens,
    unauthorized,
)
from tests.support.scripted import Reply, Request, json_reply

REGISTRY, AUTH = "registry-1.docker.io", "auth.docker.io"
WEB, INDEX = "hub.docker.com", "index.docker.io"
CHALLENGE = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"'


class Hub:
    """`found` are the names of any search, `namespaces` and `tags` what else there is.

    `registry_host` is the one that speaks v2, which may be that of somebody who passes the Hub on.
    """

    def __init__(
        self,
        start: StartServer,
        certificates: Certificates,
        basic: str = "",
        registry_host: str = REGISTRY,
    ) -> None:
        self.found: Sequence[str] = ()
        self.indexed: Sequence[str] = ()
        self.namespaces: dict[str, Sequence[str]] = {}
        self.tags: dict[str, Sequence[dict[str, object]]] = {}
        self.hosts = Hosts(start, certificates, registry_host, AUTH, WEB, INDEX)
        self.registry, web = self.hosts[registry_host], self.hosts[WEB]
        registry = self.registry
        registry.on("/v2/", token_gate(json_reply({}), CHALLENGE))
        registry.on("/v2/_catalog", unauthorized(f'{CHALLENGE},error="insufficient_scope"'))
        self.hosts[AUTH].on("/token", tokens(basic))
        self.hosts[INDEX].on("/v1/search", self._search_index)
        web.on("/v2/search/repositories/", self._search_web)
        web.on(re.compile(r"/v2/repositories/[^/]+/"), self._list)
        web.on(re.compile(r"/v2/repositories/[^/]+/[^/]+/tags/"), self._list_tags)

    def _search_web(self, request: Request) -> Reply:
        names, following = page_of(request, self.found)
        results = [
            {"repo_name": name, "star_count": 1, "is_official": "/" not in str(name)}
            for name in names
        ]
        return _results(request, results, following, len(self.found))

    def _search_index(self, request: Request) -> Reply:
        names, _ = page_of(request, self.indexed, "n")
        size = int(request.query["n"])
        return json_reply(
            {
                "query": request.query["q"],
                "num_results": len(self.indexed),
                "num_pages": -(-len(self.indexed) // size),
                "page": int(request.query["page"]),
                "page_size": size,
                "results": [{"name": name, "description": "", "star_count": 0} for name in names],
            }
        )

    def _list(self, request: Request) -> Reply:
        namespace = request.path.split("/")[3]
        if namespace not in self.namespaces:
            return json_reply({"message": "object not found", "errinfo": {}}, 404)
        all_names = self.namespaces[namespace]
        names, following = page_of(request, all_names)
        results = [{"name": name, "namespace": namespace, "is_private": False} for name in names]
        return _results(request, results, following, len(all_names))

    def _list_tags(self, request: Request) -> Reply:
        name = "/".join(request.path.split("/")[3:5])
        if name not in self.tags:
            return json_reply({"message": "httperror 404: object not found"}, 404)
        tags, following = page_of(request, self.tags[name])
        return _results(request, tags, following, len(self.tags[name]))


def image(platform: str, size: int, digest: str = "", status: str = "active") -> dict[str, object]:
    """An entry of a tag's `images`."""
    system, machine, *variant = platform.split("/")
    return {
        "os": system,
        "architecture": machine,
        "variant": variant[0] if variant else None,
        "size": size,
        "digest": digest or None,
        "status": status,
    }


def _results(
    request: Request, results: Sequence[object], following: int | None, count: int
) -> Reply:
    url = f"https://{WEB}{request.path}?page={following}"
    return json_reply(
        {
            "count": count,
            "next": None if following is None else url,
            "previous": None,
            "results": results,
        }
    )
