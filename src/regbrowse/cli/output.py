"""The only way to the terminal: everything that is written is made harmless here.

Answers go to stdout; progress, notices and errors go to stderr. JSON is pure ASCII, so that no
control character of a registry gets through; text and CSV show them instead.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.printable import cell_width, visible
from regbrowse.domain.progress import Notice

_FORMULA = ("=", "+", "-", "@")


def on_terminal() -> bool:
    """Whether screens can be drawn: Textual reads keys from stdin and draws on stderr."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


class Output:
    """Writes answers and messages of one command."""

    def __init__(
        self,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        *,
        draws_progress: bool = True,
    ) -> None:
        self._stdout = sys.stdout if stdout is None else stdout
        self._stderr = sys.stderr if stderr is None else stderr
        self._draws_progress = draws_progress

    @property
    def progress_stream(self) -> TextIO | None:
        """Where a progress bar may be drawn: stderr, if a person is looking at it."""
        return self._stderr if self._draws_progress and self._stderr.isatty() else None

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines of text."""
        self._stdout.writelines(f"{visible(line)}\n" for line in lines)

    def flush(self) -> None:
        """Let what was written be seen now, of an answer that comes bit by bit."""
        self._stdout.flush()

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table with columns as wide as they need to be."""
        cells = [list(header), *([visible(cell) for cell in row] for row in rows)]
        widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            padded = (
                cell + " " * (width - cell_width(cell))
                for cell, width in zip(row, widths, strict=True)
            )
            self._stdout.write("  ".join(padded).rstrip() + "\n")

    def json(self, document: object) -> None:
        """Write one JSON document."""
        import json

        text = json.dumps(document, indent=2)
        self._stdout.write(text.replace("\x7f", "\\u007f") + "\n")

    def raw(self, data: bytes) -> None:
        """Write bytes unchanged, or on a terminal what they look like as text.

        A terminal obeys what it is sent, so there only lines of harmless text arrive.
        """
        if self._stdout.isatty() or not hasattr(self._stdout, "buffer"):
            self.lines(data.decode("utf-8", "replace").splitlines())
            return
        self._stdout.flush()
        self._stdout.buffer.write(data)
        self._stdout.buffer.flush()

    @property
    def width(self) -> int:
        """How many columns there are; 80 if nobody is looking."""
        import shutil

        return max(60, shutil.get_terminal_size((80, 24)).columns)

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a table as CSV (RFC 4180), with cells that a spreadsheet would run defused."""
        import csv

        writer = csv.writer(self._stdout, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_cell(value) for value in row])

    def notice(self, notice: Notice) -> None:
        """Tell on stderr what a person should know although the work goes on."""
        from regbrowse.diagnosis.verdicts import explain

        explanation = explain(notice.error)
        feed = f"{notice.feed}: " if notice.feed else ""
        self.note(f"{feed}{explanation.summary}")
        self._hints(explanation.hints[:1])

    def note(self, text: str) -> None:
        """Write one line of notice to stderr."""
        self._stderr.write(f"note: {visible(text)}\n")

    def error(self, error: RegbrowseError, prefix: str = "") -> None:
        """Write an error in words to stderr, and what to do about it."""
        from regbrowse.diagnosis.verdicts import explain

        explanation = explain(error)
        self.failure(prefix + explanation.summary, explanation.hints)

    def failure(self, summary: str, hints: Iterable[str]) -> None:
        """Write a failure that is in words already to stderr."""
        self._stderr.write(f"error: {visible(summary)}\n\n")
        self._hints(hints)

    def usage_error(self, summary: str, hint: str) -> None:
        """Write an error of the command line itself."""
        self.failure(summary, [hint])

    def _hints(self, hints: Iterable[str]) -> None:
        self._stderr.writelines(f"hint: {visible(hint)}\n" for hint in hints)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = visible(str(value))
    # A leading quote makes a spreadsheet take it as text (OWASP, CSV injection).
    return f"'{text}" if text.startswith(_FORMULA) else text
