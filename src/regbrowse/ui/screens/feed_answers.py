"""What the registries of the feeds answered in this session, to checks and to walks."""

from dataclasses import dataclass

from regbrowse.diagnosis.report_words import state_words
from regbrowse.diagnosis.verdicts import WORDS
from regbrowse.domain.check import HEALTHY, CheckReport
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.ways import NO_LIST, Ways
from regbrowse.domain.wording import count_text
from regbrowse.ui.walks import Walk, WalkBoard
from regbrowse.ui.widgets.columns import Tone
from regbrowse.ui.widgets.explanation import Trouble


@dataclass(frozen=True, slots=True)
class _Checked:
    report: CheckReport
    walk: Walk | None
    """The newest walk that had ended by then: a later one knows more."""


class FeedAnswers:
    """The newest answer of each feed, check or walk.

    Answers belong to a feed as it was configured: one that was changed has none yet.
    """

    def __init__(self, walks: WalkBoard) -> None:
        self._walks = walks
        self._checked: dict[Feed, _Checked] = {}

    def tell(self, feed: Feed, report: CheckReport) -> None:
        """A check of `feed` has ended."""
        self._checked[feed] = _Checked(report, self._ended_walk(feed))

    def forget(self, feed: Feed) -> None:
        """Drop the answer of a feed, because something it depends on was changed."""
        self._checked.pop(feed, None)

    def walk(self, feed: Feed) -> Walk | None:
        """Return the newest walk of the feed as it is configured now."""
        walk = self._walks.of(feed)
        return walk if walk is not None and walk.feed == feed else None

    def report(self, feed: Feed) -> CheckReport | None:
        """Return what the newest check found."""
        checked = self._checked.get(feed)
        return checked.report if checked else None

    def trouble(self, feed: Feed) -> Trouble | None:
        """Return why the registry does not work, as far as the newest answer says."""
        newest = self._newest(feed)
        if isinstance(newest, CheckReport):
            return None if newest.code == HEALTHY else newest
        report = newest.report if newest is not None else None
        return report.error if report is not None and report.failed else None

    def state(self, state: FeedState) -> tuple[str, Tone]:
        """Return the state of a feed in a few words."""
        feed, catalog = state.feed, state.catalog
        walk = self.walk(feed)
        if walk is not None and walk.running:
            read = walk.progress.repositories if walk.progress else 0
            return f"reading, {count_text(read)}", "warn"
        newest = self._newest(feed)
        if isinstance(newest, CheckReport):
            if newest.ok and newest.code in NO_LIST and state.ways.no_list is not None:
                return _way(state.ways)
            tone: Tone = "bad" if not newest.ok else "good" if newest.code == HEALTHY else "warn"
            return state_words(newest), tone
        if newest is not None and newest.report is not None:
            error, ways = newest.report.error, newest.report.ways
            if error is not None and newest.report.failed:
                return _clause(WORDS[error.code].title), "bad"
            if error is not None:
                return _way(ways or state.ways)
            return ("ok", "good") if catalog.complete else ("list incomplete", "warn")
        if catalog.refreshed_at is not None and not catalog.complete:
            return "list incomplete", "warn"
        return ("-", "dim") if state.ways.no_list is None else _way(state.ways)

    def _newest(self, feed: Feed) -> CheckReport | Walk | None:
        """Return the check or the walk that has ended last."""
        checked = self._checked.get(feed)
        walk = self._ended_walk(feed)
        if walk is not None and not (checked and checked.walk is walk):
            return walk
        return checked.report if checked else None

    def _ended_walk(self, feed: Feed) -> Walk | None:
        walk = self.walk(feed)
        return walk if walk is not None and not walk.running else None


def _way(ways: Ways) -> tuple[str, Tone]:
    """Return the state of a registry that works, and has no list."""
    return "search only" if ways.searches else "by name only", "good"


def _clause(title: str) -> str:
    """Return a title as a state: `the certificate has expired` is `certificate has expired`."""
    text = title.removeprefix("The ")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
