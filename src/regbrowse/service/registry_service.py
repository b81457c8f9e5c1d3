"""RegistryService: the one asynchronous door to everything that regbrowse can do."""

from collections.abc import AsyncGenerator, Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.catalog import Namespace, SearchResult
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import LINUX_AMD64, Platform
from regbrowse.domain.login import Login
from regbrowse.domain.progress import Notice
from regbrowse.service.access import Access, feed_key
from regbrowse.service.accounts import Accounts
from regbrowse.service.feeds import FeedBook
from regbrowse.service.indexes import Indexes
from regbrowse.service.search import Searcher
from regbrowse.service.ways import WayBook

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckEvent, CheckReport
    from regbrowse.domain.check_target import CheckTarget
    from regbrowse.domain.comparison import Comparison
    from regbrowse.domain.finding import FindEvent, TagQuery
    from regbrowse.domain.image.descriptor import Descriptor
    from regbrowse.domain.image.files import FileContent, LayerPart
    from regbrowse.domain.image.image import Image, RawManifest, Referrer
    from regbrowse.domain.rate_limit import RateLimit, Waiting
    from regbrowse.domain.tag_listing import TagListing
    from regbrowse.service.checks import Checker
    from regbrowse.service.compare import Comparer, ImageName
    from regbrowse.service.details import DetailSession, TagDetailer
    from regbrowse.service.find import Finder
    from regbrowse.service.images import ImageReader
    from regbrowse.service.layers import LayerBrowser
    from regbrowse.service.referrers import ReferrerReader
    from regbrowse.service.refresh import Refresher, RefreshEvent
    from regbrowse.service.remote_search import RemoteSearch
    from regbrowse.service.tags import TagReader


