"""Feeds as rows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.wording import age_text, count_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.screens.feed_answers import FeedAnswers
from regbrowse.ui.widgets.columns import Cell, Column


class FeedRows:
    """Feeds with what is kept of them and what they answered."""

    def __init__(self, states: Sequence[FeedState], answers: FeedAnswers, text: str) -> None:
        """`text` is what the rows were filtered by."""
        self.states = states
        self._answers = answers
        self._text = text
        longest = max((len(state.feed.name) for state in states), default=0)
        self.columns: Sequence[Column] = (
            Column("NAME", min(max(longest, 8), 18), grow=1),
            Column("ADDRESS", 22, grow=2, rank=1),
            Column("API", 4, rank=4),
            Column("REPOS", 9, rank=2, right=True),
            Column("REFRESHED", 10, rank=3),
            Column("STATE", 19, grow=2),
        )

    def __len__(self) -> int:
        return len(self.states)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return a feed's cells."""
        state = self.states[row]
        feed, catalog = state.feed, state.catalog
        known = catalog.refreshed_at is not None
        partial = "" if catalog.complete else "+"
        words, tone = self._answers.state(state)
        return (
            Cell.of(feed.name, "strong", match_spans(feed.name, self._text)),
            Cell.of(feed.address.display, "", match_spans(feed.address.display, self._text)),
            Cell(self._api(feed)),
            Cell(count_text(catalog.repositories) + partial if known else "-"),
            Cell(age_text(catalog.refreshed_at, datetime.now(UTC))),
            Cell.of(words, tone),
        )

    def _api(self, feed: Feed) -> str:
        report = self._answers.report(feed)
        return (report.api if report else None) or feed.api.value


def matching(states: Sequence[FeedState], text: str) -> list[FeedState]:
    """Return the feeds that contain all words in name or address."""
    words = text.casefold().split()
    return [
        state
        for state in states
        if all(w in f"{state.feed.name} {state.feed.address.display}".casefold() for w in words)
    ]
