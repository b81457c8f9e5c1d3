"""Our own entries in the keychain of the platform."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from regbrowse.credentials.threads import in_thread
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.login import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

DEADLINE = 60.0
"""Seconds that the keychain has: a person may have to unlock it."""


class Keychain:
    """Passwords of feeds, kept under `service_name(address)` and the user's name.

    `backend` is a backend of keyring, None for the one that keyring chooses on this machine.
    Every method raises UsageError with `keychain-unavailable`; its reason never quotes a backend,
    whose errors may hold what it was given.
    """

    def __init__(
        self, backend: "KeyringBackend | None" = None, *, deadline: float = DEADLINE
    ) -> None:
        self._backend = backend
        self._deadline = deadline

    async def get(
        self, address: Address, username: str, patience_s: float | None = None
    ) -> Secret | None:
        """Return the password of a user, None if there is none.

        The keychain has `patience_s` seconds, if that is less than usual.
        """
        service = service_name(address)
        password = await self._do(
            lambda keyring: keyring.get_password(service, username), patience_s
        )
        return None if password is None else Secret(password)

    async def set(self, address: Address, username: str, secret: Secret) -> None:
        """Keep the password of a user, in place of an older one."""
        service = service_name(address)

        def keep_and_look(keyring: "KeyringBackend") -> bool:
            keyring.set_password(service, username, secret.reveal())
            # A keyring that is switched off (keyring's null backend) takes it without a word.
            return keyring.get_password(service, username) == secret.reveal()

        if not await self._do(keep_and_look):
            raise _unavailable("it does not keep what it is given")

    async def delete(self, address: Address, username: str) -> bool:
        """Forget the password of a user; False if there was none."""
        service = service_name(address)

        def look_and_forget(keyring: "KeyringBackend") -> bool:
            # Backends do not tell an entry that is missing from one they failed to delete.
            if keyring.get_password(service, username) is None:
                return False
            keyring.delete_password(service, username)
            return True

        return await self._do(look_and_forget)

    async def _do(
        self, work: Callable[["KeyringBackend"], T], patience_s: float | None = None
    ) -> T:
        deadline = self._deadline if patience_s is None else min(patience_s, self._deadline)
        try:
            return await in_thread(lambda: work(self._open()), deadline)
        except TimeoutError:
            reason = f"it did not answer within {deadline:.2g} s"
        except Exception as error:  # each backend raises errors of its own platform
            reason = _reason(error)
        # Outside of the except clauses, so that the error does not carry the backend's along.
        raise _unavailable(reason)

    def _open(self) -> "KeyringBackend":
        if self._backend is not None:
            return self._backend
        import keyring  # slow, and not needed by most commands

        return keyring.get_keyring()


def service_name(address: Address) -> str:
    """Return the name under which the passwords of a registry are kept: `regbrowse ORIGIN`.

    On loopback the scheme is left out, because discovery may find http there as well as https.
    Elsewhere an address without a scheme means https, and a password kept for https is never
    found for http.
    """
    if address.is_loopback:
        return f"regbrowse {address.netloc}"
    return f"regbrowse {address.origin(address.scheme or 'https')}"


_LOCKED = "it is locked"


def _unavailable(reason: str) -> UsageError:
    locked = "yes" if reason == _LOCKED else None
    return UsageError(Code.KEYCHAIN_UNAVAILABLE, reason=reason, locked=locked)


def _reason(error: Exception) -> str:
    from keyring import errors

    reasons: dict[type[Exception], str] = {
        errors.NoKeyringError: "there is no keychain in this session",
        errors.KeyringLocked: _LOCKED,
        errors.InitError: "it cannot be opened",
        errors.PasswordSetError: "it does not take the password",
        errors.PasswordDeleteError: "it does not delete the password",
    }
    for kind, reason in reasons.items():
        if isinstance(error, kind):
            return reason
    return f"it failed with {type(error).__name__}"
