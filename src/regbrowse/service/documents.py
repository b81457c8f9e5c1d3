"""Manifests and configs of one repository, from the cache or else from the registry."""

import asyncio
from typing import TYPE_CHECKING

from regbrowse.catalog.manifest_cache import ManifestCache
from regbrowse.domain.errors import CacheError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.manifest import digest_of
from regbrowse.domain.names import is_digest
from regbrowse.registry.manifests import FetchedManifest, ManifestHead

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient


class Documents:
    """Reads the documents of a repository. What is kept is not asked for again."""

    def __init__(self, client: "RegistryClient", cache: ManifestCache, repository: str) -> None:
        self._client = client
        self._cache = cache
        self._repository = repository
        self._there: set[str] | None = None
        self._unkept: list[tuple[str, str, bytes]] = []
        self._keeping = asyncio.Lock()
        self.cache_error: CacheError | None = None
        """Why nothing is kept, if so: the registry is there all the same."""

    async def counts_pulls(self) -> bool:
        """See `RegistryClient.counts_pulls`."""
        return await self._client.counts_pulls()

    async def manifest(self, reference: str) -> FetchedManifest:
        """Return a manifest by tag or digest. A tag is asked for by HEAD first, which costs little.

        Raises what `Manifests.get` raises.
        """
        if is_digest(reference):
            return await self.kept(reference) or await self.fetch(reference)
        head = await self.head(reference)
        kept = await self.kept(head.digest) if head else None
        return kept or await self.fetch(reference)

    async def head(self, reference: str) -> ManifestHead | None:
        """Return what a HEAD tells, which costs no pull. See `Manifests.head`."""
        return await (await self._client.images()).manifests.head(self._repository, reference)

    async def kept(self, digest: str) -> FetchedManifest | None:
        """Return a manifest if it is in the cache."""
        found = await self._lookup(digest)
        return FetchedManifest(found[1], found[0], digest) if found else None

    async def config(self, descriptor: Descriptor) -> bytes:
        """Return a config. Raises what `Blobs.get` raises."""
        algorithm = descriptor.digest.partition(":")[0]
        embedded = descriptor.data
        if embedded is not None and digest_of(embedded, algorithm) == descriptor.digest:
            return embedded
        found = await self._lookup(descriptor.digest)
        if found is not None:
            return found[1]
        blobs = (await self._client.images()).blobs
        data = await blobs.get(self._repository, descriptor.digest)
        await self._keep(descriptor.digest, descriptor.media_type, data)
        return data

    async def fetch(self, reference: str) -> FetchedManifest:
        """Return a manifest from the registry, and keep it. Raises what `Manifests.get` raises."""
        manifests = (await self._client.images()).manifests
        fetched = await manifests.get(self._repository, reference)
        await self._keep(fetched.digest, fetched.media_type, fetched.data)
        return fetched

    async def _lookup(self, digest: str) -> tuple[str, bytes] | None:
        try:
            if self._there is None:
                self._there = await asyncio.to_thread(self._cache.digests)
            # To ask a file for what is not in it takes a thread each time.
            if digest not in self._there:
                return None
            return await asyncio.to_thread(self._cache.get, digest)
        except CacheError as error:
            self.cache_error = error
            return None

    async def _keep(self, digest: str, media_type: str, data: bytes) -> None:
        """Keep a document, in one transaction with those that others want kept at the moment."""
        self._unkept.append((digest, media_type, data))
        async with self._keeping:
            documents, self._unkept = self._unkept, []
            if not documents:
                return
            try:
                await asyncio.to_thread(self._cache.put_all, documents)
            except CacheError as error:
                self.cache_error = error
            else:
                if self._there is not None:
                    self._there.update(document[0] for document in documents)
