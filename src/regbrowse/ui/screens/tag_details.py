"""Details of the tags that a person is looking at, read in the background."""

import asyncio
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.worker import Worker, get_current_worker

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.tag import TagKind, read_tag
from regbrowse.domain.tag_details import TagDetails
from regbrowse.service.registry_service import RegistryService

if TYPE_CHECKING:
    from regbrowse.service.details import DetailSession

_MOST_NAMES = 20
"""Names of the same digest that are told: a cell has room for few."""

_REST_S = 0.1
"""The cursor must rest this long before a registry is asked: a held key passes many tags."""


class DetailLoader:
    """Reads details of tags; `changed` is called when there are more, or when it ends.

    Only what is wanted now is read: what was scrolled past is not asked for.
    """

    def __init__(
        self,
        screen: Screen[None],
        service: RegistryService,
        feed: Feed,
        repository: str,
        changed: Callable[[], None],
    ) -> None:
        self.known: dict[str, TagDetails] = {}
        self.failure: RegbrowseError | None = None
        self.waiting = ""
        """How long the registry wants to be waited for, in words."""
        self._screen = screen
        self._service = service
        self._feed = feed
        self._repository = repository
        self._changed = changed
        self._naming: dict[str, list[str]] = {}
        self._stale: set[str] = set()
        self._anew = False
        self._session: DetailSession | None = None
        self._worker: Worker[None] | None = None

    @property
    def reading(self) -> bool:
        """Whether details are being read."""
        return self._worker is not None

    def also(self, name: str) -> Sequence[str]:
        """Return the other tags that are known to name the same as a tag."""
        details = self.known.get(name)
        if details is None or details.names is None:
            return ()
        names = islice(self._naming[details.names], _MOST_NAMES)
        return [each for each in names if each != name]

    def want(self, names: Iterable[str], *, at_once: bool = False) -> None:
        """Read these tags next, the first first, unless they are known or nothing answers."""
        missing = [name for name in names if name not in self.known or name in self._stale]
        if self.failure is not None or not missing:
            return
        if self._session is not None and self.reading:
            self._session.want(missing)
            return
        self._session = None
        self._worker = self._screen.run_worker(
            # Not a coroutine: one that is cancelled before it begins was never awaited.
            partial(self._read, missing, 0 if at_once else _REST_S),
            group="details",
            exclusive=True,
        )

    def renew(self) -> None:
        """Read everything anew, as tags may have been moved; what is known stays until then."""
        self.stop()
        self._stale = set(self.known)
        self._anew = True
        self.failure = None

    def stop(self) -> None:
        """Stop reading; what is known stays."""
        if self._worker is not None:
            self._worker.cancel()
            self._end()

    def _end(self) -> None:
        self._worker = self._session = None
        self.waiting = ""

    async def _read(self, names: Sequence[str], rest_s: float) -> None:
        await asyncio.sleep(rest_s)
        reader = self._service.tag_details(self._feed, self._repository, anew=self._anew)
        self._anew = False
        async with aclosing(reader) as session:
            self._session = session
            session.want(names)
            try:
                async with aclosing(session.found()) as events:
                    async for event in events:
                        self._take(event)
            except RegbrowseError as error:
                # The list itself says what is wrong with the registry; one reason is enough.
                self.failure = error
            finally:
                ours = self._worker is get_current_worker()
                if ours:
                    self._end()
        if ours:
            # Not called from here: what is wanted next would end this worker.
            self._screen.call_later(self._changed)

    def _take(self, event: TagDetails | Waiting) -> None:
        if isinstance(event, Waiting):
            self.waiting = waiting_words(event) if event.seconds_left else ""
        else:
            self._know(event)
        self._changed()

    def _know(self, details: TagDetails) -> None:
        before = self.known.get(details.name)
        if before is not None and before.names is not None:
            self._naming[before.names].remove(details.name)
        self.known[details.name] = details
        self._stale.discard(details.name)
        if details.names is not None:
            names = self._naming.setdefault(details.names, [])
            insort(names, details.name, key=_place)


def _place(name: str) -> tuple[bool, str]:
    """Where a name stands among those of the same digest: first what moves, such as `latest`."""
    tag = read_tag(name)
    return tag.kind is not TagKind.CHANNEL, tag.order
