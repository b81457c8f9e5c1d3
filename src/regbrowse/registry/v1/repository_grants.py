"""What an index gives for reading one repository: a token, and the registries that take it.

Source: docker 1.8.3 registry/session.go `GetRepositoryData` and `buildEndpointsList`, and
docker-registry 0.9.1 docker_registry/index.py.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from regbrowse.domain.login import Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.urls import is_local, is_web_url, origin_of

_MOST_ENDPOINTS = 5
"""Each of them may take its whole time to fail."""

_AUTHORITY = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?\Z|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?\Z")
_SENDABLE = re.compile(r"[\x20-\x7e]{1,8192}\Z")
_PREFIX = re.compile(r"token\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RepositoryGrant:
    """How one repository is read.

    `roots` are the URLs of `/v1/` of the registries that have it, at least one, the one to ask
    first at the beginning. Without a `token` the index gave none.
    """

    token: Secret | None
    roots: tuple[str, ...]

    def preferring(self, root: str) -> "RepositoryGrant":
        """Return the same grant that asks `root` first."""
        return replace(self, roots=(root, *(each for each in self.roots if each != root)))


def grant_from(answer: Answer, index: str) -> RepositoryGrant | None:
    """Read the headers of `GET <index>repositories/<name>/images`.

    Both headers may repeat. Docker joins tokens by commas, and puts the scheme of the index before
    the endpoints; without any the index is the registry, too. docker-registry says `Token` already
    in the value. Returns None if no endpoint can be asked, or the token cannot be sent.
    """
    token = ",".join(_PREFIX.sub("", text.strip()) for text in _lines(answer, "x-docker-token"))
    if token and not _SENDABLE.match(token):
        return None
    named = [
        each.strip() for line in _lines(answer, "x-docker-endpoints") for each in line.split(",")
    ]
    roots = _roots([name for name in named if name], index) if any(named) else (index,)
    return RepositoryGrant(Secret(token) if token else None, roots) if roots else None


def authorization(token: Secret) -> Secret:
    """Return the value of the header Authorization."""
    return Secret(f"Token {token.reveal()}")


def _lines(answer: Answer, name: str) -> list[str]:
    return [line for line in answer.headers.get_list(name) if line.strip()]


def _roots(names: list[str], index: str) -> tuple[str, ...]:
    """The URLs of those that may be asked, each once.

    An index outside cannot send us to a host inside a private network, which is the rule for
    redirects and token servers, too. docker-registry names itself by the host that it was asked
    for, not knowing of a path that a proxy puts in front: then the index is meant.
    """
    here = urlsplit(index)
    inside = is_local(here.hostname or "")
    roots: dict[str, None] = {}
    for name in names:
        root = f"{here.scheme}://{name}/v1/"
        if not _AUTHORITY.match(name) or not is_web_url(root):
            continue
        if origin_of(root) == origin_of(index):
            roots[index] = None
        elif inside or not is_local(urlsplit(root).hostname or ""):
            roots[root] = None
    return tuple(roots)[:_MOST_ENDPOINTS]
