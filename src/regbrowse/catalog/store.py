"""The local cache, as one object to hand around."""

from pathlib import Path

from regbrowse.catalog.catalogs import Catalogs
from regbrowse.catalog.database import Database
from regbrowse.catalog.feed_ways import FeedWays
from regbrowse.catalog.manifest_cache import ManifestCache
from regbrowse.catalog.opened import OpenedNames
from regbrowse.catalog.tag_lists import TagLists
from regbrowse.catalog.walks import Walks
from regbrowse.domain.errors import CacheError


class Store:
    """The cache in a folder: catalogs, walks and tag lists in one database.

    All methods of its parts are synchronous and may be called from any thread. They raise
    CacheError; a damaged file is set aside, and noted, instead.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder)
        self.catalogs = Catalogs(self._database)
        self.walks = Walks(self._database)
        self.tags = TagLists(self._database)
        self.ways = FeedWays(self._database)
        self.opened = OpenedNames(self._database)
        self.documents = ManifestCache(self._database)

    def take_notices(self) -> list[CacheError]:
        """Return what a person should know of the cache, each once."""
        notices, self._database.notices = self._database.notices, []
        return notices

    def close(self) -> None:
        """Close the file."""
        self._database.close()
