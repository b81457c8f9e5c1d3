"""A reference to a repository, tag or digest, as a person types or pastes it."""

import re
from collections.abc import Container
from dataclasses import dataclass

from regbrowse.domain.address import Address, is_engine_host
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.names import is_digest, is_repository, is_tag

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HUB = "docker.io"

_PULLING = re.compile(
    r"""(?:\$\s+)?(?:sudo\s+)?
    (?:(?:docker|podman|nerdctl)\s+(?:image\s+)?pull|crane\s+(?:pull|manifest|digest)
    |skopeo\s+(?:copy|inspect)|FROM|(?:-\s+)?image:)\s+
    (?:--?\S+\s+)*  # options
    (?P<quote>['"]?)(?:docker://)?(?P<reference>[^\s'"]+)(?P=quote)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Lines that hold a reference: of a shell, a Dockerfile, a manifest of Kubernetes or of compose."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Which repository of which registry, and which of its tags or digests if one was named.

    Exactly one of `feed` (the name of a configured feed) and `address` is set.
    """

    repository: str
    tag: str | None = None
    digest: str | None = None
    feed: str | None = None
    address: Address | None = None


def parse_reference(text: str, feeds: Container[str] = ()) -> Reference:
    """Read `FEED/REPOSITORY`, `HOST[:PORT]/REPOSITORY` or a Docker Hub name, with `:TAG`/`@DIGEST`.

    The first component is a feed if `feeds` holds it; else a host by Docker's rule (`localhost`,
    or it contains a dot, a colon or an upper-case letter: moby `splitDockerDomain`); else the name
    is one of Docker Hub, where a name of one component is in `library/`.

    Raises UsageError with `invalid-reference` or a code of `Address.parse`.
    """
    written = text.strip()
    scheme = match[0] if (match := _SCHEME.match(written)) else ""
    first, slash, rest = written[len(scheme) :].partition("/")
    if not scheme and first in feeds:
        repository, tag, digest = _split(rest, text)
        return Reference(repository, tag, digest, feed=first)
    if scheme or (slash and is_engine_host(first)):
        address = Address.parse(scheme + first)
        repository, tag, digest = _split(rest, text)
    else:
        address = Address.parse(_HUB)
        repository, tag, digest = _split(written, text)
    return Reference(hub_repository(address, repository), tag, digest, address=address)


def pasted(text: str) -> str:
    """Return the reference in a line that pulls or names an image, else the text without its ends.

    So `docker pull r.example.com/app:1` can be pasted wherever `r.example.com/app:1` can.
    """
    written = text.strip()
    match = _PULLING.match(written)
    return match["reference"] if match else written.removeprefix("docker://")


def parse_image(text: str) -> tuple[str, str | None]:
    """Read `REPOSITORY[:TAG]` of a registry that is known already.

    Raises UsageError with `invalid-reference`.
    """
    repository, tag, digest = _split(text, text)
    if digest is not None:
        raise _invalid(text, "a tag is wanted, and no digest")
    return repository, tag


def names_registry(text: str) -> bool:
    """Whether `text` is the address of a registry and no reference, where it could be either.

    A URL is an address, and so is `HOST[:PORT]` without a path; `nginx:1.27` is a reference.
    """
    written = text.strip().rstrip("/")
    if _SCHEME.match(text.strip()):
        return True
    if "/" in written:
        return False
    if written.startswith("["):  # IPv6
        return True
    host, colon, port = written.partition(":")
    return port.isdecimal() if colon else is_engine_host(host)


def hub_repository(address: Address, repository: str) -> str:
    """Put `library/` in front of a one-part name on Docker Hub; elsewhere return it unchanged."""
    return f"library/{repository}" if address.is_hub and "/" not in repository else repository


def _split(text: str, whole: str) -> tuple[str, str | None, str | None]:
    rest, at, digest = text.partition("@")
    repository, colon, tag = rest.partition(":")
    if not is_repository(repository):
        raise _invalid(
            whole,
            f"{repository!r} is not a repository name" if repository else "it names no repository",
        )
    if colon and not is_tag(tag):
        raise _invalid(whole, f"{tag!r} is not a tag")
    if at and not is_digest(digest):
        raise _invalid(whole, f"{digest!r} is not a digest")
    return repository, tag if colon else None, digest if at else None


def _invalid(text: str, reason: str) -> UsageError:
    return UsageError(Code.INVALID_REFERENCE, reference=text, reason=reason)
