"""The repositories of several feeds, looked at a few at a time, and never in vain for long."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from regbrowse.domain.catalog import Match
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegbrowseError, Unreachable, UsageError
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import FeedFailed, Looked, TagQuery
from regbrowse.service.tag_search import TagSearch

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient

AT_ONCE = 8
"""Repositories that are looked at at the same time."""

_BAD_IN_A_ROW = 5
"""A registry that answers so many repositories in a row with a server's error is not asked for the
next hundred thousand."""

_SLICE = 2000
"""Repositories that are passed over before others get their turn."""

_ENDS = frozenset({Code.RATE_LIMITED, Code.CREDENTIALS_REJECTED, Code.TOKEN_SERVER_UNREACHABLE})
"""What would be so for every other repository, too; and who is told to ask less must."""


class FeedSearch:
    """The search in one feed, and whether it is over before its end."""

    def __init__(self, feed: Feed, client: "RegistryClient", query: TagQuery) -> None:
        self.feed = feed
        self.client = client
        self.over: RegbrowseError | None = None
        self.told = False
        self._search = TagSearch(client, feed, query)
        self._bad = 0
        self._opened = False
        self._opening = asyncio.Lock()

    async def look(self, place: int, repository: str) -> Looked | None:
        """Look at one repository; None if the feed is over, which only its own failures decide."""
        try:
            if not await self._open():
                return None
            hits = await self._search.look(repository)
        except RegbrowseError as error:
            self._tell(error, repository)
            if self._ends(error):
                self.over = self.over or error
                return None
            return Looked(place, self.feed.name, repository, error=error)
        self._bad = 0
        for unread in hits.unread:
            self._tell(unread.error, repository)
        return Looked(
            place,
            self.feed.name,
            repository,
            tuple(hits.found),
            whole=hits.whole,
            unread=tuple(hits.unread),
        )

    def _tell(self, error: RegbrowseError, repository: str) -> None:
        error.learn(feed=self.feed.saved_name, host=self.feed.address.netloc, repository=repository)

    async def _open(self) -> bool:
        """Open the registry once, however many are waiting for it; say whether it is there."""
        async with self._opening:
            if not self._opened and self.over is None:
                try:
                    await self.client.open()
                except RegbrowseError as error:
                    error.learn(feed=self.feed.saved_name)
                    self.over = error
                self._opened = True
        return self.over is None

    def _ends(self, error: RegbrowseError) -> bool:
        if isinstance(error, BadAnswer):
            self._bad += 1
        return (
            isinstance(error, Unreachable | UsageError)
            or error.code in _ENDS
            or self._bad >= _BAD_IN_A_ROW
        )


async def look_at_all(
    searches: Mapping[str, FeedSearch], matches: Iterable[Match]
) -> AsyncGenerator[Looked | FeedFailed]:
    """Look at all repositories, and yield what comes of each as soon as it does."""
    pending: dict[asyncio.Task[Looked | None], FeedSearch] = {}
    waiting = iter(enumerate(matches))
    try:
        while True:
            await _fill(pending, waiting, searches)
            if not pending:
                return
            done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                search = pending.pop(task)
                looked = None if task.cancelled() else task.result()
                if looked is not None:
                    yield looked
                if search.over is not None and not search.told:
                    search.told = True
                    for other in [each for each, its in pending.items() if its is search]:
                        other.cancel()
                    yield FeedFailed(search.feed.name, search.over)
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _fill(
    pending: dict[asyncio.Task[Looked | None], FeedSearch],
    waiting: Iterator[tuple[int, Match]],
    searches: Mapping[str, FeedSearch],
) -> None:
    """Begin with the next repositories, of feeds that are not over."""
    passed = 0
    while len(pending) < AT_ONCE and any(each.over is None for each in searches.values()):
        following = next(waiting, None)
        if following is None:
            return
        place, match = following
        search = searches[match.feed]
        if search.over is None:
            pending[asyncio.create_task(search.look(place, match.repository))] = search
        elif (passed := passed + 1) % _SLICE == 0:
            await asyncio.sleep(0)
