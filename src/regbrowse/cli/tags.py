"""`regbrowse tags`: list the tags of a repository, newest version first."""

import argparse
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regbrowse.cli.command import USAGE_STATUS, Context, Run, add_format, count
from regbrowse.cli.passwords import use_variable
from regbrowse.cli.tag_tables import note_total, pull_of, show, show_details
from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.errors import AuthError, CacheError, NotFound, RegistryError
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting, limit_document, limit_words
from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.tag_filter import TagFilter, make_filter
from regbrowse.domain.tag_listing import TagListing
from regbrowse.domain.version_range import parse_range
from regbrowse.domain.wording import age_text, rfc3339

if TYPE_CHECKING:
    from regbrowse.cli.tag_details import Described
    from regbrowse.domain.feed import Feed
    from regbrowse.domain.reference import Reference

_KINDS = [kind.value for kind in TagKind]
_DEFAULT_KINDS = frozenset(TagKind) - {TagKind.ARTIFACT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "reference",
        metavar="REFERENCE",
        help="FEED/REPOSITORY, HOST[:PORT]/REPOSITORY, or a name of Docker Hub",
    )
    parser.add_argument(
        "--kind",
        dest="kinds",
        choices=[*_KINDS, "all"],
        metavar="KIND",
        action="append",
        help=f"show tags of this kind only: {', '.join(_KINDS)}, or all; may be repeated"
        " (all but artifact without it)",
    )
    parser.add_argument(
        "--range",
        metavar="SPEC",
        help="show versions in this range only, in quotes: '>=1.2,<2', '~=3.11', '1.2.*' or"
        " '[1.0,2.0)'; a bare '1.2' means 1.2 or newer; pre-releases only if SPEC names one,"
        " --kind does or --match does",
    )
    parser.add_argument(
        "--semver",
        action="store_true",
        help="show only what a release tool that insists on SemVer offers",
    )
    parser.add_argument("--match", metavar="TEXT", help="show tags that contain TEXT only")
    parser.add_argument(
        "--details",
        action="store_true",
        help="also read digest, size, age and platforms of each tag that is shown",
    )
    parser.add_argument("--limit", metavar="N", type=count, help="show the first N only")
    add_format(parser, csv=True)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    tag_filter = _filter(arguments)
    feed, reference = context.service.feeds.reference(arguments.reference)
    if reference.digest is not None:
        find = f"`regbrowse find {reference.digest} --feed {feed.name} --in {reference.repository}`"
        context.output.usage_error(
            "A digest names one image, and no list of tags.", f"{find} tells which tags name it."
        )
        return USAGE_STATUS
    use_variable(context, [feed])
    listing = await _listing(feed, reference, context)
    chosen = _chosen(listing.tags, arguments, reference, tag_filter)
    shown = chosen[: arguments.limit]
    details: Described | None = None
    if arguments.details:
        from regbrowse.cli.tag_details import details_of

        details = await details_of(feed, reference.repository, shown, context)
    rows = [_row(tag, listing, details) for tag in shown]
    limit, now = context.service.rate_limit(feed), datetime.now(UTC)
    if arguments.json:
        document = _document(listing, len(chosen), rows)
        context.output.json({**document, "rate_limit": limit_document(limit, now)})
    elif arguments.csv:
        context.output.csv(_COLUMNS, [[_csv(value) for value in row.values()] for row in rows])
    else:
        if details is None:
            show(listing, shown, context)
        else:
            show_details(listing, shown, details, context)
        note_total(listing, shown, len(chosen), context)
        if words := limit_words(limit, now):
            context.output.note(f"{feed.name}: {words}")
    return 0


async def _listing(feed: "Feed", reference: "Reference", context: Context) -> TagListing:
    """Return the registry's tags, or the kept ones if the registry cannot be reached."""
    listing: TagListing | None = None
    kept: TagListing | None = None
    waits = WaitTeller(context.output, feed.name)
    try:
        async with aclosing(context.service.tags(feed, reference.repository)) as events:
            async for event in events:
                if isinstance(event, Notice):
                    context.output.notice(event)
                elif isinstance(event, Waiting):
                    waits.tell(event)
                else:
                    listing = event
                    kept = event if event.cached else kept
    except (NotFound, AuthError):
        # The registry has answered: what is kept is no longer so.
        raise
    except RegistryError as error:
        if kept is None:
            raise
        context.output.notice(Notice(error, feed.name))
        age = age_text(kept.fetched_at, datetime.now(UTC))
        context.output.note(f"these tags were read {age}")
        return kept
    if listing is None:
        raise AssertionError(reference)
    await _remember(feed, reference.repository, context)
    return listing


async def _remember(feed: "Feed", repository: str, context: Context) -> None:
    """Let `search` find the name again, also offline and where there is no catalog."""
    try:
        await context.service.ways.remember(feed, repository)
    except CacheError as error:
        context.output.notice(Notice(error, feed.name))


def _filter(arguments: argparse.Namespace) -> TagFilter:
    """Read --range and --match, before anything is asked of a registry."""
    words = () if arguments.match is None else (arguments.match,)
    version_range = None if arguments.range is None else parse_range(arguments.range)
    asked = {TagKind.PRERELEASE.value, "all"} & set(arguments.kinds or ())
    return make_filter(words, version_range, prereleases=bool(asked))


def _chosen(
    tags: Sequence[Tag], arguments: argparse.Namespace, reference: "Reference", fits: TagFilter
) -> list[Tag]:
    kinds = set(arguments.kinds or _DEFAULT_KINDS)
    every = "all" in kinds
    return [
        tag
        for tag in fits.select(tags)
        if (every or tag.kind in kinds)
        and (not arguments.semver or tag.semver)
        and reference.tag in {None, tag.name}
    ]


_COLUMNS = (
    "name",
    "kind",
    "version",
    "variant",
    "semver",
    "digest",
    "size",
    "created",
    "platforms",
    "pull",
    "type",
    "image_id",
    "error",
)


def _row(tag: Tag, listing: TagListing, details: "Described | None") -> dict[str, Any]:
    known = details.of(tag.name) if details else TagDetails(tag.name)
    error = details.error(tag.name) if details else None
    return {
        "name": tag.name,
        "kind": tag.kind.value,
        "version": tag.version,
        "variant": tag.variant,
        "semver": tag.semver,
        "digest": known.digest,
        "size": known.size,
        "created": rfc3339(known.created),
        "platforms": list(known.platforms) or None,
        "pull": pull_of(listing, tag, known.kind),
        "type": known.kind.value if known.kind else None,
        "image_id": known.image_id,
        "error": error.code.value if error is not None else None,
    }


def _document(listing: TagListing, total: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "feed": listing.feed.saved_name,
        "registry": str(listing.feed.address),
        "repository": listing.repository,
        "total": total,
        "cached": listing.cached,
        "fetched_at": rfc3339(listing.fetched_at),
        "tags": rows,
    }


def _csv(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value
