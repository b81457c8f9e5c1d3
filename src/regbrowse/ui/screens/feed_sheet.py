"""Everything that is known of one feed, for the preview beside the list."""

from collections.abc import Iterator
from datetime import datetime

from regbrowse.diagnosis.report_words import found_words, is_worth_a_line
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.wording import age_text, repositories
from regbrowse.ui.screens.feed_answers import Checked, FeedAnswers
from regbrowse.ui.text import joined, plain
from regbrowse.ui.walks import Walk
from regbrowse.ui.widgets.advice import word
from regbrowse.ui.widgets.paragraphs import Paragraph

_LEAD = 10
"""Cells for what each line is about."""
_STATUS = 6


def feed_sheet(state: FeedState, answers: FeedAnswers, now: datetime) -> list[Paragraph]:
    """Return what is configured, what is kept, and what the newest check found."""
    feed = state.feed
    entries = [
        ("address", str(feed.address) if feed.address.is_hub else feed.address.display),
        *(("pulls by", path) for path in [feed.registry_path] if path),
        ("API", _api(feed, answers)),
        ("login", _login(state)),
        *_connection(feed),
        ("catalog", _catalog(state, answers.walk(feed), now)),
    ]
    sheet = [_about(about, words) for about, words in entries]
    checked = answers.checked(feed)
    if checked is None:
        return [*sheet, _about("check", "not yet; t checks it, step by step")]
    return [*sheet, *_check(checked, now)]


def _about(about: str, words: str) -> Paragraph:
    return Paragraph(plain(f"{about:{_LEAD}}", "dim"), plain(words))


def _api(feed: Feed, answers: FeedAnswers) -> str:
    spoken = answers.api(feed)
    if feed.api is not ApiVersion.AUTO:
        return f"{spoken}, as configured"
    return "not known yet" if spoken == ApiVersion.AUTO.value else f"{spoken}, found by itself"


def _login(state: FeedState) -> str:
    who = [state.feed.username] if state.feed.username else []
    source = state.credentials
    return ", ".join([*who, f"from {source}" if source else "no password" if who else "none"])


def _connection(feed: Feed) -> Iterator[tuple[str, str]]:
    if feed.insecure:
        yield "insecure", "its certificate is not verified"
    if feed.ca_file is not None:
        yield "trusts", str(feed.ca_file)
    if feed.client_cert is not None:
        yield "shows", str(feed.client_cert)
    if feed.proxy is not None:
        yield "proxy", feed.proxy


def _catalog(state: FeedState, walk: Walk | None, now: datetime) -> str:
    catalog = state.catalog
    if walk is not None and walk.running:
        read = walk.progress.repositories if walk.progress else 0
        return f"being read, {repositories(read)} so far; x stops it"
    if catalog.refreshed_at is None:
        tried = walk is not None and walk.report is not None
        return "nothing is kept; r tries again" if tried else "never read; r reads it"
    whole = "" if catalog.complete else ", not to its end"
    return f"{repositories(catalog.repositories)}{whole}, {age_text(catalog.refreshed_at, now)}"


def _check(checked: Checked, now: datetime) -> Iterator[Paragraph]:
    yield _about("check", age_text(checked.at, now))
    yield _about("", "")
    for step in checked.report.steps:
        if is_worth_a_line(step):
            status = word(step.status, " " * (_STATUS - len(step.status.value)))
            lead = joined([status, f"{step.step.value:{_LEAD - 1}} "])
            yield Paragraph(lead, plain(found_words(step)))
