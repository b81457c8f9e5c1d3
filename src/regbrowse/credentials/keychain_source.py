"""The keychain as a source of logins."""

from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.source import Prospect, Resolution, Wanted
from regbrowse.domain.errors import UsageError
from regbrowse.domain.login import Login, Secret, Supplier

_SOURCE = "keychain"


class KeychainSource:
    """Our entries in the keychain, which are looked at only for a feed that names its user."""

    def __init__(self, keychain: Keychain) -> None:
        self._keychain = keychain

    async def find(self, wanted: Wanted) -> Resolution:
        """Return the password that was kept for the feed's user."""
        if not wanted.username:
            return Resolution(None)
        try:
            secret = await self._keychain.get(wanted.address, wanted.username, wanted.patience_s)
        except UsageError as error:
            return Resolution(None, (error,))
        return Resolution(_login(wanted.username, secret) if secret else None)

    def describe(self, wanted: Wanted) -> Prospect | None:
        """Name the keychain; whether it has the password only opening it would tell."""
        if not wanted.username:
            return None
        return Prospect(f"{_SOURCE} (not opened)", certain=False)


def _login(username: str, secret: Secret) -> Login:
    return Login(username, secret, _SOURCE, supplier=Supplier.KEYCHAIN)
