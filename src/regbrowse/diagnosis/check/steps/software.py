"""Which software a registry is, as far as it says so itself."""

from collections.abc import Mapping

from regbrowse.domain.address import Address
from regbrowse.registry.dialects.known import DIALECTS
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.endpoint import Endpoint

_BY_HEADER: Mapping[str, str] = {
    "x-jfrog-version": "JFrog Artifactory",
    "x-artifactory-id": "JFrog Artifactory",
    "x-nexus-ui": "Sonatype Nexus",
    "x-docker-registry-version": "a registry of version 1",
    "x-harbor-csrf-token": "Harbor",
    "x-gitlab-meta": "GitLab",
}
_BY_SERVER = (
    ("nexus", "Sonatype Nexus"),
    ("artifactory", "JFrog Artifactory"),
    ("proget", "ProGet"),
    ("amazonec2", "Amazon ECR"),
)


def software_of(address: Address, endpoint: Endpoint) -> str | None:
    """Return the name of the software for people, None if nothing tells."""
    seen = Sighting(address, endpoint)
    known = next((kind.title for kind in DIALECTS if kind.recognises(seen)), None)
    return known or software_in(endpoint.ping.headers)


def software_in(headers: Mapping[str, str]) -> str | None:
    """Return what the headers of an answer tell."""
    for header, name in _BY_HEADER.items():
        if header in headers:
            return name
    server = headers.get("server", "").lower()
    return next((name for start, name in _BY_SERVER if server.startswith(start)), None)
