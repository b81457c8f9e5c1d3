"""A registry that a company runs: version check, token server, catalog, tags and accounts.

    registry = FakeHarbor(Hosts(scripted_server, certificates, *FakeHarbor.names))
    registry.accounts["ann"] = "wonder"

Its token server is below the same host, if not said otherwise. A token says who has it.
"""

import re
from base64 import b64decode
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import unquote

from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

API_VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")
_TAGS = re.compile(r"/v2/(.+)/tags/list")


class FakeRegistry:
    """What all have in common. A subclass sets what it says of itself and adds its own API."""

    software: ClassVar[str] = ""
    """The key of the dialect that must recognise it, empty for none."""
    names: ClassVar[tuple[str, ...]] = ("registry.example.com",)
    """Its hosts, that of the registry first."""
    realm_path: ClassVar[str] = "/token"
    service: ClassVar[str] = "registry"

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self.host = self.names[0]
        self.server = server = hosts[self.host]
        self.accounts: dict[str, str] = {}
        """Passwords by user; a password is a personal access token, too."""
        self.tags: dict[str, Sequence[str]] = {}
        """The tags of each repository."""
        server.on("/v2/", self.ping)
        hosts[self.realm_host].on(self.realm_path, self.token, method="GET")
        server.on("/v2/_catalog", self.catalog)
        server.on(_TAGS, self.list_tags)

    @property
    def realm_host(self) -> str:
        """The host of the token server."""
        return self.host

    @property
    def challenge(self) -> str:
        """What the version check asks for."""
        return f'Bearer realm="https://{self.realm_host}{self.realm_path}",service="{self.service}"'

    def ping(self, request: Request) -> Reply:
        """The version check."""
        if self.who(request):
            return Reply(200, b"{}", [API_VERSION, ("Content-Type", "application/json")])
        return self.unauthorized(self.challenge)

    def token(self, request: Request) -> Reply:
        """The token server: whoever has a wrong password gets none, nobody gets one."""
        user = self.who(request)
        if request.header("Authorization") and not user:
            return self.unauthorized('Basic realm="token"')
        return json_reply({"token": f"of-{user or 'nobody'}", "expires_in": 300})

    def catalog(self, request: Request) -> Reply:
        """The catalog, which hosted registries have for administrators at most."""
        scope = ',scope="registry:catalog:*",error="insufficient_scope"'
        return self.unauthorized(self.challenge + scope)

    def list_tags(self, request: Request) -> Reply:
        """The tags of a repository, for whoever has a token."""
        name = unquote((_TAGS.fullmatch(request.path) or [""])[1])
        if not request.header("Authorization"):
            return self.unauthorized(f'{self.challenge},scope="repository:{name}:pull"')
        if name not in self.tags:
            return error_reply(404, "NAME_UNKNOWN")
        return json_reply({"name": name, "tags": list(self.tags[name])})

    def who(self, request: Request) -> str | None:
        """The user of a request: empty for nobody, None for a login that is wrong."""
        kind, _, value = (request.header("Authorization") or "").partition(" ")
        if kind == "Basic":
            name, _, password = b64decode(value).decode().partition(":")
            return name if self.accounts.get(name) == password else None
        if kind == "Bearer":
            name = value.removeprefix("of-")
            return name if name in self.accounts else ""
        return ""

    def unauthorized(self, challenge: str = "") -> Reply:
        """A 401, with a challenge or without."""
        headers = [("WWW-Authenticate", challenge)] if challenge else []
        message = "authentication required"
        return error_reply(401, "UNAUTHORIZED", message, headers=[*headers, API_VERSION])


def authorizations(server: ScriptedServer, start: str = "") -> set[str]:
    """The kinds of login that paths beginning with `start` saw: `Basic`, `PRIVATE-TOKEN`..."""
    found: set[str] = set()
    for request in server.requests:
        if request.path.startswith(start):
            found |= {(request.header("Authorization") or "").partition(" ")[0]} - {""}
            found |= {"PRIVATE-TOKEN"} if request.header("PRIVATE-TOKEN") else set()
    return found
