"""What the screens of the feeds say of what was done."""

from typing import Literal

from regbrowse.diagnosis.report_words import besides, works_words
from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.check import HEALTHY, CheckReport
from regbrowse.domain.feed import Feed
from regbrowse.service.feeds import Imported, Saved

DEMO_WORDS = """\
A demo: four registries on this machine, of which two are broken on purpose.
Try enter on acme, then / and pay api; t on expired; s to search all together."""
"""What the first screen of the demo says."""

Mood = Literal["", "good", "warn", "bad"]


def import_words(imported: Imported) -> str:
    """Say what an import of logins added."""
    sentences = [
        f"{words}: {', '.join(feed.name for feed in feeds)}."
        for words, feeds in (("Added", imported.added), ("Already there", imported.present))
        if feeds
    ]
    return " ".join(sentences) or "docker and podman are not logged in to any registry."


def removal_words(feed: Feed) -> str:
    """Say what goes with a feed, and what stays."""
    words = [feed.address.display, "Lists that were read stay in the cache."]
    if feed.username:
        words.append(f"A password of {feed.username} is removed from the keychain, too.")
    return "\n".join(words)


def saved_words(saved: Saved) -> str:
    """Say that a feed was saved, and what could not be saved with it; more may follow."""
    if not saved.notices:
        return "Saved. "
    reasons = " ".join(explain(notice.error).summary for notice in saved.notices)
    return f"Saved without the password, which is used until regbrowse ends. {reasons}\n"


def checked_words(saved: Saved, report: CheckReport) -> tuple[str, Mood]:
    """Say what came of the check of a feed that was saved; what to do then is not in it."""
    words = saved_words(saved)
    if not report.ok:
        return f"{words}It does not work yet:", "bad"
    works = f"{words}It works: {works_words(report)}."
    if report.code != HEALTHY:
        return f"{works} One thing to know:", "warn"
    notes = [note for note, _ in besides(report)]
    return "\n".join([works, *notes]), "warn" if notes or saved.notices else "good"
