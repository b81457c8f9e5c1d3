"""What discovery saw of a registry, for telling what software it is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.domain.address import Address
from regbrowse.registry.challenge import Challenge
from regbrowse.registry.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Sighting:
    """The address that a person gave, and the answer to the version check.

    A registry is recognised by what it says of itself, never by a name alone: a host called
    `quay.example.com` may run anything.
    """

    address: Address
    endpoint: Endpoint

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """What the version check was challenged with."""
        return self.endpoint.ping.challenges

    @property
    def host(self) -> str:
        """The host that answers, without its port."""
        return urlsplit(self.endpoint.root).hostname or ""

    def header(self, name: str) -> str:
        """Return a header of the version check, empty if it is not there."""
        return str(self.endpoint.ping.headers.get(name, ""))

    def realm(self, scheme: str = "bearer") -> str:
        """Return the realm of the first challenge of that scheme, empty if there is none."""
        found = (c for c in self.challenges if c.scheme == scheme)
        return next((c.parameters.get("realm", "") for c in found), "")

    def service(self, scheme: str = "bearer") -> str:
        """Return the service of the first challenge of that scheme, empty if there is none."""
        found = (c for c in self.challenges if c.scheme == scheme)
        return next((c.parameters.get("service", "") for c in found), "")

    def realm_host(self) -> str:
        """Return the host of the token server, empty if there is none."""
        try:
            return urlsplit(self.realm()).hostname or ""
        except ValueError:
            return ""

    def realm_path(self) -> str:
        """Return the path of the token server, empty if there is none."""
        try:
            return urlsplit(self.realm()).path
        except ValueError:
            return ""
