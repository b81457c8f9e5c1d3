"""The progress bar of a walk, on stderr."""

from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from regbrowse.domain.printable import visible
from regbrowse.domain.progress import WalkProgress
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.wording import count_text, plural


class WalkBar:
    """Draws how far a walk has come; it disappears at the end.

    How long a catalog is can only be guessed from the last time. Without a guess the bar moves to
    and fro.
    """

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(
            TextColumn("{task.fields[label]}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=Console(file=stream),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, progress: WalkProgress) -> None:
        """Draw the state of the walk."""
        state = f"{count_text(progress.repositories)} in {plural(progress.pages, 'page')}"
        expected = progress.expected
        self._progress.update(
            self._of(progress.feed),
            completed=progress.repositories,
            total=max(expected, progress.repositories) if expected else None,
            state=state,
        )

    def show_wait(self, feed: str, waiting: Waiting) -> None:
        """Draw how long the registry is still waited for."""
        words = waiting_words(waiting) if waiting.seconds_left else "asking again"
        self._progress.update(self._of(feed), state=words)

    def _of(self, feed: str) -> TaskID:
        if self._task is None:
            label = Text(visible(feed)).plain
            self._task = self._progress.add_task("", total=None, label=label, state="")
        return self._task
