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
from regbrowse.domain.image.index import Entries, choose, in_order, subject_of
from regbrowse.domain.image.kinds import ARTIFACTS, IMAGE, Kind, nature_of, predicate_of
from regbrowse.domain.image.manifest import Form, Manifest, read_manifest
from regbrowse.domain.image.platform import Platform, wanted
from regbrowse.registry.manifests import named
from regbrowse.registry.together import together
from regbrowse.service.documents import Documents
from regbrowse.service.index_reading import IndexReader


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
        self._index_reader = IndexReader(documents, repository, only_kept=feed.address.is_hub)
        self._errors: list[RegbrowseError] = []

    @property
    def errors(self) -> list[RegbrowseError]:
        """What was wrong beside the image, in the order in which it was met."""
        found = [*self._errors, *self._index_reader.errors]
        for error in found:
            self._tell(error, named(self._repository, self._reference))
        return found

    async def at(self, platform: Platform | None, entry: str | None = None) -> Image:
        """Return the image for `platform`, or for this machine. See `ImageReader.image`."""
        fetched = await self._documents.manifest(self._reference)
        if fetched.mismatch is not None:
            self._errors.append(fetched.mismatch)
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
            return await self._index(image, manifest, platform, entry)
        image = replace(image, image_raw=fetched.data)
        image = await self._filled(image, manifest, fetched.digest)
        its = image.platform
        if platform and its and wanted([(its, its)], platform) is None:
            raise _no_platform(platform, [its])
        return image

    async def _index(
        self, image: Image, manifest: Manifest, platform: Platform | None, entry: str | None
    ) -> Image:
        entries = await self._index_reader.entries(manifest.manifests)
        chosen = self._chosen(entries, platform, entry)
        try:
            child = await self._index_reader.read(chosen.digest) if chosen is not None else None
        except RegbrowseError as error:
            if platform is not None or entry is not None:
                raise
            child, image = None, replace(image, failure=error)
        image = replace(
            image,
            platforms=await self._platforms(in_order(entries.platforms, self._machine)),
            attestations=await self._attestations(entries.attestations),
            others=(*entries.others, *entries.nested),
        )
        if chosen is None or child is None:
            return image
        # What the index says of the image counts more than what the image says of itself.
        fetched, manifest = child
        annotations = {**manifest.annotations, **chosen.annotations, **image.annotations}
        if not entries.platforms and nature_of(manifest) != IMAGE:
            image = replace(image, nature=ARTIFACTS)  # Their entries need not say what they are.
        image = replace(image, image_raw=fetched.data)
        filled = await self._filled(image, manifest, chosen.digest, chosen.platform)
        return replace(filled, annotations=annotations)

    def _chosen(
        self, entries: Entries, platform: Platform | None, entry: str | None
    ) -> Descriptor | None:
        """Return the entry to look at. Raises NotFound with `platform-not-found`."""
        if entry is not None:
            every = (*entries.platforms, *entries.attestations, *entries.others)
            chosen = next((each for each in every if each.digest == entry), None)
        else:
            chosen = choose(entries, platform, self._machine)
        if chosen is None and (platform or entry) is not None:
            known = [each.platform for each in entries.platforms if each.platform is not None]
            raise _no_platform(platform or entry, known)
        return chosen

    async def _platforms(self, entries: Sequence[Descriptor]) -> tuple[PlatformImage, ...]:
        async def sized(entry: Descriptor) -> PlatformImage:
            manifest = await self._index_reader.beside(entry.digest)
            size = total_size(manifest.layers) if manifest is not None else None
            return PlatformImage(entry.platform or Platform("", ""), entry.digest, size)

        return tuple(await together(map(sized, entries)))

    async def _attestations(self, entries: Sequence[Descriptor]) -> tuple[Attestation, ...]:
        async def read(entry: Descriptor) -> Attestation:
            manifest = await self._index_reader.beside(entry.digest)
            layers = manifest.layers if manifest is not None else ()
            said = tuple(found for each in layers if (found := predicate_of(each)))
            return Attestation(entry.digest, subject_of(entry), entry.size, said)

        return tuple(await together(map(read, entries)))

    async def _filled(
        self, image: Image, manifest: Manifest, digest: str, platform: Platform | None = None
    ) -> Image:
        """Return the image with what its one manifest and its config say."""
        if manifest.form is Form.SCHEMA1:
            image = replace(image, config=schema1_config(manifest.document))
        else:
            image = await self._with_config(replace(image, config_blob=manifest.config), manifest)
        config = image.config
        paired = schema1_pair if manifest.form is Form.SCHEMA1 else pair
        steps = paired(config.history if config else (), manifest.layers)
        return replace(
            image,
            platform=platform or (config.platform if config else None),
            image_digest=digest,
            layers=manifest.layers,
            steps=steps,
        )

    async def _with_config(self, image: Image, manifest: Manifest) -> Image:
        kind = nature_of(manifest).kind
        if manifest.config is None or kind not in _WITH_CONFIG:
            return image
        config: ImageConfig | None = None
        try:
            raw = await self._documents.config(manifest.config)
            image = replace(image, config_raw=raw)
            config = read_config(raw) if kind is Kind.IMAGE else None
        except RegbrowseError as error:
            self._tell(error, f"the config of {named(self._repository, self._reference)}")
            self._errors.append(error)
            return replace(image, config_failure=error)
        return replace(image, config=config)

    def _tell(self, error: RegbrowseError, what: str) -> None:
        error.learn(
            feed=self._feed.saved_name,
            host=self._feed.address.netloc,
            repository=self._repository,
            reference=what,
        )


_WITH_CONFIG = frozenset({Kind.IMAGE, Kind.CHART, Kind.PLUGIN})
"""What has a config worth reading; that of any other artifact may be anything (OCI image-spec
manifest.md)."""


def _no_platform(platform: Platform | str | None, known: Iterable[Platform]) -> NotFound:
    return NotFound(
        Code.PLATFORM_NOT_FOUND,
        operation=f"find the image for {platform}",
        platform=platform,
        platforms=", ".join(dict.fromkeys(each.full for each in known)) or None,
    )
