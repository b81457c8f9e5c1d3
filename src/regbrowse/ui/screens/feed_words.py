"""What the screens of the feeds say when something worked."""

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import Trial
from regbrowse.service.feeds import Imported, Saved


def trial_words(feed: Feed, trial: Trial) -> str:
    """Say what a registry that works said of itself."""
    milliseconds = round(trial.elapsed_s * 1000)
    return f"API {trial.api} over {trial.scheme}, {_login_words(feed, trial)}, {milliseconds} ms"


def _login_words(feed: Feed, trial: Trial) -> str:
    if trial.identity:
        return f"logged in as {trial.identity} ({trial.source})"
    if not trial.asks_login:
        return "it asks for no login"
    if feed.username:
        return f"not logged in: nobody has a password of {feed.username}"
    return "not logged in, although it asks for a login"


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
