"""Azure's registry: tokens for one scope each, and an API of its own beside v2.

Sources: Azure/acr-cli docs/swagger.yaml, Azure/acr docs/AAD-OAuth.md.
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, StartServer, tokens
from tests.support.scripted import Reply, Request, error_reply, json_reply

CATALOG_SCOPE = "registry:catalog:*"


class Azure:
    """A registry with repositories, of which the catalog of v2 may list only some."""

    def __init__(
        self, start: StartServer, certificates: Certificates, host: str, basic: str = ""
    ) -> None:
        self.repositories: Sequence[str] = ()
        self.in_v2: Sequence[str] = ()
        self.manifests: dict[str, Sequence[dict[str, object]]] = {}
        self.tags: dict[str, Sequence[str]] = {}
        self.hosts = Hosts(start, certificates, host)
        self.server = self.hosts[host]
        self._challenge = f'Bearer realm="https://{host}/oauth2/token",service="{host}"'
        server = self.server
        server.on("/oauth2/token", tokens(basic))
        server.on("/v2/", self._gate("", lambda _: json_reply({})))
        server.on("/v2/_catalog", self._gate(CATALOG_SCOPE, self._catalog))
        server.on("/acr/v1/_catalog", self._gate(CATALOG_SCOPE, self._own_catalog))
        server.on(re.compile(r"/acr/v1/.+/_manifests"), self._describe)
        server.on(re.compile(r"/v2/.+/tags/list"), self._list_tags)

    def _gate(self, scope: str, good: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        """Let in those with a token for just that scope."""
        token = "token-" + scope.replace(":", ".").replace("/", "-")

        def answer(request: Request) -> Reply:
            if request.header("Authorization") == f"Bearer {token}":
                return good(request)
            named = f'{self._challenge},scope="{scope}"' if scope else self._challenge
            if (request.header("Authorization") or "Bearer nobody") != "Bearer nobody":
                named += ',error="insufficient_scope"'
            headers = [("WWW-Authenticate", named)]
            return error_reply(401, "UNAUTHORIZED", "authentication required", headers=headers)

        return answer

    def _catalog(self, request: Request) -> Reply:
        return json_reply({"repositories": list(self.in_v2)})

    def _own_catalog(self, request: Request) -> Reply:
        names, headers = _page(request, self.repositories)
        return json_reply({"repositories": names}, 200, headers)

    def _describe(self, request: Request) -> Reply:
        name = request.path.removeprefix("/acr/v1/").removesuffix("/_manifests")

        def good(request: Request) -> Reply:
            if name not in self.manifests:
                return error_reply(404, "NAME_UNKNOWN", "repository name not known to registry")
            by_digest = {str(each["digest"]): each for each in self.manifests[name]}
            digests, headers = _page(request, list(by_digest))
            found = [by_digest[digest] for digest in digests]
            return json_reply({"imageName": name, "manifests": found}, 200, headers)

        return self._gate(f"repository:{name}:metadata_read", good)(request)

    def _list_tags(self, request: Request) -> Reply:
        name = request.path.removeprefix("/v2/").removesuffix("/tags/list")
        tags = json_reply({"name": name, "tags": list(self.tags.get(name, ()))})
        return self._gate(f"repository:{name}:pull", lambda _: tags)(request)


def _page(request: Request, names: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The names after `last`, at most `n`, and the Link to the rest, relative as Azure's is."""
    last, size = request.query.get("last"), min(int(request.query.get("n", "100")), 1000)
    start = names.index(last) + 1 if last is not None else 0
    page = list(names[start : start + size])
    if start + size >= len(names):
        return page, []
    following = (
        f"last={quote(page[-1], safe='')}&n={size}&orderby={request.query.get('orderby', '')}"
    )
    return page, [("Link", f'<{request.path}?{following}>; rel="next"')]
