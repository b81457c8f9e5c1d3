"""Look for a tag or digest in the repositories of feeds."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing

from regbrowse.domain.catalog import CatalogState, Match
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import FeedFailed, FindBegun, FindEvent, TagQuery
from regbrowse.domain.progress import Notice, WalkReport
from regbrowse.service.access import Access
from regbrowse.service.feed_search import FeedSearch, look_at_all
from regbrowse.service.refresh import Refresher
from regbrowse.service.search import Searcher
from regbrowse.service.waiting import with_waits
from regbrowse.service.ways import WayBook


class Finder:
    """Finds tags and digests."""

    def __init__(
        self, access: Access, refresher: Refresher, searcher: Searcher, ways: WayBook
    ) -> None:
        self._access = access
        self._refresher = refresher
        self._searcher = searcher
        self._ways = ways

    async def find(
        self, feeds: Sequence[Feed], query: TagQuery, within: str = ""
    ) -> AsyncGenerator[FindEvent]:
        """Look for `query` in the repositories of `feeds` that a search for `within` finds.

        A catalog that was never read is read first, as `WalkProgress` tells; then comes one
        FindBegun, and one Looked for each repository as it is done, which is not the order of the
        search. Where there is no catalog, the names that were opened are looked at. Expected
        failures are events: of one repository in its Looked, of a whole feed as FeedFailed, after
        which the rest of that feed is left alone. Where a registry asks for a wait, each second is
        a Waiting. Close it to stop; what was yielded stays good.
        """
        alive: list[Feed] = []
        for feed in feeds:
            async with aclosing(self._prepare(feed)) as events:
                async for event in events:
                    yield event
            if await self._knows_names(feed):
                alive.append(feed)
        result = await self._searcher.search(feeds, within)
        ways = {feed.name: await self._ways.ways(feed) for feed in feeds}
        yield FindBegun(result.total, result.fuzzy, result.feeds, ways)
        async with aclosing(self._look(alive, query, result.matches)) as looking:
            async for looked in looking:
                yield looked

    async def _look(
        self, feeds: Sequence[Feed], query: TagQuery, matches: Sequence[Match]
    ) -> AsyncGenerator[FindEvent]:
        async with AsyncExitStack() as stack:
            searches = {}
            for feed in feeds:
                client = await stack.enter_async_context(self._access.client(feed))
                searches[feed.name] = FeedSearch(feed, client, query)
            events: AsyncGenerator[FindEvent] = look_at_all(searches, matches)
            for search in searches.values():
                events = with_waits(events, search.client)
            async with aclosing(events) as looking:
                async for looked in looking:
                    yield looked
            for search in searches.values():
                for error in search.client.notices:
                    yield Notice(error, search.feed.name)

    async def _prepare(self, feed: Feed) -> AsyncGenerator[FindEvent]:
        """Read the catalog of a feed, if there is none of it and may be one."""
        if (await self._state(feed)).refreshed_at is not None:
            return
        if (await self._ways.ways(feed)).searches and await self._ways.has_no_list(feed):
            return
        async with aclosing(self._refresher.refresh(feed)) as events:
            async for event in events:
                if not isinstance(event, WalkReport):
                    yield event
                elif event.error is not None and event.failed:
                    yield FeedFailed(feed.name, event.error)

    async def _knows_names(self, feed: Feed) -> bool:
        state = await self._state(feed)
        return bool(state.repositories or state.opened)

    async def _state(self, feed: Feed) -> CatalogState:
        [state] = (await self._searcher.search([feed], "", limit=1)).feeds
        return state
