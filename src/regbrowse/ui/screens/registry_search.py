"""What a registry finds itself, asked while one types, for those that have no list."""

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.ways import Found
from regbrowse.service.registry_service import RegistryService

_GROUP = "registry search"

_REST_S = 0.3
"""Typing must rest this long before a registry is asked: it counts requests."""

_AHEAD = 30
"""Rows below the cursor at which the next page is asked for."""


class RegistrySearch:
    """The names that a registry found for one text, page by page; `changed` is called for each."""

    def __init__(
        self,
        screen: Screen[None],
        service: RegistryService,
        feed: Feed,
        changed: Callable[[], None],
    ) -> None:
        self.text = ""
        self.names: list[str] = []
        self.total: int | None = None
        self.asking = False
        self.answered = False
        """Whether there is a first answer for `text`."""
        self.waiting: Waiting | None = None
        """The wait that the registry asked for, None if it is being asked."""
        self.failure: RegbrowseError | None = None
        self._screen = screen
        self._registry = service.search_registry(feed)
        self._changed = changed
        self._cursor: str | None = None

    def ask(self, text: str) -> None:
        """Ask for another text once typing rests; what was asked before is given up."""
        text = " ".join(text.split())
        if text == self.text:
            return
        self.text, self.names, self.total, self._cursor = text, [], None, None
        self.failure = self.waiting = None
        self.asking, self.answered = bool(text), False
        if text:
            self._start(None, _REST_S)
        else:
            self.stop()

    def stop(self) -> None:
        """Give up what is being asked; what was found stays."""
        self._screen.workers.cancel_group(self._screen, _GROUP)
        self.asking, self.waiting = False, None

    def look_ahead(self, row: int) -> None:
        """Ask for the next page as the cursor comes near the end of what there is."""
        if self._cursor is not None and not self.asking and row >= len(self.names) - _AHEAD:
            self.asking = True
            self._start(self._cursor, 0)

    async def close(self) -> None:
        """Close the connections."""
        await self._registry.aclose()

    def _start(self, cursor: str | None, rest_s: float) -> None:
        self._screen.run_worker(self._ask(self.text, cursor, rest_s), group=_GROUP, exclusive=True)

    async def _ask(self, text: str, cursor: str | None, rest_s: float) -> None:
        await asyncio.sleep(rest_s)
        try:
            self._take(await self._registry.search(text, cursor, self._wait))
        except RegbrowseError as error:
            self.failure = error
            self._cursor = None
        self.asking, self.answered, self.waiting = False, True, None
        self._changed()

    def _wait(self, waiting: Waiting) -> None:
        self.waiting = waiting if waiting.seconds_left else None
        self._changed()

    def _take(self, found: Found) -> None:
        known = set(self.names)
        self.names += [name for name in found.names if name not in known]
        self.total, self._cursor = found.total, found.cursor
