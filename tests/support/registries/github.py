"""GitHub's registry, and the part of GitHub's API that lists packages, to token holders only.

Sources: docs.github.com/rest/packages/packages, .../using-pagination-in-the-rest-api.
"""

import re
from collections.abc import Sequence

from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, StartServer, token_gate, tokens
from tests.support.scripted import Reply, Request, json_reply

REGISTRY, API = "ghcr.io", "api.github.com"
CHALLENGE = (
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"'
)


class GitHub:
    """`users` and `orgs` are packages by owner."""

    def __init__(
        self, start: StartServer, certificates: Certificates, basic: str = "", pat: str = ""
    ) -> None:
        self.users: dict[str, Sequence[str]] = {}
        self.orgs: dict[str, Sequence[str]] = {}
        self.hosts = Hosts(start, certificates, REGISTRY, API)
        self.api = self.hosts[API]
        self._pat = f"Bearer {pat}"
        registry = self.hosts[REGISTRY]
        registry.on("/v2/", token_gate(json_reply({}), CHALLENGE))
        registry.on("/token", tokens(basic))
        registry.on("/v2/_catalog", json_reply({"repositories": ["all/of", "git/hub"]}))
        self.api.on(re.compile(r"/(users|orgs)/[^/]+/packages"), self._list)

    def _list(self, request: Request) -> Reply:
        _, kind, owner, _ = request.path.split("/")
        owners = {"users": self.users, "orgs": self.orgs}[kind]
        if request.query.get("package_type") != "container":
            return json_reply({"message": "Invalid argument."}, 400)
        packages = [
            {"id": 1, "name": name, "package_type": "container", "visibility": "public"}
            for name in owners.get(owner, ())
        ]
        return self._page(request, packages if owner in owners else None)

    def _page(self, request: Request, entries: Sequence[object] | None) -> Reply:
        if request.header("Authorization") != self._pat:
            return json_reply({"message": "Requires authentication"}, 401)
        if entries is None:
            return json_reply({"message": "Not Found"}, 404)
        size, page = int(request.query["per_page"]), int(request.query["page"])
        headers = []
        if page * size < len(entries):
            # By number, not by name, and without our host's port.
            url = f"https://{API}/organizations/9919/packages?per_page={size}&page="
            last = -(-len(entries) // size)
            link = f'<{url}{page + 1}>; rel="next", <{url}{last}>; rel="last"'
            headers.append(("Link", link))
        return json_reply(list(entries[(page - 1) * size : page * size]), 200, headers)
