"""Which software a registry is, as far as it says so itself."""

from regbrowse.domain.address import Address
from regbrowse.registry.dialects.known import DIALECTS
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.software import software_in


def software_of(address: Address, endpoint: Endpoint) -> str | None:
    """Return the name of the software for people, None if nothing tells."""
    seen = Sighting(address, endpoint)
    known = next((kind.title for kind in DIALECTS if kind.recognises(seen)), None)
    return known or software_in(endpoint.ping.headers)
