"""The feeds: what is configured, what is known of it, and changing it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.address import Address
from regbrowse.domain.catalog import CatalogState
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, UsageError
from regbrowse.domain.feed import Feed, may_be_feed_name
from regbrowse.domain.feed_settings import build_feed, settings_of
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.login import Secret
from regbrowse.domain.progress import Notice
from regbrowse.domain.reference import Reference
from regbrowse.domain.ways import Ways
from regbrowse.service.access import Access, feed_key
from regbrowse.service.accounts import Accounts

if TYPE_CHECKING:
    from regbrowse.service.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Saved:
    """A feed as it was saved, and what could not be saved with it."""

    feed: Feed
    notices: Sequence[Notice] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found: feeds that were added, and logins that a feed was there for."""

    added: Sequence[Feed]
    present: Sequence[Feed]
    notices: Sequence[Notice] = ()


class FeedBook:
    """The configured feeds."""

    def __init__(self, file: FeedsFile, store: Store, access: Access, accounts: Accounts) -> None:
        self._file = file
        self._store = store
        self._access = access
        self._accounts = accounts

    def all(self) -> list[Feed]:
        """Return the feeds in their order. Raises UsageError if the feeds file is broken."""
        return list(self._file.load().values())

    def named(self, name: str) -> Feed:
        """Return a feed. Raises UsageError with `feed-unknown` and the name that is closest."""
        feeds = self._file.load()
        if name not in feeds:
            near = get_close_matches(name, feeds, 1)
            raise UsageError(
                Code.FEED_UNKNOWN,
                feed=name,
                nearest=near[0] if near else None,
                feeds=", ".join(feeds) or None,
            )
        return feeds[name]

    def target(self, text: str) -> Feed:
        """Return the feed that a person means by a feed's name or an address.

        An address that is no feed becomes one that is not saved, named as its address. The file is
        not read for what cannot be the name of a feed, so a broken one is no matter then.
        """
        feeds = self._file.load() if may_be_feed_name(text) else {}
        if text in feeds:
            return feeds[text]
        address = Address.parse(text)
        return Feed(str(address), address, saved=False)

    def reference(self, text: str, within: Feed | None = None) -> tuple[Feed, Reference]:
        """Read a reference and return the feed that it is in; see `references.resolve`."""
        try:
            feeds = self._file.load()
        except UsageError:
            # Who gives the whole address needs none of them.
            if "://" not in text:
                raise
            feeds = {}
        from regbrowse.service.references import resolve

        return resolve(text, feeds, within)

    async def states(self) -> list[FeedState]:
        """Return all feeds with what is known of them, without asking any registry."""
        feeds = await asyncio.to_thread(self.all)
        return [
            FeedState(
                feed,
                await self.catalog_state(feed),
                self._access.supplier(feed),
                await self._ways(feed),
            )
            for feed in feeds
        ]

    async def _ways(self, feed: Feed) -> Ways:
        ways: Ways | None = await asyncio.to_thread(self._store.ways.get, feed_key(feed))
        return ways if ways is not None else Ways()

    async def catalog_state(self, feed: Feed) -> CatalogState:
        """Return how much of the feed's list is kept."""
        row = await asyncio.to_thread(self._store.catalogs.bound, feed_key(feed))
        if row is None:
            return CatalogState(feed.name)
        return CatalogState(feed.name, row.repositories, row.complete, row.refreshed_at)

    async def add(
        self, name: str, settings: Mapping[str, str | bool], secret: Secret | None = None
    ) -> Saved:
        """Save a new feed, its secret in the keychain.

        Where there is no keychain, the feed is saved without, and a notice says so. Raises
        UsageError with `feed-exists`, `invalid-setting` and the like; then nothing is saved.
        """
        feed = _usable(build_feed(name, settings, Path.cwd()), secret)
        await asyncio.to_thread(self._file.put, feed)
        return Saved(feed, await self._keep_secret(feed, secret))

    async def edit(
        self,
        name: str,
        changes: Mapping[str, str | bool],
        secret: Secret | None = None,
        new_name: str | None = None,
    ) -> Saved:
        """Change settings of a feed; an empty text unsets one."""
        settings = {**settings_of(self.named(name)), **changes}
        feed = _usable(build_feed(new_name or name, settings, Path.cwd()), secret)
        await asyncio.to_thread(self._file.put, feed, replacing=name)
        return Saved(feed, await self._keep_secret(feed, secret))

    async def remove(self, name: str) -> Saved:
        """Remove a feed and its secret. Lists that were read stay in the cache."""
        feed = self.named(name)
        await asyncio.to_thread(self._file.remove, name)
        notices: list[Notice] = []
        shared = any(feed_key(other) == feed_key(feed) for other in self.all())
        if feed.username and not shared:
            try:
                await self._accounts.forget(feed)
            except RegbrowseError as error:
                notices.append(Notice(error, name))
        return Saved(feed, notices)

    async def import_logins(self) -> Imported:
        """Add a feed for each registry that docker or podman are logged in to."""
        from regbrowse.service.suggestions import free_name, is_same

        listing = await self._accounts.known_logins()
        feeds = self._file.load()
        added: list[Feed] = []
        present: list[Feed] = []
        for login in listing.logins:
            same = next((f for f in feeds.values() if is_same(f, login)), None)
            if same is not None:
                present.append(same)
                continue
            feed = Feed(free_name(login.registry, feeds), Address.parse(login.registry))
            await asyncio.to_thread(self._file.put, feed)
            feeds[feed.name] = feed
            added.append(feed)
        return Imported(added, present, [Notice(error) for error in listing.notices])

    async def suggestions(self) -> "tuple[Sequence[Suggestion], Sequence[Notice]]":
        """Return the registries that docker or podman are logged in to and that are no feed yet.

        Helpers are asked for their lists, so this may take its time.
        """
        listing = await self._accounts.known_logins()
        from regbrowse.service.suggestions import suggest

        found = suggest(listing.logins, self._file.load())
        return found, [Notice(error) for error in listing.notices]

    async def _keep_secret(self, feed: Feed, secret: Secret | None) -> list[Notice]:
        if secret is None:
            return []
        try:
            await self._accounts.keep(feed, secret)
        except RegbrowseError as error:
            return [Notice(error, feed.name)]
        return []


def _usable(feed: Feed, secret: Secret | None) -> Feed:
    """Refuse at once what could only fail later."""
    if secret is not None and not feed.username:
        reason = "a password needs a user name, too"
        raise UsageError(Code.INVALID_SETTING, setting="username", reason=reason)
    for setting, file in (
        ("ca", feed.ca_file),
        ("client-cert", feed.client_cert),
        ("client-key", feed.client_key),
    ):
        if file is not None and not file.is_file():
            reason = f"there is no file {file}"
            raise UsageError(Code.INVALID_SETTING, setting=setting, reason=reason)
    return feed
