"""The password that was handed over for this one command."""

from regbrowse.credentials.source import Prospect, Resolution, Wanted
from regbrowse.domain.address import DEFAULT_PORT, Address
from regbrowse.domain.login import Login


class HandedOver:
    """A login from the environment or from stdin, for the one registry that the command names.

    Its `source` says where it came from, such as "REGBROWSE_PASSWORD" or "--password-stdin".
    """

    def __init__(self, address: Address, login: Login) -> None:
        self._address = address
        self._login = login

    async def find(self, wanted: Wanted) -> Resolution:
        """Return the login, if it was handed over for this registry and this user."""
        return Resolution(self._login if self._fits(wanted) else None)

    def describe(self, wanted: Wanted) -> Prospect | None:
        """Name where the login came from."""
        return Prospect(self._login.source) if self._fits(wanted) else None

    def _fits(self, wanted: Wanted) -> bool:
        return wanted.accepts(self._login.username) and _is_for(self._address, wanted.address)


def _is_for(handed: Address, asked: Address) -> bool:
    """Whether both are the same registry, and the way there is no less safe than was meant."""
    if (handed.scheme or "https", asked.scheme) == ("https", "http") and not asked.is_loopback:
        return False
    if handed.is_hub and asked.is_hub:
        return True
    same_port = handed.port == asked.port or _port(handed) == _port(asked)
    return handed.host == asked.host and same_port


def _port(address: Address) -> int:
    return address.port or DEFAULT_PORT[address.scheme or "https"]
