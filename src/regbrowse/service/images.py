"""What a reference leads to: an image, an artifact, or an index of them."""

from collections.abc import Callable
from dataclasses import replace

from regbrowse.catalog.store import Store
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.names import is_digest
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting
from regbrowse.registry.manifests import named
from regbrowse.service.access import Access
from regbrowse.service.documents import Documents
from regbrowse.service.looking import Look
from regbrowse.service.looking_v1 import V1Look


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
        on_wait: Callable[[Waiting], None] | None = None,
    ) -> Image:
        """Read the image or artifact under a tag or digest.

        Of an index the image for `platform` is chosen, without one that for this machine. The
        sizes of the other platforms are read, too, except where each would count as a pull, as on
        Docker Hub. What is missing or broken beside the manifest, such as the config, becomes a
        notice of the image. Where the registry asks for a wait of up to 60 s, `on_wait` is told
        each second of it; cancel it to end the wait. Without `on_wait` a long one is an error.

        Raises NotFound (`manifest-not-found`, `manifest-denied`, `policy-blocked`,
        `digest-mismatch`, `platform-not-found`), BadAnswer (`manifest-invalid`,
        `oversized-response`), AuthError and the errors of the connection.
        """
        async with self._access.client(feed, repository) as client:
            client.waits.listener = on_wait
            documents = Documents(client, self._store.documents, repository)
            look: Look | V1Look
            try:
                # What is kept needs no registry, whatever it speaks.
                kept = is_digest(reference) and await documents.kept(reference) is not None
                if not kept and (v1 := await client.v1_images()) is not None:
                    look = V1Look(v1, feed, repository, reference)
                else:
                    look = Look(documents, feed, repository, reference, self._machine)
                image = await look.at(platform)
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
            errors = [*client.notices, *look.errors]
            if documents.cache_error is not None:
                errors.append(documents.cache_error)
            return replace(image, notices=tuple(Notice(each, feed.saved_name) for each in errors))
