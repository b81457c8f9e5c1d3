"""What the commands about images have in common: references, platforms, layers."""

import argparse
from typing import TYPE_CHECKING

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError

if TYPE_CHECKING:
    from regbrowse.cli.command import Context
    from regbrowse.domain.image.descriptor import Descriptor
    from regbrowse.domain.image.image import Image
    from regbrowse.domain.image.platform import Platform
    from regbrowse.service.compare import ImageName

DEFAULT_TAG = "latest"
_LEAST_DIGITS = 4


def add_platform(parser: argparse.ArgumentParser) -> None:
    """Add --platform."""
    parser.add_argument(
        "--platform",
        metavar="OS/ARCH[/VARIANT]",
        help="choose this platform of an image for several, such as linux/arm64"
        " (that of this machine without it)",
    )


def image_name(text: str, context: "Context") -> "ImageName":
    """Return the image that a person means; without a tag it is `latest`, as for docker.

    Raises UsageError with `invalid-reference` and the like.
    """
    from regbrowse.service.compare import ImageName

    feed, reference = context.service.feeds.reference(text)
    return ImageName(feed, reference.repository, reference.digest or reference.tag or DEFAULT_TAG)


def platform_named(text: str | None) -> "Platform | None":
    """Read the value of --platform. Raises UsageError with `invalid-platform`."""
    from regbrowse.domain.image.platform import parse_platform

    return None if text is None else parse_platform(text)


def layer_named(text: str, image: "Image") -> "Descriptor":
    """Return a layer by its number, the base being 1, or by the beginning of its digest.

    Raises UsageError with `invalid-layer`.
    """
    layers = image.layers
    if text.isascii() and text.isdecimal() and len(text) < _LEAST_DIGITS:
        if 1 <= int(text) <= len(layers):
            return layers[int(text) - 1]
        raise _no_layer(text, image, f"it has {len(layers)}")
    hexadecimal = text.partition(":")[2] or text
    found = {
        layer.digest: layer
        for layer in layers
        if len(hexadecimal) >= _LEAST_DIGITS
        and (layer.digest.startswith(text) or layer.digest.partition(":")[2].startswith(text))
    }
    if len(found) != 1:
        raise _no_layer(text, image, "several digests begin like that" if found else None)
    return next(iter(found.values()))


def _no_layer(text: str, image: "Image", reason: str | None) -> UsageError:
    return UsageError(
        Code.INVALID_LAYER,
        layer=text,
        reason=reason,
        reference=f"{image.repository}{'@' if image.by_digest else ':'}{image.reference}",
        feed=image.feed.saved_name,
        host=image.feed.address.netloc,
    )
