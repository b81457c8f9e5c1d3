"""Which software answers, as far as its headers say so."""

from collections.abc import Mapping

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


def software_in(headers: Mapping[str, str]) -> str | None:
    """Return the name of the software for people, None if no header tells."""
    for header, name in _BY_HEADER.items():
        if header in headers:
            return name
    server = headers.get("server", "").lower()
    return next((name for start, name in _BY_SERVER if server.startswith(start)), None)
