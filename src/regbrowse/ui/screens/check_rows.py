"""The steps of a check as rows, with the evidence of those that are unfolded."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from regbrowse.diagnosis.evidence import evidence_lines
from regbrowse.diagnosis.report_words import found_words, is_worth_a_line
from regbrowse.domain.check import StepReport, StepStatus
from regbrowse.domain.codes import Step
from regbrowse.ui.widgets.columns import GAP, Cell, Column, Tone
from regbrowse.ui.wrapping import wrapped

_STATUS, _STEP, _TIME = 4, 13, 8
_GUTTER = 3
"""Cells of a list that are not for columns: the cursor, and a scroll bar."""

_TONES: Mapping[StepStatus, Tone] = {
    StepStatus.OK: "good",
    StepStatus.WARN: "warn",
    StepStatus.FAIL: "bad",
    StepStatus.SKIP: "dim",
}


class CheckRows:
    """A row for each step that was begun, and below it what it saw."""

    columns: Sequence[Column] = (
        Column("", _STATUS),
        Column("STEP", _STEP),
        Column("FOUND", 20, grow=1),
        Column("TIME", _TIME, rank=1, right=True),
    )

    def __init__(
        self,
        steps: Mapping[Step, StepReport | None],
        unfolded: AbstractSet[Step],
        width: int,
    ) -> None:
        """`steps` are those that were begun, in order; one that still runs has no report.

        `width` is that of the list in cells.
        """
        self._room = width - _STATUS - _STEP - _TIME - 3 * GAP - _GUTTER
        rows = [
            (step, cells)
            for step, report in steps.items()
            if report is None or is_worth_a_line(report)
            for cells in self._cells_of(step, report, unfolded=step in unfolded)
        ]
        self.steps = [step for step, _ in rows]
        """To which step each row belongs."""
        self._cells = [cells for _, cells in rows]

    def __len__(self) -> int:
        return len(self._cells)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row."""
        return self._cells[row]

    def row_of(self, step: Step) -> int:
        """Return the row of a step itself; 0 if it has none."""
        return self.steps.index(step) if step in self.steps else 0

    def last_row_of(self, step: Step) -> int:
        """Return the last row of what a step saw; that of the step where it is not unfolded."""
        return self.row_of(step) + max(0, self.steps.count(step) - 1)

    def _cells_of(
        self, step: Step, report: StepReport | None, *, unfolded: bool
    ) -> Iterator[Sequence[Cell]]:
        if report is None:
            yield (Cell("..."), Cell(step.value, "strong"), Cell("running", "dim"), Cell(""))
            return
        tone = _TONES[report.status]
        elapsed = report.elapsed_s
        yield (
            Cell(report.status.value, tone),
            Cell(step.value, "strong"),
            Cell.of(found_words(report), tone if report.code is not None else ""),
            Cell("" if elapsed is None else f"{elapsed * 1000:.0f} ms", "dim"),
        )
        if unfolded:
            for line in self._seen(report):
                yield (Cell(""), Cell(""), Cell(line, "dim"), Cell(""))

    def _seen(self, report: StepReport) -> Iterator[str]:
        """What is behind a step: its sentence where the row has less, then the evidence."""
        if report.code is not None or len(report.summary) > self._room:
            yield from wrapped(report.summary, self._room)
        for line in evidence_lines(report.evidence):
            indent = " " * (len(line) - len(line.lstrip(" ")))
            first, *rest = wrapped(line.lstrip(" "), self._room - len(indent) - 2)
            yield indent + first
            yield from (f"{indent}  {each}" for each in rest)
        if not report.evidence and report.code is None:
            yield "nothing more is known"
