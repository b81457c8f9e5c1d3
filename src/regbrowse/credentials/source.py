"""What a source of logins is asked, and what it answers."""

from dataclasses import dataclass
from typing import Protocol

from regbrowse.domain.address import Address
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.login import Login


@dataclass(frozen=True, slots=True)
class Wanted:
    """The registry that a login is wanted for.

    `username` is the user whom the feed names, if it names one. `repository` is the repository
    about to be read, if it is one alone: podman keeps logins of single namespaces. `patience_s` are
    the seconds that a source may take; None leaves it to each.
    """

    address: Address
    username: str | None = None
    repository: str | None = None
    patience_s: float | None = None

    def accepts(self, username: str) -> bool:
        """Whether a login of `username` may be used.

        Where the feed names a user, nobody else's login will do: another login is another catalog.
        A token without a known owner is nobody's, so it will not do either.
        """
        return self.username is None or self.username == username


@dataclass(frozen=True, slots=True)
class Resolution:
    """The login that was found, if any, and what went wrong on the way."""

    login: Login | None
    notices: tuple[RegbrowseError, ...] = ()


@dataclass(frozen=True, slots=True)
class Prospect:
    """Who would supply a login, as far as can be known without asking.

    `certain` is False where only asking would tell: a keychain, or a helper that may have the
    login of somebody else than the user whom the feed names.
    """

    source: str
    certain: bool = True


class Source(Protocol):
    """One place where logins come from."""

    async def find(self, wanted: Wanted) -> Resolution:
        """Look for a login; what is broken becomes a notice and is never raised."""
        ...

    def describe(self, wanted: Wanted) -> Prospect | None:
        """Say who would supply a login, without running a program or opening a keychain."""
        ...
