"""Details of tags: digest, size, age and platforms, those first that a person is looking at.

Registries whose own API describes many tags in one call are asked by it; elsewhere each tag is
asked for by HEAD, and what its digest names is read once and kept for ever.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.manifests import named
from regbrowse.registry.v1.registry import V1Registry
from regbrowse.service.access import Access
from regbrowse.service.describing import Describer
from regbrowse.service.documents import Documents
from regbrowse.service.failing import Streak, is_of_one_tag
from regbrowse.service.looking_v1 import details_of
from regbrowse.service.waiting import with_waits

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient

AT_ONCE = 6
"""Tags that are asked for at the same time."""

_FRESH_S = 300.0
"""A tag may be moved to another digest: after so many seconds it is asked for again."""

_REPOSITORIES = 50
"""Of so many repositories, those that were looked at last, it is remembered."""


class TagDetailer:
    """Hands out sessions, and remembers for some minutes which tag has which digest."""

    def __init__(self, access: Access, store: Store, machine: Platform) -> None:
        self._access = access
        self._store = store
        self._machine = machine
        self._known: dict[tuple[Feed, str], dict[str, tuple[float, TagDetails]]] = {}

    def session(self, feed: Feed, repository: str, *, anew: bool = False) -> "DetailSession":
        """Return what reads details of the tags of a repository; close it after use.

        With `anew` nothing is taken from memory, only what digests name from the cache.
        """
        known = self._known.pop((feed, repository), {})
        if anew:
            known = {}
        self._known[feed, repository] = known
        while len(self._known) > _REPOSITORIES:
            del self._known[next(iter(self._known))]
        return DetailSession(
            self._access.client(feed, repository), self._store, self._machine, repository, known
        )


class DetailSession:
    """Reads details of tags of one repository, in the order in which they are wanted."""

    def __init__(
        self,
        client: "RegistryClient",
        store: Store,
        machine: Platform,
        repository: str,
        known: dict[str, tuple[float, TagDetails]],
    ) -> None:
        self._client = client
        self._repository = repository
        self._known = known
        self._documents = Documents(client, store.documents, repository)
        only_heads = client.feed.address.is_hub
        self._describer = Describer(self._documents, repository, machine, only_heads=only_heads)
        self._wanted: deque[str] = deque()
        self._pages: AsyncIterator[Sequence[TagDetails]] | None = None
        self._partly: dict[str, TagDetails] = {}
        self._v1: V1Registry | None = None
        self._ids: dict[str, str] = {}
        self._opened = False
        self._streak = Streak()

    async def aclose(self) -> None:
        """End what is still being read, and all connections."""
        await self._describer.aclose()
        await self._client.aclose()

    def want(self, names: Iterable[str]) -> None:
        """Say which tags are of interest now, the first first; earlier wishes are dropped."""
        self._wanted = deque(names)

    def remembered(self) -> list[TagDetails]:
        """Return what was read a moment ago of what is wanted. Nobody is asked."""
        return self._fresh()

    def found(self) -> AsyncGenerator[TagDetails | Waiting]:
        """Yield details as they come, until nothing is wanted any more.

        A tag that is listed but broken has its error in its details. Each second of a wait that
        the registry asks for is a Waiting. Raises AuthError, the errors of the connection and the
        like, after which the other tags are not asked for.
        """
        return with_waits(self._found(), self._client)

    async def _found(self) -> AsyncGenerator[TagDetails]:
        for details in self._fresh():
            yield details
        if not self._wanted:
            return
        await self._open()
        while self._pages is not None and self._wanted:
            for details in await self._next_page():
                yield details
        tasks: dict[str, asyncio.Task[TagDetails]] = {}
        try:
            while self._wanted or tasks:
                while self._wanted and len(tasks) < AT_ONCE:
                    name = self._wanted.popleft()
                    if name not in tasks:  # It may be wanted again while it is being read.
                        tasks[name] = asyncio.create_task(self._details(name))
                await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
                done = [name for name, task in tasks.items() if task.done()]
                # What failed last: what was found at the same moment is not lost with it.
                for name in sorted(done, key=lambda name: _has_failed(tasks[name])):
                    found = tasks[name].result()
                    del tasks[name]
                    yield found
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    def _fresh(self) -> list[TagDetails]:
        """Take what was read a moment ago from the wishes."""
        known = {
            name: details
            for name in self._wanted
            if (details := self._read_a_moment_ago(name)) is not None
        }
        self._wanted = deque(name for name in self._wanted if name not in known)
        return list(known.values())

    def _read_a_moment_ago(self, name: str) -> TagDetails | None:
        found = self._known.get(name)
        return found[1] if found and time.monotonic() - found[0] < _FRESH_S else None

    async def _open(self) -> None:
        """Find out which ways there are, once."""
        if self._opened:
            return
        self._v1 = await self._client.v1_images()
        if self._v1 is not None:
            self._ids = await self._v1.tag_images(self._repository)
        else:
            self._pages = self._client.tag_details(self._repository)
        self._opened = True

    async def _next_page(self) -> Sequence[TagDetails]:
        """Return what the registry's own API says next, without what is not wanted any more."""
        if self._pages is None:
            return ()
        try:
            page = await anext(self._pages, None)
        except RegistryError:
            page = None  # It is a short cut: what it does not say is asked for tag by tag.
        if page is None:
            self._pages = None
            return ()
        whole = [self._remembered(each) for each in page if _is_whole(each)]
        self._partly |= {each.name: each for each in page if not _is_whole(each)}
        said = {each.name for each in whole}
        self._wanted = deque(name for name in self._wanted if name not in said)
        return whole

    async def _details(self, name: str) -> TagDetails:
        if (known := self._read_a_moment_ago(name)) is not None:
            return known
        try:
            details = await self._ask(name)
        except RegistryError as error:
            self._tell(error, name)
            if self._streak.ends(error):
                raise
            broken = TagDetails(name, error=error)
            # As it may as well be the server, such a tag is asked for again next time.
            return self._remembered(broken) if is_of_one_tag(error) else broken
        self._streak.interrupted()
        return self._remembered(details)

    async def _ask(self, name: str) -> TagDetails:
        if (v1 := self._v1) is not None:
            image_id = self._ids.get(name) or await v1.tag_image(self._repository, name)
            return details_of(name, await v1.image(image_id, self._repository))
        partly = self._partly.get(name)
        details = await self._describer.describe(name, partly.digest if partly else None)
        if partly is None:
            return details
        return replace(
            details,
            digest=details.digest or partly.digest,
            size=details.size if details.size is not None else partly.size,
            created=details.created or partly.created,
            platforms=details.platforms or partly.platforms,
        )

    def _remembered(self, details: TagDetails) -> TagDetails:
        self._known[details.name] = (time.monotonic(), details)
        return details

    def _tell(self, error: RegbrowseError, name: str) -> None:
        feed = self._client.feed
        error.learn(
            feed=feed.saved_name,
            host=feed.address.netloc,
            repository=self._repository,
            reference=named(self._repository, name),
        )


def _is_whole(details: TagDetails) -> bool:
    """Whether a registry's own API said all there is to say of a tag."""
    return details.digest is not None and details.size is not None


def _has_failed(task: "asyncio.Task[TagDetails]") -> bool:
    return task.cancelled() or task.exception() is not None
