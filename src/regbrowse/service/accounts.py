"""Logins that are kept or known elsewhere: our keychain, and those of docker and podman."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Secret

if TYPE_CHECKING:
    from regbrowse.credentials.keychain import Keychain
    from regbrowse.credentials.listing import Listing


class Accounts:
    """Keeps and lists logins. Without a keychain nothing is kept."""

    def __init__(
        self, keychain: "Keychain | None", known_logins: Callable[[], Awaitable["Listing"]]
    ) -> None:
        self._keychain = keychain
        self._known_logins = known_logins

    async def keep(self, feed: Feed, secret: Secret) -> None:
        """Keep the password of the feed's user. Raises UsageError with `keychain-unavailable`."""
        await self._open().set(feed.address, feed.username or "", secret)

    async def forget(self, feed: Feed) -> None:
        """Forget the password of the feed's user, if there is one."""
        if self._keychain is not None:
            await self._keychain.delete(feed.address, feed.username or "")

    async def known_logins(self) -> "Listing":
        """Return the registries that docker and podman are logged in to."""
        return await self._known_logins()

    def _open(self) -> "Keychain":
        if self._keychain is None:
            raise UsageError(Code.KEYCHAIN_UNAVAILABLE, reason="there is none here")
        return self._keychain
