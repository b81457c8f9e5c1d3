"""What the registries of the feeds answered in this session, to checks and to walks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from regbrowse.diagnosis.report_words import brief, state_words
from regbrowse.domain.check import HEALTHY, CheckReport
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.wording import count_text
from regbrowse.ui.walks import Walk, WalkBoard
from regbrowse.ui.widgets.columns import Tone
from regbrowse.ui.widgets.explanation import Trouble


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and when it ended (UTC)."""

    report: CheckReport
    at: datetime
    walk: Walk | None
    """The newest walk that had ended by then: a later one knows more."""


class FeedAnswers:
    """The newest answer of each feed, check or walk, whichever screen it was asked from.

    Answers belong to a feed as it was configured: one that was changed has none yet.
    """

    def __init__(self, walks: WalkBoard) -> None:
        self._walks = walks
        self._checked: dict[Feed, Checked] = {}

    def tell(self, feed: Feed, report: CheckReport) -> None:
        """A check of `feed` has ended."""
        self._checked[feed] = Checked(report, datetime.now(UTC), self._ended_walk(feed))

    def forget(self, feed: Feed) -> None:
        """Drop the answer of a feed, because something it depends on was changed."""
        self._checked.pop(feed, None)

    def walk(self, feed: Feed) -> Walk | None:
        """Return the newest walk of the feed as it is configured now."""
        walk = self._walks.of(feed)
        return walk if walk is not None and walk.feed == feed else None

    def checked(self, feed: Feed) -> Checked | None:
        """Return what the newest check found."""
        return self._checked.get(feed)

    def api(self, feed: Feed) -> str:
        """Return the version of the API that was spoken last, else the one that is configured."""
        walk, checked = self._ended_walk(feed), self._checked.get(feed)
        spoken = (walk.report.api if walk and walk.report else None) or (
            checked.report.api if checked else None
        )
        return spoken or feed.api.value

    def repositories(self, state: FeedState) -> str:
        """Return how many repositories are known, with a + if there are more; `-` for none yet."""
        catalog, walk = state.catalog, self.walk(state.feed)
        known = catalog.repositories
        if not catalog.complete and walk is not None and walk.progress is not None:
            known = max(known, walk.progress.repositories)
        if catalog.refreshed_at is None and not known:
            return "-"
        return count_text(known) + ("" if catalog.complete else "+")

    def trouble(self, feed: Feed) -> Trouble | None:
        """Return why the registry does not work, as far as the newest answer says."""
        newest = self._newest(feed)
        if isinstance(newest, CheckReport):
            return None if newest.code == HEALTHY else newest
        return newest.report.error if newest is not None and newest.report is not None else None

    def works(self, feed: Feed) -> bool:
        """Whether the registry works, as far as the newest answer says, if with trouble."""
        newest = self._newest(feed)
        if isinstance(newest, CheckReport):
            return newest.ok
        return newest is not None and newest.report is not None and not newest.report.failed

    def state(self, state: FeedState) -> tuple[str, Tone]:
        """Return the state of a feed in a few words, which say by themselves how grave it is."""
        feed, catalog = state.feed, state.catalog
        walk = self.walk(feed)
        if walk is not None and walk.running:
            read = walk.progress.repositories if walk.progress else 0
            return f"reading, {count_text(read)}", ""
        newest = self._newest(feed)
        if isinstance(newest, CheckReport):
            return _graded(state_words(newest), works=newest.ok, fine=newest.code == HEALTHY)
        if newest is not None and newest.report is None:
            return "stopped; r goes on", "dim"
        if newest is not None and newest.report is not None and newest.report.error is not None:
            return _graded(brief(newest.report.error.code), works=not newest.report.failed)
        if newest is not None and catalog.complete:
            return "ok", "good"
        if catalog.refreshed_at is not None and not catalog.complete:
            return _graded("list incomplete", works=True)
        return "-", "dim"

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


def _graded(words: str, *, works: bool, fine: bool = False) -> tuple[str, Tone]:
    """Say how grave it is in front: colors alone would not do."""
    if fine:
        return words, "good"
    return (f"warn: {words}", "warn") if works else (f"fail: {words}", "bad")
