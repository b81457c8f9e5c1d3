"""Where a registry was found, and which API it speaks there."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.domain.feed import ApiVersion
from regbrowse.registry.answer import Answer


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A registry that answered.

    `root` is the URL of `/v2/` or `/v1/` with its slash, `origin` is `scheme://host[:port]`, and
    `ping` is the answer of the version check, whose challenges tell whether a login is wanted or
    possible.
    """

    root: str
    api: ApiVersion
    ping: Answer

    @property
    def origin(self) -> str:
        """Where the registry lives: `scheme://host[:port]`."""
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"
