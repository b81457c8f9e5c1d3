"""Quay: a catalog that is empty for nobody, a web API with opaque pages, an OAuth token for more.

Sources: quay/quay endpoints/v2/__init__.py, auth/registry_jwt_auth.py,
endpoints/api/{repository,search,tag}.py.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, StartServer, tokens
from tests.support.scripted import Reply, Request, json_reply

SEARCH_PAGE = 10
OAUTH = "Bearer oauth-secret"


class Quay:
    """A Quay at `host`: `public` is for everybody, `private` for the owner of the OAuth token."""

    def __init__(
        self, start: StartServer, certificates: Certificates, host: str, basic: str = ""
    ) -> None:
        self.public: Sequence[str] = ()
        self.private: Sequence[str] = ()
        self.catalog: Sequence[str] = ()
        """What a user sees in the v2 catalog."""
        self.tags: dict[str, Sequence[dict[str, object]]] = {}
        self.hosts = Hosts(start, certificates, host)
        self.server = self.hosts[host]
        self.challenge = f'Bearer realm="https://{host}/v2/auth",service="{host}"'
        self.server.on("/v2/", self._ping)
        self.server.on("/v2/auth", tokens(basic))
        self.server.on("/v2/_catalog", self._catalog)
        self.server.on("/api/v1/repository", self._list)
        self.server.on("/api/v1/find/repositories", self._search)
        self.server.on(re.compile(r"/api/v1/repository/[^/]+/[^/]+/tag/"), self._list_tags)

    def _ping(self, request: Request) -> Reply:
        status = 200 if request.header("Authorization") else 401
        return Reply(status, b"true", [("WWW-Authenticate", self.challenge)])

    def _catalog(self, request: Request) -> Reply:
        said = request.header("Authorization")
        return json_reply({"repositories": self.catalog if said not in (None, OAUTH) else []})

    def _visible(self, request: Request) -> Sequence[str] | None:
        """What may be seen; None for an Authorization that is no OAuth token."""
        said = request.header("Authorization")
        if said is None:
            return self.public
        return [*self.public, *self.private] if said == OAUTH else None

    def _list(self, request: Request) -> Reply:
        visible = self._visible(request)
        if visible is None:
            return _refused(401)
        namespace = request.query.get("namespace")
        if request.query.get("public") != "true":
            return _refused(400) if namespace is None else json_reply({"repositories": []})
        if namespace is not None:
            inside = [name for name in visible if name.startswith(f"{namespace}/")]
            return json_reply({"repositories": [_entry(name) for name in inside]})
        start = _start(request.query.get("next_page", ""))
        page: dict[str, object] = {
            "repositories": [_entry(name) for name in visible[start : start + 100]]
        }
        if start + 100 < len(visible):
            page["next_page"] = urlsafe_b64encode(b"quay:%d" % (start + 100)).decode()
        return json_reply(page)

    def _search(self, request: Request) -> Reply:
        visible = self._visible(request)
        if visible is None:
            return _refused(401)
        found = [name for name in visible if request.query["query"] in name]
        page = min(int(request.query["page"]), 10)
        start = (page - 1) * SEARCH_PAGE
        results = [
            {
                "kind": "repository",
                "title": "repo",
                "namespace": {"kind": "organization", "name": name.partition("/")[0]},
                "name": name.partition("/")[2],
                "score": 4,
            }
            for name in found[start : start + SEARCH_PAGE]
        ]
        more = start + SEARCH_PAGE < len(found)
        return json_reply(
            {"results": results, "has_additional": more, "page": page, "page_size": SEARCH_PAGE}
        )

    def _list_tags(self, request: Request) -> Reply:
        name = "/".join(request.path.split("/")[4:6])
        visible = self._visible(request)
        if visible is None or name not in visible:
            return _refused(401)
        size, page = int(request.query["limit"]), int(request.query["page"])
        tags = self.tags.get(name, ())
        return json_reply(
            {
                "tags": list(tags[(page - 1) * size : page * size]),
                "page": page,
                "has_additional": page * size < len(tags),
            }
        )


def _start(token: str) -> int:
    """Where a page begins: at the beginning, if the token cannot be read."""
    try:
        return int(urlsafe_b64decode(token).removeprefix(b"quay:"))
    except ValueError:
        return 0


def _entry(name: str) -> dict[str, object]:
    namespace, _, rest = name.partition("/")
    return {
        "namespace": namespace,
        "name": rest,
        "description": None,
        "is_public": True,
        "kind": "image",
        "state": "NORMAL",
    }


def _refused(status: int) -> Reply:
    return json_reply(
        {"detail": "", "error_message": "no", "title": "no", "status": status}, status
    )
