"""What the registries of the feeds answered in this session, to tests and to walks."""

from dataclasses import dataclass

from textual.worker import Worker

from regbrowse.diagnosis.verdicts import WORDS
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState, Trial
from regbrowse.domain.wording import count_text
from regbrowse.ui.walks import Walk, WalkBoard
from regbrowse.ui.widgets.columns import Tone

Answer = Trial | RegbrowseError
"""What came of a test: what the registry is, or why it does not work."""


@dataclass(frozen=True, slots=True)
class _Tested:
    answer: Answer
    walk: Walk | None
    """The newest walk that had ended by then: a later one knows more."""


class FeedAnswers:
    """The newest answer of each feed, test or walk.

    Answers belong to a feed as it was configured: one that was changed has none yet.
    """

    def __init__(self, walks: WalkBoard) -> None:
        self._walks = walks
        self._tested: dict[Feed, _Tested] = {}
        self._asking: dict[Feed, Worker[None]] = {}

    def ask(self, feed: Feed, worker: Worker[None]) -> None:
        """A test of `feed` begins, in place of one that is running; what was known stays."""
        self._stop(feed)
        self._asking[feed] = worker

    def tell(self, feed: Feed, answer: Answer) -> None:
        """A test of `feed` has ended."""
        self._asking.pop(feed, None)
        self._tested[feed] = _Tested(answer, self._ended_walk(feed))

    def forget(self, feed: Feed) -> None:
        """Drop the answer of a feed, because something it depends on was changed."""
        self._tested.pop(feed, None)
        self._stop(feed)

    def stop(self) -> None:
        """Stop all tests."""
        for feed in list(self._asking):
            self._stop(feed)

    @property
    def asking(self) -> bool:
        """Whether a test is running."""
        return bool(self._asking)

    def walk(self, feed: Feed) -> Walk | None:
        """Return the newest walk of the feed as it is configured now."""
        walk = self._walks.of(feed)
        return walk if walk is not None and walk.feed == feed else None

    def trial(self, feed: Feed) -> Trial | None:
        """Return what the registry said of itself when it was tested last."""
        tested = self._tested.get(feed)
        return tested.answer if tested and isinstance(tested.answer, Trial) else None

    def error(self, feed: Feed) -> RegbrowseError | None:
        """Return why the registry does not work, as far as the newest answer says."""
        tested = self._tested.get(feed)
        walk = self._ended_walk(feed)
        if walk is not None and walk.report is not None and not (tested and tested.walk is walk):
            return walk.report.error
        if tested is not None and isinstance(tested.answer, RegbrowseError):
            return tested.answer
        return None

    def state(self, state: FeedState) -> tuple[str, Tone]:
        """Return the state of a feed in a few words."""
        feed, catalog = state.feed, state.catalog
        walk = self.walk(feed)
        if feed in self._asking:
            return "asking ...", "warn"
        if walk is not None and walk.running:
            read = walk.progress.repositories if walk.progress else 0
            return f"reading, {count_text(read)}", "warn"
        error = self.error(feed)
        if error is not None:
            return _clause(WORDS[error.code].title), "bad" if _failed(walk, error) else "warn"
        if catalog.refreshed_at is not None and not catalog.complete:
            return "list incomplete", "warn"
        trial = self.trial(feed)
        if trial is not None:
            return _state_words(trial), "good"
        return ("ok", "good") if walk is not None and walk.report is not None else ("-", "dim")

    def _stop(self, feed: Feed) -> None:
        worker = self._asking.pop(feed, None)
        if worker is not None:
            worker.cancel()

    def _ended_walk(self, feed: Feed) -> Walk | None:
        walk = self.walk(feed)
        return walk if walk is not None and not walk.running else None


def _state_words(trial: Trial) -> str:
    if trial.identity:
        return f"ok, as {trial.identity}"
    return "ok, not logged in" if trial.asks_login else "ok"


def _failed(walk: Walk | None, error: RegbrowseError) -> bool:
    """Tell a failure from a registry that merely has no catalog."""
    report = walk.report if walk else None
    return report is None or report.error is not error or report.failed


def _clause(title: str) -> str:
    """Return a title as a state: `the certificate has expired` is `certificate has expired`."""
    text = title.removeprefix("The ")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
