"""`regbrowse compare`: show what differs between two images."""

import argparse
from datetime import UTC, datetime

from regbrowse.cli.command import Context, Run, add_format
from regbrowse.cli.images import add_platform, image_name, platform_named
from regbrowse.cli.passwords import use_variable
from regbrowse.cli.waiting import WaitTeller


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    for name, place in (("first", "the first"), ("second", "the second")):
        parser.add_argument(
            name,
            metavar="REFERENCE",
            help=f"{place} image: FEED/REPOSITORY[:TAG|@DIGEST] or HOST[:PORT]/REPOSITORY...",
        )
    add_platform(parser)
    add_format(parser, csv=False)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    first, second = image_name(arguments.first, context), image_name(arguments.second, context)
    platform = platform_named(arguments.platform)
    use_variable(context, [first.feed] if first.feed == second.feed else [first.feed, second.feed])
    names = dict.fromkeys(image.feed.name for image in (first, second))
    waits = WaitTeller(context.output, ", ".join(names))
    comparison = await context.service.compare(first, second, platform, waits.tell)
    for image in (comparison.first, comparison.second):
        for notice in image.notices:
            context.output.notice(notice)
    from regbrowse.cli.comparison import comparison_document, comparison_lines

    if arguments.json:
        context.output.json(comparison_document(comparison))
    else:
        now, width = datetime.now(UTC), context.output.width
        context.output.lines(comparison_lines(comparison, now, width))
    return 0
