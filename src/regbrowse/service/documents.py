"""Manifests and configs of one repository, from the cache or else from the registry."""

import asyncio
from typing import TYPE_CHECKING

from regbrowse.catalog.manifest_cache import (
    DocumentKey,
    DocumentKind,
    KeptDocument,
    ManifestCache,
)
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CacheError, NotFound
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.manifest import digest_of
from regbrowse.domain.image.media_types import SCHEMA1_TYPES
from regbrowse.domain.names import is_digest
from regbrowse.registry.manifests import FetchedManifest, ManifestHead, named
from regbrowse.service.access import feed_key

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient


class Documents:
    """Reads the documents of a repository. What it has shown once is not asked for again.

    What another repository has shown is asked for: that a digest is known somewhere does not say
    that it is here.
    """

    def __init__(
        self,
        client: "RegistryClient",
        cache: ManifestCache,
        repository: str,
        *,
        only_kept: bool = False,
    ) -> None:
        """With `only_kept` whatever is not in the cache is taken for not there."""
        self._client = client
        self._only_kept = only_kept
        self._cache = cache
        self._repository = repository
        self._place = f"{feed_key(client.feed)} {repository}"
        self._there: set[DocumentKey] | None = None
        self._unkept: list[KeptDocument] = []
        self._keeping = asyncio.Lock()
        self.cache_error: CacheError | None = None
        """Why nothing is kept, if so: the registry is there all the same."""

    async def counts_pulls(self) -> bool:
        """See `RegistryClient.counts_pulls`; what is only looked up never is a pull."""
        return not self._only_kept and await self._client.counts_pulls()

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
        """Return a manifest of this repository if it is in the cache."""
        found = await self._lookup(DocumentKey(DocumentKind.MANIFEST, digest))
        return FetchedManifest(found.data, found.media_type, digest) if found else None

    async def config(self, descriptor: Descriptor) -> bytes:
        """Return a config. Raises what `Blobs.get` raises."""
        key = DocumentKey(DocumentKind.CONFIG, descriptor.digest)
        found = await self._lookup(key)
        if found is not None:
            return found.data
        data = await self.blob(descriptor)
        await self._keep(KeptDocument(key, descriptor.media_type, data))
        return data

    async def blob(self, descriptor: Descriptor) -> bytes:
        """Return a small blob, which is not kept. Raises what `Blobs.get` raises."""
        algorithm = descriptor.digest.partition(":")[0]
        embedded = descriptor.data
        if embedded is not None and digest_of(embedded, algorithm) == descriptor.digest:
            return embedded
        self._may_ask(descriptor.digest)
        blobs = (await self._client.images()).blobs
        return await blobs.get(self._repository, descriptor.digest)

    async def fetch(self, reference: str) -> FetchedManifest:
        """Return a manifest from the registry, and keep it. Raises what `Manifests.get` raises."""
        self._may_ask(reference)
        manifests = (await self._client.images()).manifests
        fetched = await manifests.get(self._repository, reference)
        if not _is_schema1(fetched):
            key = DocumentKey(DocumentKind.MANIFEST, fetched.digest)
            await self._keep(KeptDocument(key, fetched.media_type, fetched.data))
        return fetched

    def _may_ask(self, reference: str) -> None:
        if self._only_kept:
            name = named(self._repository, reference)
            raise NotFound(Code.MANIFEST_NOT_FOUND, operation="read what is kept", reference=name)

    async def _lookup(self, key: DocumentKey) -> KeptDocument | None:
        try:
            if self._there is None:
                self._there = await asyncio.to_thread(self._cache.keys, self._place)
            # To ask a file for what is not in it takes a thread each time.
            if key not in self._there:
                return None
            return await asyncio.to_thread(self._cache.get, self._place, key)
        except CacheError as error:
            self.cache_error = error
            return None

    async def _keep(self, document: KeptDocument) -> None:
        """Keep a document, in one transaction with those that others want kept at the moment."""
        self._unkept.append(document)
        async with self._keeping:
            documents, self._unkept = self._unkept, []
            if not documents:
                return
            try:
                await asyncio.to_thread(self._cache.put, self._place, documents)
            except CacheError as error:
                self.cache_error = error
            else:
                if self._there is not None:
                    self._there.update(document.key for document in documents)


def _is_schema1(fetched: FetchedManifest) -> bool:
    """Whether two manifests of one digest may differ: schema 1, with its signatures and without.

    Whatever it is labelled as: what is taken for it in vain is asked for again, and no more.
    """
    return fetched.media_type in SCHEMA1_TYPES or b'"fsLayers"' in fetched.data
