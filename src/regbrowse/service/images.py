"""What a reference leads to: an image, an artifact, or an index of them."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image, RawManifest
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.names import is_digest
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting
from regbrowse.registry.manifests import named
from regbrowse.service.access import Access
from regbrowse.service.documents import Documents
from regbrowse.service.looking import Look
from regbrowse.service.looking_v1 import V1Look

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient
    from regbrowse.registry.v1.registry import V1Registry


class ImageReader:
    """Reads images. `machine` is what images are pulled for here."""

    def __init__(self, access: Access, store: Store, machine: Platform) -> None:
        self._access = access
        self._store = store
        self._machine = machine

    async def image(
        self,
        feed: Feed,
        repository: str,
        reference: str,
        platform: Platform | None = None,
        entry: str | None = None,
        on_wait: Callable[[Waiting], None] | None = None,
    ) -> Image:
        """Read the image or artifact under a tag or digest.

        Of an index the image for `platform` is chosen, or the one whose digest is `entry`, without
        either that for this machine. The sizes of the other platforms are read, too, except where
        each would count as a pull, as on Docker Hub. What is missing or broken beside the manifest,
        such as the config, becomes a notice of the image; so does the image for this machine, as
        long as nobody asked for it. Where the registry asks for a wait of up to 60 s, `on_wait` is
        told each second of it; cancel it to end the wait. Without `on_wait` a long one is an error.

        Raises NotFound (`manifest-not-found`, `manifest-denied`, `policy-blocked`,
        `digest-mismatch`, `platform-not-found`), BadAnswer (`manifest-invalid`,
        `oversized-response`), AuthError and the errors of the connection.
        """
        async with self._reading(feed, repository, reference) as (client, documents):
            client.waits.listener = on_wait
            look: Look | V1Look
            if (v1 := await _v1(client, documents, reference)) is not None:
                look = V1Look(v1, feed, repository, reference)
                image = await look.at(platform)
            else:
                look = Look(documents, feed, repository, reference, self._machine)
                image = await look.at(platform, entry)
            return replace(image, notices=_notices(feed, client, documents, look.errors))

    async def raw(self, feed: Feed, repository: str, reference: str) -> RawManifest:
        """Read what a tag or digest names, byte for byte, and nothing else.

        It need not be a manifest that anybody could read. Raises what `image` raises, but for
        `manifest-invalid` and what has to do with platforms. Of a v1 registry it is the JSON of the
        image.
        """
        async with self._reading(feed, repository, reference) as (client, documents):
            if (v1 := await _v1(client, documents, reference)) is not None:
                look = V1Look(v1, feed, repository, reference)
                image = await look.at(None)
                notices = _notices(feed, client, documents, look.errors)
                return RawManifest(image.digest, image.media_type, image.raw, notices)
            fetched = await documents.manifest(reference)
            errors = [] if fetched.mismatch is None else [fetched.mismatch]
            notices = _notices(feed, client, documents, errors)
            return RawManifest(fetched.digest, fetched.media_type, fetched.data, notices)

    async def kept(self, feed: Feed, repository: str, digest: str) -> Image | None:
        """Return the image under a digest as far as it is in the cache: nobody is asked.

        None if its manifest is not there; what else is not is missing in it. Raises BadAnswer with
        `manifest-invalid`.
        """
        async with self._access.client(feed, repository) as client:
            documents = Documents(client, self._store.documents, repository, only_kept=True)
            if await documents.kept(digest) is None:
                return None
            return await Look(documents, feed, repository, digest, self._machine).at(None)

    async def blob(self, feed: Feed, repository: str, blob: Descriptor) -> bytes:
        """Read a small blob whole, such as the config of an artifact or an SBOM, and verify it.

        Raises NotFound (`manifest-not-found`, `manifest-denied`, `policy-blocked`,
        `storage-unreachable`, `digest-mismatch`), BadAnswer with `oversized-response` for more than
        4 MiB, AuthError, and the errors of the connection.
        """
        async with self._reading(feed, repository, blob.digest) as (_, documents):
            return await documents.blob(blob)

    @asynccontextmanager
    async def _reading(
        self, feed: Feed, repository: str, reference: str
    ) -> AsyncGenerator[tuple["RegistryClient", Documents]]:
        """Open what is read from, and tell errors where they belong."""
        async with self._access.client(feed, repository) as client:
            try:
                yield client, Documents(client, self._store.documents, repository)
            except RegbrowseError as error:
                error.learn(
                    feed=feed.saved_name,
                    host=feed.address.netloc,
                    repository=repository,
                    reference=named(repository, reference),
                )
                if error.code is Code.MANIFEST_NOT_FOUND and "/" not in repository:
                    # A v1 registry has been asked for library/ already.
                    error.learn(bare=None if await client.v1_images() else repository)
                raise


async def _v1(
    client: "RegistryClient", documents: Documents, reference: str
) -> "V1Registry | None":
    """Return the registry if it is one of v1 that has to be asked.

    What is kept needs no registry, whatever it speaks.
    """
    if is_digest(reference) and await documents.kept(reference) is not None:
        return None
    return await client.v1_images()


def _notices(
    feed: Feed, client: "RegistryClient", documents: Documents, errors: Iterable[RegbrowseError]
) -> tuple[Notice, ...]:
    cache = () if documents.cache_error is None else (documents.cache_error,)
    return tuple(Notice(each, feed.saved_name) for each in (*client.notices, *errors, *cache))
