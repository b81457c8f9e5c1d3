"""The progress bar of reading a layer, on stderr."""

from types import TracebackType
from typing import Self, TextIO

from regbrowse.domain.image.files import LayerPart
from regbrowse.domain.printable import visible
from regbrowse.domain.wording import plural, size_text


class LayerBar:
    """Draws how far a layer is read; it disappears at the end."""

    def __init__(self, stream: TextIO, label: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.fields[label]}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}", markup=False),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, label=visible(label), state="")

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

    def show(self, part: LayerPart) -> None:
        """Draw the state after a part."""
        read = size_text(part.received)
        total = f" of {size_text(part.size)}" if part.size else ""
        state = f"{read}{total}, {plural(part.entries, 'entry', 'entries')}"
        self._progress.update(self._task, completed=part.received, total=part.size, state=state)
