"""The progress bar of a search for a tag, on stderr."""

from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from regbrowse.domain.finding import Finding
from regbrowse.domain.progress import WalkProgress
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.wording import count_text, repositories


class FindBar:
    """Draws how many repositories were looked at, and how much was found; gone at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, state="")

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

    def show(self, finding: Finding) -> None:
        """Draw the state of the search."""
        if finding.begun is None:
            return
        state = f"{count_text(finding.searched)} of {repositories(finding.total)}"
        self._progress.update(
            self._task,
            completed=finding.searched,
            total=finding.total,
            state=f"{state}, {count_text(finding.found)} found",
        )

    def show_walk(self, walk: WalkProgress) -> None:
        """Draw how far a catalog has been read that the search needs."""
        state = f"reading the catalog: {repositories(walk.repositories)}"
        self._progress.update(self._task, total=walk.expected, state=state)

    def show_wait(self, waiting: Waiting) -> None:
        """Draw how long the registry is still waited for."""
        words = waiting_words(waiting) if waiting.seconds_left else "asking again"
        self._progress.update(self._task, state=words)