class RegistryService:
    """Feeds, catalogs and tags, in domain types; screens and commands use nothing else.

    Every method may raise a RegbrowseError. Close it after use.

    Feeds and the search are there from the start. Everything else is imported and made when it is
    first used, because the first screen must not wait for it.
    """

    def __init__(
        self,
        file: FeedsFile,
        store: Store,
        access: Access,
        accounts: Accounts,
        machine: Platform = LINUX_AMD64,
    ) -> None:
        """`machine` is the platform for which images are pulled here."""
        indexes = self._indexes = Indexes(store)
        self.feeds = FeedBook(file, store, access, accounts)
        self._store = store
        self._access = access
        self._machine = machine
        self.ways = WayBook(store, access)
        self._searcher = Searcher(store, indexes)

    @cached_property
    def _refresher(self) -> "Refresher":
        from regbrowse.service.refresh import Refresher

        return Refresher(self._access, self._store, self._indexes)

    @cached_property
    def _checker(self) -> "Checker":
        from regbrowse.service.checks import Checker

        return Checker(self._access)

    @cached_property
    def _tags(self) -> "TagReader":
        from regbrowse.service.tags import TagReader

        return TagReader(self._access, self._store)

    @cached_property
    def _images(self) -> "ImageReader":
        from regbrowse.service.images import ImageReader

        return ImageReader(self._access, self._store, self._machine)

    @cached_property
    def _detailer(self) -> "TagDetailer":
        from regbrowse.service.details import TagDetailer

        return TagDetailer(self._access, self._store, self._machine)

    @cached_property
    def _referrers(self) -> "ReferrerReader":
        from regbrowse.service.referrers import ReferrerReader

        return ReferrerReader(self._access)

    @cached_property
    def _layers(self) -> "LayerBrowser":
        from regbrowse.service.layers import LayerBrowser

        return LayerBrowser(self._access)

    @cached_property
    def _comparer(self) -> "Comparer":
        from regbrowse.service.compare import Comparer

        return Comparer(self._images)

    @cached_property
    def _finder(self) -> "Finder":
        from regbrowse.service.find import Finder

        return Finder(self._access, self._refresher, self._searcher, self.ways)

    def refresh(self, feed: Feed) -> "AsyncGenerator[RefreshEvent]":
        """Walk the catalog of a feed; see `Refresher.refresh`."""
        return self._refresher.refresh(feed)

    def import_ahead(self) -> None:
        """Import what is used when a registry is first asked: for a thread, as it takes long."""
        self._access.import_ahead()
        _ = self._refresher, self._tags, self._detailer, self._images

    def load_ahead(self, feed: Feed) -> None:
        """Begin to load the list of a feed that is going to be searched."""
        self._indexes.load_ahead(feed_key(feed))

    async def search(
        self, feeds: Sequence[Feed], text: str, limit: int | None = None
    ) -> SearchResult:
        """Search the kept lists of some feeds; see `Searcher.search`."""
        return await self._searcher.search(feeds, text, limit)

    def search_growing(self, feeds: Sequence[Feed], text: str) -> AsyncGenerator[SearchResult]:
        """Search, and yield what is found so far; see `Searcher.search_growing`."""
        return self._searcher.search_growing(feeds, text)

    async def namespaces(self, feeds: Sequence[Feed], text: str) -> list[Namespace]:
        """Group what a search finds by namespace; see `Searcher.namespaces`."""
        return await self._searcher.namespaces(feeds, text)

    def find(
        self, feeds: Sequence[Feed], query: "TagQuery", within: str = ""
    ) -> "AsyncGenerator[FindEvent]":
        """Look for a tag or digest in many repositories; see `Finder.find`."""
        return self._finder.find(feeds, query, within)

    def tags(self, feed: Feed, repository: str) -> "AsyncGenerator[TagListing | Notice | Waiting]":
        """List the tags of a repository; see `TagReader.tags`."""
        return self._tags.tags(feed, repository)

    def rate_limit(self, feed: Feed) -> "RateLimit | None":
        """Return what a registry has said of its limits; see `Access.rate_limit`."""
        return self._access.rate_limit(feed)

    def tag_details(self, feed: Feed, repository: str, *, anew: bool = False) -> "DetailSession":
        """Return what reads details of tags; see `TagDetailer.session`. Close it after use."""
        return self._detailer.session(feed, repository, anew=anew)

    async def image(
        self,
        feed: Feed,
        repository: str,
        reference: str,
        platform: Platform | None = None,
        entry: str | None = None,
        on_wait: "Callable[[Waiting], None] | None" = None,
    ) -> "Image":
        """Read what is under a tag or digest; see `ImageReader.image`."""
        return await self._images.image(feed, repository, reference, platform, entry, on_wait)

    async def kept_image(self, feed: Feed, repository: str, digest: str) -> "Image | None":
        """Return what is kept of an image, without a request; see `ImageReader.kept`."""
        return await self._images.kept(feed, repository, digest)

    async def raw_manifest(self, feed: Feed, repository: str, reference: str) -> "RawManifest":
        """Read the bytes that a tag or digest names; see `ImageReader.raw`."""
        return await self._images.raw(feed, repository, reference)

    async def small_blob(self, feed: Feed, repository: str, blob: "Descriptor") -> bytes:
        """Read a config or another small blob whole; see `ImageReader.blob`."""
        return await self._images.blob(feed, repository, blob)

    async def referrers(self, image: "Image", *, asked: bool = True) -> "Sequence[Referrer] | None":
        """List what was pushed about an image; see `ReferrerReader.of_image`."""
        return await self._referrers.of_image(image, asked=asked)

    def layer_files(self, image: "Image", layer: "Descriptor") -> "AsyncGenerator[LayerPart]":
        """List the files of a layer as they come; see `LayerBrowser.files`."""
        return self._layers.files(image, layer)

    def layer_file(
        self, image: "Image", path: str, layers: "Sequence[Descriptor] | None" = None
    ) -> "AsyncGenerator[LayerPart | FileContent]":
        """Look for a small file in the layers of an image; see `LayerBrowser.file`."""
        return self._layers.file(image, path, layers)

    async def compare(
        self,
        first: "ImageName",
        second: "ImageName",
        platform: Platform | None = None,
        on_wait: "Callable[[Waiting], None] | None" = None,
    ) -> "Comparison":
        """Compare two images; see `Comparer.compare`."""
        return await self._comparer.compare(first, second, platform, on_wait)

    def search_registry(self, feed: Feed) -> "RemoteSearch":
        """Return what searches on the registry of a feed itself; close it after use."""
        from regbrowse.service.remote_search import RemoteSearch

        return RemoteSearch(self._access, feed)

    def check(self, target: "CheckTarget", timeout_s: float = 15.0) -> "AsyncGenerator[CheckEvent]":
        """Find out why a registry does or does not answer; see `Checker.check`."""
        return self._checker.check(target, timeout_s)

    def report_markdown(self, report: "CheckReport") -> str:
        """Write the report of a check as Markdown, fit for a ticket."""
        from regbrowse.diagnosis.markdown import markdown

        return markdown(report)

    def hand_over(self, feed: Feed, login: Login) -> None:
        """Use a login for `feed` until the service is closed; it is kept nowhere."""
        self._access.hand_over(feed, login)

    def take_notices(self) -> list[Notice]:
        """Return what a person should know of the cache, each once."""
        return [Notice(error) for error in self._store.take_notices()]

    def close(self) -> None:
        """Close the cache."""
        self._store.close()
