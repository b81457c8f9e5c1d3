"""One look at an image: its manifest, its platforms, and the one that is chosen from them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.config import ImageConfig, read_config, schema1_config
from regbrowse.domain.image.descriptor import Descriptor, total_size
from regbrowse.domain.image.history import pair, schema1_pair
from regbrowse.domain.image.image import Attestation, Image, PlatformImage
from regbrowse.domain.image.index import Entries, choose, in_order, sort_entries, subject_of
from regbrowse.domain.image.kinds import Kind, nature_of, predicate_of
from regbrowse.domain.image.manifest import Form, Manifest, read_manifest
from regbrowse.domain.image.platform import Platform
from regbrowse.registry.manifests import FetchedManifest, named
from regbrowse.registry.together import together
from regbrowse.service.documents import Documents

MAX_NESTED = 3
"""Indexes within indexes are followed this far."""
MAX_CHILDREN = 64
"""Entries of an index whose manifests are read for their sizes."""


class Look:
    """One look at an image."""

    def __init__(
        self,
        documents: Documents,
        feed: Feed,
        repository: str,
        reference: str,
        machine: Platform,
    ) -> None:
        self._documents = documents
        self._feed = feed
        self._repository = repository
        self._reference = reference
        self._machine = machine
        self.errors: list[RegbrowseError] = []

    async def at(self, platform: Platform | None) -> Image:
        """Return the image for `platform`, or for this machine. See `ImageReader.image`."""
        fetched = await self._documents.manifest(self._reference)
        if fetched.mismatch is not None:
            self.errors.append(fetched.mismatch)
        manifest = read_manifest(fetched.data, fetched.media_type)
        image = Image(
            self._feed,
            self._repository,
            self._reference,
            fetched.digest,
            manifest.media_type,
            nature_of(manifest),
            fetched.data,
            artifact_type=manifest.artifact_type,
            subject=manifest.subject,
            annotations=manifest.annotations,
        )
        if manifest.form is Form.INDEX:
            return await self._index(image, manifest, platform)
        image = replace(image, image_raw=fetched.data)
        image = await self._filled(image, manifest, fetched.digest)
        if platform and image.platform and not platform.runs(image.platform):
            raise _no_platform(platform, [image.platform])
        return image

    async def _index(self, image: Image, manifest: Manifest, platform: Platform | None) -> Image:
        entries = await self._entries(manifest.manifests)
        chosen = choose(entries, platform, self._machine)
        if chosen is None and platform is not None:
            known = [each.platform for each in entries.platforms if each.platform is not None]
            raise _no_platform(platform, known)
        child = await self._fetched(chosen.digest) if chosen is not None else None
        image = replace(
            image,
            platforms=await self._platforms(in_order(entries.platforms, self._machine)),
            attestations=await self._attestations(entries.attestations),
        )
        if chosen is None or child is None:
            return image
        # What the index says of the image counts more than what the image says of itself.
        fetched, manifest = child
        annotations = {**manifest.annotations, **chosen.annotations, **image.annotations}
        image = replace(image, image_raw=fetched.data)
        filled = await self._filled(image, manifest, chosen.digest, chosen.platform)
        return replace(filled, annotations=annotations)

    async def _entries(self, manifests: Iterable[Descriptor], level: int = 1) -> Entries:
        """Sort the entries of an index, those of indexes in it among them."""
        entries = sort_entries(manifests)
        if level > MAX_NESTED:
            return entries
        for nested in entries.nested[:MAX_CHILDREN]:
            child = await self._child(nested.digest)
            if child is not None:
                more = await self._entries(child.manifests, level + 1)
                entries = Entries(
                    [*entries.platforms, *more.platforms],
                    entries.nested,
                    [*entries.attestations, *more.attestations],
                    [*entries.others, *more.others],
                )
        return entries

    async def _child(self, digest: str) -> Manifest | None:
        """Read a manifest of the index; what is wrong with it is noted."""
        found = await self._fetched(digest)
        return found[1] if found else None

    async def _fetched(self, digest: str) -> tuple[FetchedManifest, Manifest] | None:
        try:
            fetched = await self._documents.manifest(digest)
            return fetched, read_manifest(fetched.data, fetched.media_type)
        except RegbrowseError as error:
            self._note(error, named(self._repository, digest))
            return None

    async def _beside(self, digest: str) -> Manifest | None:
        """Read a manifest that nobody asked for, unless that would count as a pull."""
        if await self._documents.kept(digest) is None and await self._counts_pulls():
            return None
        return await self._child(digest)

    async def _counts_pulls(self) -> bool:
        try:
            return await self._documents.counts_pulls()
        except RegbrowseError:
            return False  # Nobody is there to count. What is read next says so.

    async def _platforms(self, entries: Sequence[Descriptor]) -> tuple[PlatformImage, ...]:
        async def sized(entry: Descriptor) -> PlatformImage:
            manifest = await self._beside(entry.digest)
            size = total_size(manifest.layers) if manifest is not None else None
            return PlatformImage(entry.platform or Platform("", ""), entry.digest, size)

        found = await together(sized(entry) for entry in entries[:MAX_CHILDREN])
        rest = (
            PlatformImage(entry.platform, entry.digest)
            for entry in entries[MAX_CHILDREN:]
            if entry.platform is not None
        )
        return (*found, *rest)

    async def _attestations(self, entries: Sequence[Descriptor]) -> tuple[Attestation, ...]:
        async def read(entry: Descriptor) -> Attestation:
            manifest = await self._beside(entry.digest)
            layers = manifest.layers if manifest is not None else ()
            said = tuple(found for each in layers if (found := predicate_of(each)))
            return Attestation(entry.digest, subject_of(entry), entry.size, said)

        return tuple(await together(read(entry) for entry in entries[:MAX_CHILDREN]))

    async def _filled(
        self, image: Image, manifest: Manifest, digest: str, platform: Platform | None = None
    ) -> Image:
        """Return the image with what its one manifest and its config say."""
        nature = nature_of(manifest)
        raw: bytes | None = None
        config: ImageConfig | None = None
        if manifest.form is Form.SCHEMA1:
            config = schema1_config(manifest.document)
        elif manifest.config is not None and nature.kind in _WITH_CONFIG:
            raw, config = await self._config(manifest.config, parsed=nature.kind is Kind.IMAGE)
        history = config.history if config else ()
        paired = schema1_pair if manifest.form is Form.SCHEMA1 else pair
        return replace(
            image,
            platform=platform or (config.platform if config else None),
            image_digest=digest,
            config_digest=manifest.config.digest if manifest.config else None,
            config=config,
            config_raw=raw,
            layers=manifest.layers,
            steps=paired(history, manifest.layers),
        )

    async def _config(
        self, descriptor: Descriptor, *, parsed: bool
    ) -> tuple[bytes | None, ImageConfig | None]:
        raw: bytes | None = None
        try:
            raw = await self._documents.config(descriptor)
            return raw, read_config(raw) if parsed else None
        except RegbrowseError as error:
            self._note(error, f"the config of {named(self._repository, self._reference)}")
            return raw, None

    def _note(self, error: RegbrowseError, what: str) -> None:
        error.learn(
            feed=self._feed.saved_name,
            host=self._feed.address.netloc,
            repository=self._repository,
            reference=what,
        )
        self.errors.append(error)


_WITH_CONFIG = frozenset({Kind.IMAGE, Kind.CHART, Kind.PLUGIN})
"""What has a config worth reading; that of any other artifact may be anything (OCI image-spec
manifest.md)."""


def _no_platform(platform: Platform, known: Sequence[Platform]) -> NotFound:
    return NotFound(
        Code.PLATFORM_NOT_FOUND,
        operation=f"find the image for {platform}",
        platform=platform,
        platforms=", ".join(dict.fromkeys(map(str, known))) or None,
    )
