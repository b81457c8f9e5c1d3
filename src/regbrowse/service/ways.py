"""The ways into a feed: what its registry allows, and the names that were opened in it."""

import asyncio

from regbrowse.catalog.store import Store
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository
from regbrowse.domain.ways import BY_LOGIN, Ways
from regbrowse.service.access import Access, feed_key


class WayBook:
    """Knows how the repositories of each feed can be found, also offline."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    async def ways(self, feed: Feed) -> Ways:
        """Return what the registry of a feed allowed when its list was last asked for."""
        return await asyncio.to_thread(self._store.ways.get, feed_key(feed)) or Ways()

    async def has_no_list(self, feed: Feed) -> bool:
        """Whether there is no use in asking for the list of a feed again.

        Where it was refused, it is asked for with another login than the one that was refused it,
        such as one that came since. The chain of credentials is asked only then.
        """
        ways = await self.ways(feed)
        if ways.no_list not in BY_LOGIN:
            return ways.no_list is not None
        found = await self._access.find_login(feed.address, feed.username, None)
        return ways.login == (found.login.username if found.login is not None else "")

    async def remember(self, feed: Feed, repository: str) -> None:
        """Remember a repository that was opened by its name, for finding it again."""
        if is_repository(repository):
            await asyncio.to_thread(self._store.opened.add, feed_key(feed), repository)

    async def forget(self, feed: Feed, repository: str) -> bool:
        """Forget a name, and say whether it was remembered."""
        return await asyncio.to_thread(self._store.opened.remove, feed_key(feed), repository)

    async def opened(self, feed: Feed) -> list[str]:
        """Return the names that were opened in a feed, the newest first."""
        return await asyncio.to_thread(self._store.opened.all, feed_key(feed))
