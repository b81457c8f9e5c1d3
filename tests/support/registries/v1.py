"""v1 servers, after docker-registry 0.9.1 on a real port (and docker's code for index and tokens).

registry = V1Registry(server)                       # standalone, with search
V1Registry(server, search=False, login="alice:wonder")
index = V1Index(server, endpoints=[other.authority])
V1Registry(other, index=index)                      # takes the tokens of that index
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.support.scripted import Reply, Request, ScriptedServer
from tests.support.wire import Headers

IMAGE = "db8e095d81b096121fc21dedae075785c0579b74cc0e80e2a5f2eb13f15cb072"
PARENT = "f69a72286f2ee112948d5d99e27479edccf49182fcae012065462cf3d7ded3bc"
BUSYBOX = "1b2d2d2cc20841b1e99b34c7d12e5e77fa741321fca75adec5ded56d6a429f53"

SAMPLE = {
    "library/busybox": {"1.0": BUSYBOX, "1.1": BUSYBOX, "latest": BUSYBOX},
    "team/web": {"1": IMAGE},
    "team/api": {"latest": IMAGE, "v2": IMAGE},
}
"""The repositories of the transcript."""

DESCRIPTION = {
    "id": IMAGE,
    "created": "2015-03-02T10:11:12.123456789Z",
    "container_config": {"Cmd": ["/bin/sh", "-c", "#(nop) COPY x"]},
    "docker_version": "1.5.0",
    "author": "me",
    "config": {"Env": ["PATH=/bin"], "Cmd": ["/bin/sh"], "ExposedPorts": {"80/tcp": {}}},
    "architecture": "amd64",
    "os": "linux",
    "Size": 5,
    "parent": PARENT,
}
PUSHED = 1795423216

BASE = {
    "id": PARENT,
    "created": "2015-03-01T09:00:00Z",
    "container_config": {"Cmd": ["/bin/sh", "-c", "#(nop) ADD file:a in /"]},
    "Size": 2_433_303,
}
"""What the oldest images say: neither platform nor config."""

HTML_404 = Reply(
    404,
    b'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<title>404 Not Found</title>\n',
    [("Content-Type", "text/html")],
)
NGINX_401 = Reply(
    401,
    b"<html>\r\n<head><title>401 Authorization Required</title></head>\r\n</html>\r\n",
    [("Content-Type", "text/html"), ("WWW-Authenticate", 'Basic realm="Registry"')],
)
_NO_CACHE = [("Expires", "-1"), ("Pragma", "no-cache"), ("Cache-Control", "no-cache")]
_FOR_A_YEAR = [
    ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Cache-Control", "public, max-age=31536000"),
]
_NEEDS_TOKEN = [("WWW-Authenticate", "Token")]


def basic(login: str) -> str:
    return f"Basic {b64encode(login.encode()).decode()}"


def said(document: object, status: int = 200, headers: Headers = ()) -> Reply:
    typed = [("Server", "gunicorn/19.1.1"), ("Content-Type", "application/json"), *headers]
    return Reply(status, json.dumps(document).encode(), typed)


def _error(status: int, text: str, headers: Headers = ()) -> Reply:
    return said({"error": text}, status, [*_NO_CACHE, *headers])


class V1Index:
    """An index: it gives tokens for repositories, and names the registries that take them."""

    def __init__(
        self,
        server: ScriptedServer,
        endpoints: Iterable[str] = (),
        login: str | None = None,
        prefix: str = "",
    ) -> None:
        """`login` is `user:password` if only users get tokens."""
        self.server = server
        self.endpoints = list(endpoints)
        self.good: dict[str, str] = {}
        """The token of each repository that is good now: registries forget old ones."""
        self.issued: list[str] = []
        self.token_format = 'signature={},repository="{}",access=read'
        self._login = login
        server.on(f"{prefix}/v1/_ping", ping(standalone=False))
        server.on(f"{prefix}/v1/users/", self._user)
        server.on(re.compile(rf"{prefix}/v1/repositories/(.+)/images"), self._images)

    def _let_in(self, request: Request) -> bool:
        return self._login is None or request.header("Authorization") == basic(self._login)

    def _user(self, request: Request) -> Reply:
        return said("OK") if self._let_in(request) else _error(401, "Wrong login", _NEEDS_TOKEN)

    def _images(self, request: Request) -> Reply:
        if not self._let_in(request):
            return _error(401, "Requires authorization", _NEEDS_TOKEN)
        name = request.path.partition("/repositories/")[2].removesuffix("/images")
        if name not in SAMPLE:
            return _error(404, "images not found")
        headers: list[tuple[str, str]] = []
        if request.header("X-Docker-Token") == "true":
            token = self.token_format.format(f"TOKEN{len(self.issued)}", name)
            self.issued.append(token)
            self.good[name] = token.removeprefix("Token ")
            headers.append(("X-Docker-Token", token))
        headers += [("X-Docker-Endpoints", endpoint) for endpoint in self.endpoints]
        return said([{"checksum": "sha256:x", "id": IMAGE}], headers=[*headers, *_NO_CACHE])


def ping(*, standalone: bool | None = True) -> Reply:
    flag = [] if standalone is None else [("X-Docker-Registry-Standalone", str(standalone))]
    return said({}, headers=[*flag, *_NO_CACHE])


@dataclass
class V1Registry:
    """docker-registry 0.9.1: standalone, or the registry of an index."""

    server: ScriptedServer
    repositories: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: SAMPLE)
    search: bool = True
    login: str | None = None
    """`user:password` if nginx in front of it wants Basic for all but the ping."""
    index: V1Index | None = None
    prefix: str = ""
    tags_as_list: bool = False
    implies_library: bool = True

    def __post_init__(self) -> None:
        self._bodies = {"": self._results("")}
        if self.index is None or self.index.server is not self.server:
            self.server.on(re.compile(rf"{self.prefix}/v1/.*"), HTML_404)
            self.server.on(f"{self.prefix}/v1/_ping", ping(standalone=self.index is None))
        for kind in ("repositories/.+/tags.*", "images/.+", "search", "users/"):
            if not (kind == "users/" and self.index is not None):
                self.server.on(re.compile(rf"{self.prefix}/v1/{kind}"), self._answer)
        if self.login is not None:
            self.server.on(
                f"{self.prefix}/v2/", lambda r: HTML_404 if self._let_in(r) else NGINX_401
            )
        else:
            self.server.on(f"{self.prefix}/v2/", HTML_404)

    def _let_in(self, request: Request) -> bool:
        return self.login is None or request.header("Authorization") == basic(self.login)

    def _answer(self, request: Request) -> Reply:
        if not self._let_in(request):
            return NGINX_401
        kind, _, rest = request.path.removeprefix(f"{self.prefix}/v1/").partition("/")
        if kind == "search":
            return self._search(request.query.get("q", "")) if self.search else HTML_404
        if self.index is not None and not self._has_token(request, rest):
            return _error(401, "Requires authorization", _NEEDS_TOKEN)
        if kind == "users":
            return said("OK", headers=_NO_CACHE)
        if kind == "images":
            return self._image(*rest.rsplit("/", 1))
        return self._tags(*re.fullmatch(r"(.+)/tags(?:/(.+))?", rest).groups())  # type: ignore[union-attr]

    def _has_token(self, request: Request, rest: str) -> bool:
        assert self.index is not None
        given = request.header("Authorization") or ""
        scheme, _, token = given.partition(" ")
        good = self.index.good
        if rest.partition("/tags")[1]:
            return scheme == "Token" and good.get(rest.partition("/tags")[0]) == token
        return scheme == "Token" and token in good.values()

    def _results(self, query: str) -> bytes:
        pattern = re.compile(re.escape(query).replace("%", ".*").replace("_", "."))
        found = [{"name": n, "description": ""} for n in self.repositories if pattern.search(n)]
        answer = {"num_results": len(found), "query": query, "results": found}
        return json.dumps(answer).encode()

    def _search(self, query: str) -> Reply:
        body = self._bodies.get(query) or self._results(query)
        return Reply(200, body, [("Content-Type", "application/json"), *_NO_CACHE])

    def _tags(self, name: str, below: str | None) -> Reply:
        if "/" not in name and self.implies_library:
            name = f"library/{name}"
        tags = self.repositories.get(name)
        if below is not None and below.endswith("/json"):
            known = tags is not None and below.removesuffix("/json") in tags
            return said(
                {"arch": "amd64", "os": "linux", "last_update": PUSHED if known else None},
                headers=_NO_CACHE,
            )
        if tags is None:
            return _error(404, "Repository not found")
        if below is None:
            listed = [{"layer": image[:8], "name": tag} for tag, image in tags.items()]
            return said(listed if self.tags_as_list else tags, headers=_NO_CACHE)
        if below in tags:
            return said(tags[below], headers=_NO_CACHE)
        return _error(404, "Tag not found")

    def _image(self, image_id: str, what: str) -> Reply:
        if image_id == PARENT:
            document = [PARENT] if what == "ancestry" else BASE
            return said(document, headers=_FOR_A_YEAR)
        if image_id != IMAGE:
            return _error(404, "Image not found")
        if what == "ancestry":
            return said([IMAGE, PARENT], headers=_FOR_A_YEAR)
        return said(DESCRIPTION, headers=[*_FOR_A_YEAR, ("X-Docker-Size", "10240")])
