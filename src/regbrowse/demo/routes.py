"""Which part of the API a path belongs to (distribution registry/api/v2/routes.go)."""

import re
from dataclasses import dataclass
from enum import Enum

from regbrowse.domain.names import is_repository


class Endpoint(Enum):
    """The parts of the API."""

    BASE = "base"
    CATALOG = "_catalog"
    TAGS = "tags"
    MANIFESTS = "manifests"
    BLOBS = "blobs"
    REFERRERS = "referrers"


@dataclass(frozen=True, slots=True)
class Access:
    """What a token must allow, in the words of distribution's docs/spec/auth/scope.md."""

    kind: str
    name: str
    action: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}:{self.action}"


@dataclass(frozen=True, slots=True)
class Route:
    """A path that was understood: a valid repository name, and a tag or digest not yet checked."""

    endpoint: Endpoint
    repository: str = ""
    reference: str = ""

    @property
    def access(self) -> Access | None:
        """What a token must allow here; None where any token will do."""
        if self.endpoint is Endpoint.BASE:
            return None
        if self.endpoint is Endpoint.CATALOG:
            return Access("registry", "catalog", "*")
        return Access("repository", self.repository, "pull")


_IN_REPOSITORY = re.compile(
    r"/v2/(?P<name>.+)/(?P<kind>tags|manifests|blobs|referrers)/(?P<reference>[^/]+)\Z"
)


def find_route(path: str) -> Route | None:
    """Return the route of a decoded path, or None if the API has no such path."""
    if path == "/v2/":
        return Route(Endpoint.BASE)
    if path == "/v2/_catalog":
        return Route(Endpoint.CATALOG)
    match = _IN_REPOSITORY.match(path)
    if not match or not is_repository(match["name"]):
        return None
    endpoint = Endpoint(match["kind"])
    if endpoint is Endpoint.TAGS and match["reference"] != "list":
        return None
    return Route(endpoint, match["name"], match["reference"])
