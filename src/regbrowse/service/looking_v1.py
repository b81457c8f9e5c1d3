"""One look at an image of a v1 registry, told in the words of today's images.

An image was a layer then that stands on a parent, with a JSON of its own, and the image that people
pull is the whole ancestry. Source: docker-registry 0.9.1 docker_registry/images.py; docker 1.8.3
graph/pull_v1.go, which reads the ancestry, then the JSON of each.
"""

from collections.abc import Sequence
from datetime import datetime

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.config import HistoryEntry, ImageConfig
from regbrowse.domain.image.created import UNKNOWN, BuildTime
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.history import Step
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.kinds import Kind, Nature
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.names import is_digest
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.v1_image import V1Image
from regbrowse.registry.manifests import named
from regbrowse.registry.together import together
from regbrowse.registry.v1.registry import V1Registry

_JSON = "application/json"
"""What the JSON of an image is sent as; there were no types of its own yet."""


class V1Look:
    """One look at an image of a v1 registry."""

    def __init__(self, registry: V1Registry, feed: Feed, repository: str, tag: str) -> None:
        self._registry = registry
        self._feed = feed
        self._repository = repository
        self._tag = tag
        self.errors: list[RegbrowseError] = []

    async def at(self, platform: Platform | None) -> Image:
        """Return the image under the tag. There is one platform, if it says so.

        Raises NotFound with `manifest-not-found`, also for a digest, with `platform-not-found`, and
        what `V1Registry.image` raises. A layer that cannot be read is an error beside the image.
        """
        if is_digest(self._tag):
            raise NotFound(
                Code.MANIFEST_NOT_FOUND,
                operation=f"read {named(self._repository, self._tag)}",
                reason="a v1 registry knows images by tags and ids, not by digests",
            )
        top = await self._registry.tag_image(self._repository, self._tag)
        ancestry = await self._registry.ancestry(top, self._repository)
        image = await self._registry.image(top, self._repository)
        below = await together(self._layer(each) for each in ancestry if each != top)
        on = platform_of(image)
        if platform and on and not platform.runs(on):
            raise NotFound(
                Code.PLATFORM_NOT_FOUND,
                operation=f"find the image for {platform}",
                platform=platform,
                platforms=on,
            )
        layers = [*reversed(below), image]
        described = [Descriptor(each.id, each.size) for each in layers]
        config = config_of(image, layers)
        return Image(
            self._feed,
            self._repository,
            self._tag,
            image.id,
            _JSON,
            Nature(Kind.IMAGE, "image (v1)"),
            image.raw,
            image_raw=image.raw,
            platform=on,
            image_digest=image.id,
            config=config,
            config_raw=image.raw,
            layers=tuple(described),
            steps=tuple(map(Step, described, config.history)),
            by_id=True,
            pushed=await self._pushed(),
        )

    async def _layer(self, image_id: str) -> V1Image:
        try:
            return await self._registry.image(image_id, self._repository)
        except RegbrowseError as error:
            self._note(error)
            return V1Image(image_id)

    async def _pushed(self) -> datetime | None:
        try:
            return await self._registry.last_update(self._repository, self._tag)
        except RegbrowseError:
            return None  # Registries before 0.7 do not know it, and nobody misses it.

    def _note(self, error: RegbrowseError) -> None:
        error.learn(
            feed=self._feed.saved_name,
            host=self._feed.address.netloc,
            repository=self._repository,
            reference=named(self._repository, self._tag),
        )
        self.errors.append(error)


def platform_of(image: V1Image) -> Platform | None:
    """Return what an image runs on, None if it does not say: docker did so from 0.7 on."""
    if image.os is None and image.architecture is None:
        return None
    return Platform(image.os or "unknown", image.architecture or "unknown")


def details_of(tag: str, image: V1Image) -> TagDetails:
    """Return what an image says. It has no digest, and its size is that of its whole ancestry."""
    platform = platform_of(image)
    return TagDetails(
        tag,
        created=image.created,
        platforms=(str(platform),) if platform else (),
        kind=Kind.IMAGE,
        image_id=image.id,
    )


def config_of(image: V1Image, layers: Sequence[V1Image]) -> ImageConfig:
    """Return the config of an image, with the history that its layers tell, the base first."""
    config = image.config
    return ImageConfig(
        platform=platform_of(image),
        created=BuildTime(image.created) if image.created else UNKNOWN,
        author=image.author,
        env=config.environment,
        entrypoint=config.entrypoint,
        cmd=config.command,
        ports=config.ports,
        volumes=config.volumes,
        labels=config.labels,
        user=config.user or None,
        workdir=config.working_directory or None,
        history=tuple(
            HistoryEntry(
                " ".join(layer.created_by),
                BuildTime(layer.created) if layer.created else UNKNOWN,
                comment=layer.comment,
                author=layer.author,
            )
            for layer in layers
        ),
    )
