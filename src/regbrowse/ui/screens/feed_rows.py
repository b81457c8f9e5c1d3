"""Feeds as rows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from regbrowse.domain.feed_state import FeedState
from regbrowse.domain.printable import cell_width
from regbrowse.domain.wording import age_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.screens.feed_answers import FeedAnswers
from regbrowse.ui.widgets.columns import Cell, Column

_TITLES = ("NAME", "ADDRESS", "API", "REPOS", "REFRESHED", "STATE")


class FeedRows:
    """Feeds with what is kept of them and what they answered."""

    def __init__(self, states: Sequence[FeedState], answers: FeedAnswers, text: str) -> None:
        """`text` is what the rows were filtered by."""
        self.states = states
        self._rows = [_cells(state, answers, text) for state in states]
        name, address, api, repositories, refreshed, state = self._widths()
        # On 80 cells all six are there: the address gives way before another one goes.
        self.columns: Sequence[Column] = (
            Column("NAME", min(name, 10), grow=1),
            Column("ADDRESS", min(address, 16), want=address, grow=2, rank=1),
            Column("API", api, rank=4),
            Column("REPOS", repositories, rank=2, right=True),
            Column("REFRESHED", refreshed, rank=3),
            Column("STATE", min(state, 22), want=state, grow=2),
        )

    def __len__(self) -> int:
        return len(self.states)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return a feed's cells."""
        return self._rows[row]

    def _widths(self) -> list[int]:
        """The cells that each column takes as long as nothing of it is cut."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(_TITLES)
        return [
            max(cell_width(text) for text in (title, *(cell.text for cell in cells)))
            for title, cells in zip(_TITLES, columns, strict=True)
        ]


def _cells(state: FeedState, answers: FeedAnswers, text: str) -> Sequence[Cell]:
    feed = state.feed
    words, tone = answers.state(state)
    return (
        Cell.of(feed.name, "strong", match_spans(feed.name, text)),
        Cell.of(feed.address.display, "", match_spans(feed.address.display, text)),
        Cell(answers.api(feed)),
        Cell(answers.repositories(state)),
        Cell(age_text(state.catalog.refreshed_at, datetime.now(UTC))),
        Cell.of(words, tone),
    )


def matching(states: Sequence[FeedState], text: str) -> list[FeedState]:
    """Return the feeds that contain all words in name or address."""
    words = text.casefold().split()
    return [
        state
        for state in states
        if all(w in f"{state.feed.name} {state.feed.address.display}".casefold() for w in words)
    ]
