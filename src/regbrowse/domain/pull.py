"""The command that pulls an image, through the registry path of its feed."""

import re

from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_digest, is_repository, is_tag

_SHELL_SAFE_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._-]+)*\Z")
_ARTIFACTORY = re.compile(r".*/api/docker/(?P<key>[^/]+)\Z")


def pull_command(
    feed: Feed, repository: str, *, tag: str | None = None, digest: str | None = None
) -> str | None:
    """Return the `docker pull` line for one tag or digest, or None if no safe one exists.

    A command is made only from names, tags and digests that match the grammar of
    `regbrowse.domain.names`, because people paste it into a shell.
    """
    name = pull_name(feed, repository)
    if name is None:
        return None
    if digest is not None:
        return f"docker pull {name}@{digest}" if is_digest(digest) else None
    if tag is not None:
        return f"docker pull {name}:{tag}" if is_tag(tag) else None
    return f"docker pull {name}"


def pull_name(feed: Feed, repository: str) -> str | None:
    """Return the name under which a container engine pulls `repository`, or None.

    The registry path comes first if the feed has one. Without one it is the feed's own address;
    Docker Hub needs none in front, and its official images do without `library/`.
    """
    if not is_repository(repository):
        return None
    base = feed.registry_path or _own_path(feed)
    if not base:
        return repository.removeprefix("library/")
    return f"{base.rstrip('/')}/{repository}" if _SHELL_SAFE_HOST.match(base.rstrip("/")) else None


def _own_path(feed: Feed) -> str:
    """The feed's address as engines write it: authority and path, never a scheme.

    An engine puts `/v2/` at the root, so of a prefix only what the registry repeats in its names
    helps: the repository key of Artifactory (`/artifactory/api/docker/KEY`), and what follows
    the `/v2` in Cloudsmith's feeds.
    """
    address = feed.address
    if address.is_hub:
        return ""
    prefix = address.prefix
    if match := _ARTIFACTORY.match(prefix):
        prefix = "/" + match["key"]
    return address.netloc + prefix.removeprefix("/v2")
