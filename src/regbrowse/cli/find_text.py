"""What `regbrowse find` says: results on stdout, and on stderr what they are worth."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from regbrowse.domain.finding import Finding, FoundTag, Looked, QueryKind
from regbrowse.domain.image.words import short
from regbrowse.domain.progress import Notice
from regbrowse.domain.wording import count_text, plural, repositories

if TYPE_CHECKING:
    from regbrowse.cli.output import Output

_NAMED = 5
"""So many names of repositories are written out; the JSON has all."""


def document(finding: Finding, limit: int | None) -> dict[str, Any]:
    """Return what was found for JSON."""
    return {
        "query": finding.query.text,
        "results": [
            {
                "feed": found.feed,
                "repository": found.repository,
                "tag": found.tag,
                "digest": found.digest,
                "image_id": found.image_id,
            }
            for found in finding.results[:limit]
        ],
        "searched": finding.searched,
        "total": finding.total,
        "complete": finding.complete and not _is_cut(finding, limit),
        "fuzzy": finding.begun is not None and finding.begun.fuzzy,
        "skipped": [
            {"feed": each.feed, "repository": each.repository, "code": each.error.code.value}
            for each in finding.skipped
            if each.error is not None
        ],
        "unread": [
            {
                "feed": each.feed,
                "repository": each.repository,
                "tag": unread.tag,
                "code": unread.error.code.value,
            }
            for each in finding.torn
            for unread in each.unread
        ],
        "failed": [{"feed": each.feed, "code": each.error.code.value} for each in finding.failures],
    }


def show(finding: Finding, limit: int | None, output: "Output") -> None:
    """Write the results as references, with the digests where it was not one that was asked for."""
    results = finding.results[:limit]
    if finding.query.kind is QueryKind.DIGEST:
        output.lines(_reference(found) for found in results)
    elif results:
        rows = [(_reference(found), _content(found)) for found in results]
        output.table(("REFERENCE", "DIGEST"), rows)


def comment(finding: Finding, limit: int | None, output: "Output") -> None:
    """Say on stderr what the results are worth: where was looked, and what was not seen."""
    from regbrowse.diagnosis.ways import allows

    output.note(_counts(finding, limit))
    begun = finding.begun
    if begun is None:
        return
    if begun.fuzzy:
        output.note("no name contains the words of --in; these have its letters in the same order")
    for state in begun.feeds:
        ways = begun.ways[state.feed]
        if words := allows(ways):
            output.note(f"{state.feed}: {words}")
        if ways.no_list is not None:
            known = repositories(state.repositories + state.opened)
            output.note(f"{state.feed}: so only what is known was looked at: {known}")
        elif state.refreshed_at is not None and not state.complete:
            output.note(f"{state.feed}: its list is incomplete (`regbrowse refresh {state.feed}`)")
    _tell_unread(finding, output)
    if finding.cut:
        output.note(f"not all tags were looked at, there are too many: {_names(finding.cut)}")


def _tell_unread(finding: Finding, output: "Output") -> None:
    for code, _ in finding.reasons:
        skipped = [e for e in finding.skipped if e.error is not None and e.error.code is code]
        output.note(f"could not be read ({code.value}): {_names(skipped)}")
        if skipped[0].error is not None:
            output.notice(Notice(skipped[0].error, skipped[0].feed))
    for torn in finding.torn:
        tags = ", ".join(each.tag for each in torn.unread[:_NAMED])
        more = ", ..." if len(torn.unread) > _NAMED else ""
        output.note(f"tags that could not be read in {_names([torn])}: {tags}{more}")
        output.notice(Notice(torn.unread[0].error, torn.feed))


def _counts(finding: Finding, limit: int | None) -> str:
    found = count_text(finding.found)
    if limit is not None and _is_cut(finding, limit):
        found = f"the first {count_text(limit)} of {found}"
    looked = repositories(finding.total)
    if finding.searched < finding.total:
        looked = f"{count_text(finding.searched)} of {looked}"
    return f"{found} found in {looked}"


def _is_cut(finding: Finding, limit: int | None) -> bool:
    return limit is not None and finding.found > limit


def _names(looked: Sequence[Looked]) -> str:
    named = ", ".join(f"{each.feed}/{each.repository}" for each in looked[:_NAMED])
    more = len(looked) - _NAMED
    return f"{named} and {plural(more, 'more', 'more')}" if more > 0 else named


def _reference(found: FoundTag) -> str:
    name = f"{found.feed}/{found.repository}"
    return f"{name}@{found.digest}" if found.tag is None else f"{name}:{found.tag}"


def _content(found: FoundTag) -> str:
    if found.digest is not None:
        return short(found.digest)
    return f"image {found.image_id[:12]}" if found.image_id is not None else "-"
