"""A feed: a configured registry."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")

COMMAND_NAMES = frozenset(
    {
        "check",
        "compare",
        "demo",
        "explain",
        "feeds",
        "find",
        "help",
        "inspect",
        "refresh",
        "search",
        "tags",
    }
)
"""Names that `regbrowse NAME` would take for a command, so no feed may have them."""


class ApiVersion(StrEnum):
    """The registry API that a feed insists on, or `auto` to find it out."""

    AUTO = "auto"
    V1 = "v1"
    V2 = "v2"


@dataclass(frozen=True, slots=True)
class Feed:
    """A registry as its user named and configured it. It never holds a secret.

    `registry_path` is the alternative address put in front of an image name when it is pulled, a
    scheme-less `host[:port][/path]`. `ca_file` adds to the system's certificate authorities.
    `insecure` switches the verification of certificates off for https; it does not allow http.
    `proxy` is the URL of a forward proxy for this feed; None means the environment decides. `saved`
    is false for an address that was typed and is no feed of the user's.
    """

    name: str
    address: Address
    registry_path: str | None = None
    api: ApiVersion = ApiVersion.AUTO
    username: str | None = None
    ca_file: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None
    insecure: bool = False
    proxy: str | None = None
    saved: bool = True

    @property
    def saved_name(self) -> str | None:
        """The name, if commands can be told by it."""
        return self.name if self.saved else None


def may_be_feed_name(text: str) -> bool:
    """Whether a feed could have this name."""
    return _NAME.match(text) is not None


def check_feed_name(name: str) -> str:
    """Return `name` if a feed may have it, else raise UsageError with `invalid-feed-name`."""
    if not may_be_feed_name(name):
        raise UsageError(
            Code.INVALID_FEED_NAME,
            name=name,
            reason="only A-Z a-z 0-9 . _ - may be used, starting with a letter or digit",
        )
    if name in COMMAND_NAMES:
        raise UsageError(Code.INVALID_FEED_NAME, name=name, reason="it is the name of a command")
    return name


def feed_name_for(host_and_port: str) -> str:
    """Return a valid feed name made from `host[:port][/path]`, as `feeds import` needs."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", host_and_port).strip("-._") or "registry"
    return f"{name}-registry" if name in COMMAND_NAMES else name
