"""What the screens of the feeds say when something worked."""

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.feed import Feed
from regbrowse.service.feeds import Imported, Saved


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
