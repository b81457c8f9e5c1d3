"""How the service reaches registries: one client per use, with the logins of the chain."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login

if TYPE_CHECKING:
    from regbrowse.credentials.chain import CredentialChain
    from regbrowse.credentials.source import Resolution
    from regbrowse.domain.address import Address
    from regbrowse.domain.rate_limit import RateLimit
    from regbrowse.registry.client import RegistryClient
    from regbrowse.registry.dialects.dialect import Dialect
    from regbrowse.registry.rate_limits import RateLimits


class Access:
    """Opens registries. The HTTP client is imported only when one is."""

    def __init__(
        self, make_chain: "Callable[[], CredentialChain]", environ: Mapping[str, str]
    ) -> None:
        """`make_chain` is called when a login is first asked for: no start waits for it."""
        self._make_chain = make_chain
        self._made: CredentialChain | None = None
        self._environ = environ
        self._limits: dict[str, RateLimits] = {}
        self._confirmed: dict[str, set[type[Dialect]]] = {}

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables that have a say about proxies and certificates."""
        return self._environ

    async def find_login(
        self,
        address: "Address",
        username: str | None,
        repository: str | None,
        within_s: float | None = None,
    ) -> "Resolution":
        """Ask the chain for a login; see `CredentialChain.resolve`."""
        return await self._chain.resolve(address, username, repository, within_s)

    def client(self, feed: Feed, repository: str | None = None) -> "RegistryClient":
        """Return a client for `feed`; it asks nothing before it is used. Close it after use.

        `repository` is the one that is about to be read, if it is one alone: podman keeps logins
        of single namespaces.
        """
        from regbrowse.registry.client import RegistryClient

        async def find_login() -> "Resolution":
            return await self._chain.resolve(feed.address, feed.username, repository)

        return RegistryClient(
            feed,
            find_login,
            self._environ,
            limits=self.limits_of(feed),
            confirmed=self._confirmed.setdefault(feed_key(feed), set()),
        )

    def import_ahead(self) -> None:
        """Import the HTTP client."""
        import regbrowse.registry.client  # noqa: F401 (to have it imported is all)

    def limits_of(self, feed: Feed) -> "RateLimits":
        """Return where is remembered what the registry of `feed` says of its limits."""
        from regbrowse.registry.rate_limits import RateLimits

        return self._limits.setdefault(feed_key(feed), RateLimits())

    def rate_limit(self, feed: Feed) -> "RateLimit | None":
        """Return what the registry of `feed` has said of its limits since the start, if anything.

        Of several (the registry's, its web API's) it is the one of which most is used up.
        """
        limits = self._limits.get(feed_key(feed))
        return None if limits is None else limits.tightest(datetime.now(UTC))

    def hand_over(self, feed: Feed, login: Login) -> None:
        """Use a login that was handed over for `feed`, before all others, and keep it nowhere."""
        from regbrowse.credentials.handed import HandedOver

        self._made = self._chain.preceded_by(HandedOver(feed.address, login))

    def supplier(self, feed: Feed) -> str | None:
        """Say who would supply the login of `feed`, without asking a helper or a keychain."""
        return self._chain.describe(feed.address, feed.username)

    @property
    def _chain(self) -> "CredentialChain":
        if self._made is None:
            self._made = self._make_chain()
        return self._made


def feed_key(feed: Feed) -> str:
    """Return what identifies the list of a feed before any registry was asked: address and user."""
    return f"{feed.address} {feed.username or ''}"
