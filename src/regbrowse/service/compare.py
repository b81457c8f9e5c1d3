"""Compare two images, of one registry or of two."""

from collections.abc import Callable
from typing import NamedTuple

from regbrowse.domain.comparison import Comparison, compare
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.rate_limit import Waiting
from regbrowse.registry.together import together
from regbrowse.service.images import ImageReader


class ImageName(NamedTuple):
    """Where an image is; `reference` is a tag or a digest."""

    feed: Feed
    repository: str
    reference: str


class Comparer:
    """Compares images."""

    def __init__(self, images: ImageReader) -> None:
        self._images = images

    async def compare(
        self,
        first: ImageName,
        second: ImageName,
        platform: Platform | None = None,
        on_wait: Callable[[Waiting], None] | None = None,
    ) -> Comparison:
        """Read both images and compare them. Waits and raises as `ImageReader.image` does.

        If they are for several platforms, the images for `platform` are compared, without one those
        for this machine.
        """
        images = await together(
            self._images.image(*name, platform, on_wait=on_wait) for name in (first, second)
        )
        return compare(*images)
