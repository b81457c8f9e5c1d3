"""What is under one tag, in as few requests as can be: its digest, size, age and platforms."""

import asyncio
from dataclasses import replace
from datetime import datetime

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError
from regbrowse.domain.image.annotations import facts
from regbrowse.domain.image.config import read_config, schema1_config
from regbrowse.domain.image.created import read_created
from regbrowse.domain.image.descriptor import total_size
from regbrowse.domain.image.index import choose, in_order
from regbrowse.domain.image.kinds import Kind, nature_of
from regbrowse.domain.image.manifest import Form, Manifest, read_manifest
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.manifests import FetchedManifest
from regbrowse.service.documents import Documents
from regbrowse.service.index_reading import IndexReader

_REQUESTS = 8
"""Manifests that are asked for to describe one index: others want to be described, too."""


class Describer:
    """Describes the tags of one repository by their manifests.

    A HEAD tells the digest, which pays where that is known: another tag has it, or it was read on
    another day. Where the last one led to a GET all the same, the next tag is asked for by GET at
    once, until that brings something that was known. What is under a digest is read once, whichever
    tags have it: of an index the manifest that this machine would pull, and the config, which has
    the date.
    """

    def __init__(
        self, documents: Documents, repository: str, machine: Platform, *, only_heads: bool
    ) -> None:
        """`only_heads` keeps to HEAD and to what is kept, where each GET counts as a pull."""
        self._documents = documents
        self._repository = repository
        self._machine = machine
        self._only_heads = only_heads
        self._heads_pay = True
        self._by_digest: dict[str, asyncio.Task[TagDetails]] = {}

    async def describe(self, name: str, digest: str | None = None) -> TagDetails:
        """Return what is known of a tag; `digest` is its digest where that is known.

        Raises RegistryError for a tag that is listed but broken.
        """
        if digest is not None:
            return replace(await self._under(digest), name=name)
        if not self._heads_pay:
            return replace(await self._fetched(name), name=name)
        head = await self._documents.head(name)
        if head is not None:
            self._heads_pay = self._only_heads or await self._is_known(head.digest)
            return replace(await self._headed(name, head.digest), name=name)
        if self._only_heads:
            return TagDetails(name)
        return replace(await self._fetched(name), name=name)

    async def aclose(self) -> None:
        """End what is still being read."""
        for task in self._by_digest.values():
            task.cancel()
        await asyncio.gather(*self._by_digest.values(), return_exceptions=True)

    async def _headed(self, name: str, digest: str) -> TagDetails:
        try:
            return await self._under(digest)
        except NotFound as error:
            if error.code is not Code.MANIFEST_NOT_FOUND:
                raise
            # The tag has moved meanwhile, or what the HEAD said was not true.
            return await self._fetched(name)

    async def _fetched(self, name: str) -> TagDetails:
        """Describe a tag by a GET of its manifest, which has to be what the registry calls it."""
        fetched = await self._documents.fetch(name)
        if fetched.mismatch is not None:
            raise fetched.mismatch
        self._heads_pay = fetched.digest in self._by_digest
        return await self._under(fetched.digest, fetched)

    async def _is_known(self, digest: str) -> bool:
        return digest in self._by_digest or await self._documents.kept(digest) is not None

    async def _under(self, digest: str, fetched: FetchedManifest | None = None) -> TagDetails:
        task = self._by_digest.get(digest)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._by_digest[digest] = asyncio.create_task(self._read(digest, fetched))
        # Several tags may wait for it: one that gives up must not end it for the others.
        return await asyncio.shield(task)

    async def _read(self, digest: str, fetched: FetchedManifest | None) -> TagDetails:
        manifest = (
            await self._manifest(digest)
            if fetched is None
            else read_manifest(fetched.data, fetched.media_type)
        )
        if manifest is None:
            return TagDetails("", digest)
        kind = nature_of(manifest).kind
        details = TagDetails("", digest, media_type=manifest.media_type, kind=kind)
        if manifest.form is not Form.INDEX:
            return await self._filled(details, manifest)
        reader = IndexReader(
            self._documents, self._repository, only_kept=self._only_heads, requests=_REQUESTS
        )
        entries = await reader.entries(manifest.manifests)
        platforms = in_order(entries.platforms, self._machine)
        names = (str(each.platform) for each in platforms)
        details = replace(
            details,
            platforms=tuple(dict.fromkeys(names)),
            created=_said(manifest),
        )
        chosen = choose(entries, None, self._machine)
        child = None if chosen is None else await reader.beside(chosen.digest)
        # The index is as good without the image of one platform, except where it is not its own.
        error = next((each for each in reader.errors if each.code is Code.DIGEST_MISMATCH), None)
        if error is not None:
            raise error
        return details if child is None else await self._filled(details, child)

    async def _manifest(self, digest: str) -> Manifest | None:
        fetched = await self._documents.kept(digest)
        if fetched is None and not self._only_heads:
            fetched = await self._documents.fetch(digest)
        return None if fetched is None else read_manifest(fetched.data, fetched.media_type)

    async def _filled(self, details: TagDetails, manifest: Manifest) -> TagDetails:
        size = total_size(manifest.layers)
        created = _said(manifest) or details.created
        platform: Platform | None = None
        if manifest.form is Form.SCHEMA1:
            config = schema1_config(manifest.document)
            platform, created = config.platform, config.created.moment or created
            size = None  # Schema 1 does not say how large its layers are.
        elif manifest.config is not None and nature_of(manifest).kind is Kind.IMAGE:
            try:
                config = read_config(await self._documents.config(manifest.config))
            except RegbrowseError:
                pass  # Then it is not known when it was built.
            else:
                platform, created = config.platform, config.created.moment or created
        platforms = details.platforms or ((str(platform),) if platform is not None else ())
        return replace(details, size=size, created=created, platforms=platforms)


def _said(manifest: Manifest) -> datetime | None:
    return read_created(facts(manifest.annotations, {}).get("created")).moment
