"""What a search for a tag says of itself: what it waits for, how far it is, what it missed."""

from collections.abc import Sequence

from regbrowse.domain.finding import Finding
from regbrowse.domain.progress import WalkProgress
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.wording import count_text, plural, repositories


def begin_words(feeds: Sequence[str], within: str) -> str:
    """Say what can be typed, and where it is looked for, before anything was."""
    place = f"the repositories that fit {within}" if within else "all repositories"
    whose = feeds[0] if len(feeds) == 1 else plural(len(feeds), "feed")
    return (
        "Type what you look for, and press enter:\n\n"
        "  2.7.1          a tag\n"
        "  2.7.*          a pattern: * stands for any text, ? for one character\n"
        "  sha256:9f3c... a whole digest, and which tags name it\n\n"
        f"It is looked for in {place} of {whose}.\n"
        "A tag takes one small request to each repository, which counts as no pull."
    )


def count_words(finding: Finding | None) -> str:
    """Say in the corner how much there is."""
    if finding is None:
        return ""
    return f"{count_text(finding.found)} found"


def running_words(finding: Finding, event: object) -> str:
    """Say how far it is; `event` is what happened last."""
    if isinstance(event, Waiting) and event.seconds_left:
        return f"{waiting_words(event)}   esc stops"
    if finding.begun is None:
        walked = event.repositories if isinstance(event, WalkProgress) else 0
        read = f": {repositories(walked)}" if walked else ""
        return f"reading the catalog first{read} ...   esc stops"
    looked = f"{count_text(finding.searched)} of {repositories(finding.total)} looked at"
    return "   ".join([looked, *_missed(finding), "esc stops"])


def ended_words(finding: Finding, *, stopped: bool) -> str:
    """Say how it ended, and what it did not see."""
    if finding.begun is None:
        return "stopped: r begins anew" if stopped else ""
    looked = repositories(finding.total)
    if finding.searched < finding.total:
        looked = f"{count_text(finding.searched)} of {looked}"
    parts = [f"looked at {looked}", *_missed(finding)]
    if stopped:
        parts[0] = f"stopped: {parts[0]}"
    if finding.begun.fuzzy:
        parts.append("the filter fits no name, only letters")
    if any(ways.no_list is not None for ways in finding.begun.ways.values()):
        parts.append("known names only: there is no list")
    elif any(not each.complete and each.refreshed_at for each in finding.begun.feeds):
        parts.append("the list of names is incomplete")
    return "   ".join(parts)


def nothing_words(finding: Finding, *, stopped: bool) -> str:
    """Say that nothing was found, and what that means."""
    if finding.begun is None or (finding.failures and not finding.searched):
        return "Nothing was looked at."
    text = f"No repository has {finding.query.text}."
    if stopped or finding.searched < finding.total or finding.skipped:
        text = f"No repository that was looked at has {finding.query.text}."
    if finding.total == 0:
        text = "There is no repository to look at: the filter fits none that is known."
    return f"{text}\n\n/ looks for something else, esc goes back."


def _missed(finding: Finding) -> list[str]:
    parts = []
    if unread := len(finding.skipped) + len(finding.failures):
        parts.append(f"{count_text(unread)} could not be read: u says why")
    if finding.cut:
        parts.append(f"{plural(len(finding.cut), 'repository has', 'repositories have')} more tags")
    return parts
