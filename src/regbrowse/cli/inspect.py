"""`regbrowse inspect`: show what an image is made of, and the files in it."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from regbrowse.cli.command import USAGE_STATUS, Context, Run, add_format
from regbrowse.cli.images import add_platform, image_name, platform_named
from regbrowse.cli.passwords import use_variable
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError
from regbrowse.domain.progress import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from regbrowse.domain.image.image import Image, Referrer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "reference",
        metavar="REFERENCE",
        help="FEED/REPOSITORY[:TAG|@DIGEST], HOST[:PORT]/REPOSITORY..., or a name of Docker Hub",
    )
    add_platform(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--raw",
        action="store_true",
        help="write the manifest as the registry sends it, byte for byte; with --platform that of"
        " the platform",
    )
    what.add_argument("--files", action="store_true", help="list the files in the layers")
    what.add_argument(
        "--cat", metavar="PATH", help="write a small file out of the layers, such as etc/os-release"
    )
    parser.add_argument(
        "--layer",
        metavar="N|DIGEST",
        help="with --files or --cat: look into this layer only, by its number (the base is 1) or"
        " the beginning of its digest",
    )
    add_format(parser, csv=False)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    if (ignored := _ignored(arguments)) is not None:
        context.output.usage_error(ignored, "`regbrowse inspect --help` shows the usage.")
        return USAGE_STATUS
    name = image_name(arguments.reference, context)
    platform = platform_named(arguments.platform)
    use_variable(context, [name.feed])
    if arguments.raw and platform is None:
        # Whatever it is: to see what cannot be read is what it is asked for.
        manifest = await context.service.raw_manifest(*name)
        _tell(manifest.notices, context)
        context.output.raw(manifest.data)
        return 0
    image = await context.service.image(*name, platform=platform)
    _tell(image.notices, context)
    if arguments.raw:
        context.output.raw(image.image_raw or image.raw)
    elif arguments.files or arguments.cat is not None:
        from regbrowse.cli.layer_files import show_file, show_files

        _check_chosen(image)
        show = show_files if arguments.files else show_file
        await show(image, arguments, context)
    else:
        await _show(image, arguments, context)
    return 0


def _ignored(arguments: argparse.Namespace) -> str | None:
    """Say which option would be ignored, None if there is none such."""
    if arguments.layer is not None and not (arguments.files or arguments.cat is not None):
        return "--layer goes with --files or --cat only."
    if arguments.raw and arguments.json:
        return "--raw writes bytes, whatever they are, so it does not go with --json."
    return None


def _check_chosen(image: "Image") -> None:
    """Refuse to look for files where there is no image. Raises RegbrowseError."""
    if image.failure is not None:
        raise image.failure
    if image.image_raw is None:
        raise NotFound(
            Code.PLATFORM_NOT_FOUND,
            operation="find an image",
            reference=f"{image.repository}{'@' if image.by_digest else ':'}{image.reference}",
            platform="any platform",
            feed=image.feed.saved_name,
            host=image.feed.address.netloc,
        )


def _tell(notices: "Sequence[Notice]", context: Context) -> None:
    for notice in notices:
        context.output.notice(notice)


async def _show(image: "Image", arguments: argparse.Namespace, context: Context) -> None:
    from regbrowse.cli.image_json import image_document
    from regbrowse.cli.image_text import image_lines

    referrers = await _referrers(image, context)
    if arguments.json:
        context.output.json(image_document(image, referrers))
    else:
        width = context.output.width
        context.output.lines(image_lines(image, referrers, datetime.now(UTC), width))


async def _referrers(image: "Image", context: Context) -> "Sequence[Referrer] | None":
    """Return what refers to the image; that it cannot be had is no reason to show nothing."""
    try:
        return await context.service.referrers(image)
    except RegbrowseError as error:
        context.output.notice(Notice(error, image.feed.saved_name))
        return None
