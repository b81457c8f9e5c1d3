"""The command that pulls an image, through the registry path of its feed."""

import re
import shlex
from enum import StrEnum

from regbrowse.domain.address import DEFAULT_PORT, Address, is_engine_host
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_digest, is_repository, is_tag

_HOST = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?\Z")
_ARTIFACTORY = re.compile(r".*/api/docker/(?P<key>[^/]+)\Z")


class PullTool(StrEnum):
    """The programs for which there is a command."""

    DOCKER = "docker"
    PODMAN = "podman"
    SKOPEO = "skopeo"
    CRANE = "crane"


def pull_command(
    feed: Feed,
    repository: str,
    *,
    tag: str | None = None,
    digest: str | None = None,
    tool: PullTool = PullTool.DOCKER,
) -> str | None:
    """Return the line that pulls one tag or digest, or None if no safe one exists.

    A command is made only from names, tags and digests that match the grammar of
    `regbrowse.domain.names`, because people paste it into a shell. skopeo and crane write what they
    pull to a folder or a file, which is named after the repository.
    """
    name = pull_reference(feed, repository, tag=tag, digest=digest)
    if name is None:
        return None
    last = repository.rpartition("/")[2]
    if tool is PullTool.SKOPEO:
        return f"skopeo copy {shlex.quote(f'docker://{name}')} oci:{last}"
    if tool is PullTool.CRANE:
        return f"crane pull {shlex.quote(name)} {last}.tar"
    if tool is PullTool.PODMAN and not (feed.registry_path or _own_path(feed)):
        # Podman asks which registry a short name is of.
        name = f"docker.io/{name if '/' in name else 'library/' + name}"
    # Only the brackets of an IPv6 address need quotes: a shell takes them for a pattern.
    return f"{tool.value} pull {shlex.quote(name)}"


def pull_reference(
    feed: Feed, repository: str, *, tag: str | None = None, digest: str | None = None
) -> str | None:
    """Return the name of a tag or digest as engines pull it, or None if it has no valid name.

    A digest goes before a tag.
    """
    name = pull_name(feed, repository)
    if name is None or (tag is not None and not is_tag(tag)):
        return None
    if digest is not None:
        return f"{name}@{digest}" if is_digest(digest) else None
    return name if tag is None else f"{name}:{tag}"


def pull_name(feed: Feed, repository: str) -> str | None:
    """Return the name under which a container engine pulls `repository`, or None.

    The registry path comes first if the feed has one. Without one it is the feed's own address;
    Docker Hub needs none in front, and its official images do without `library/`.
    """
    if not is_repository(repository):
        return None
    base = pull_base(feed)
    if not base:
        return repository.removeprefix("library/")
    name = f"{base}{repository}"
    host, _, path = name.partition("/")
    return name if _HOST.match(host) and is_repository(path) else None


def pull_base(feed: Feed) -> str:
    """Return what an engine puts in front of names of a feed, with a slash; empty for the Hub."""
    base = (feed.registry_path or _own_path(feed)).rstrip("/")
    return f"{base}/" if base else ""


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
    if prefix.startswith("/v2/"):
        prefix = prefix.removeprefix("/v2")
    return _engine_netloc(address) + prefix


def _engine_netloc(address: Address) -> str:
    """The authority so that an engine takes it for a host, and not for a namespace of the Hub."""
    if is_engine_host(address.netloc):
        return address.netloc
    return f"{address.netloc}:{DEFAULT_PORT[address.scheme or 'https']}"
