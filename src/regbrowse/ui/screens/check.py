"""A check: its steps as they run, then the verdict and what to do."""

import time
from contextlib import aclosing
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import Label

from regbrowse.domain.check import (
    DEFAULT_TIMEOUT_S,
    CheckReport,
    StepReport,
    StepStarted,
    StepStatus,
)
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.codes import Step
from regbrowse.domain.rate_limit import limit_words
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.check_rows import CheckRows
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.key_line import KeyLine
from regbrowse.ui.widgets.line import Line
from regbrowse.ui.widgets.row_list import RowList
from regbrowse.ui.widgets.verdict_panel import VerdictPanel

_TICK_S = 0.2


class CheckScreen(Screen[CheckReport | None]):
    """Runs a check of a feed. Its result is the newest report, None if none was finished."""

    CSS_PATH: ClassVar[CSSPathType | None] = "check.tcss"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CHECK)

    def __init__(self, service: RegistryService, target: CheckTarget) -> None:
        super().__init__()
        self._service = service
        self._target = target
        self._report: CheckReport | None = None
        self._steps: dict[Step, StepReport | None] = {}
        self._unfolded: set[Step] = set()
        self._began: float | None = None
        self._followed: Step | None = None
        self.rows = RowList(id="rows")

    def compose(self) -> ComposeResult:
        """The parts from top to bottom."""
        with Horizontal(id="top"):
            yield Label(plain(f"check {self._place}"), id="crumbs")
            yield Line(id="count")
        yield self.rows
        yield VerdictPanel()
        yield KeyLine()

    def on_mount(self) -> None:
        """Run the check."""
        self.set_interval(_TICK_S, self._say_time)
        self._run()

    def on_resize(self) -> None:
        """Fit the evidence into the new width."""
        self.call_after_refresh(self._fill)

    @property
    def running(self) -> bool:
        """Whether the check is going on."""
        return self._began is not None

    @work(exclusive=True, group="check")
    async def _run(self) -> None:
        self._report = None
        self._steps = {}
        self._followed = None
        self._began = time.monotonic()
        self.rows.show(CheckRows({}, set(), 0), 0)  # Else the cursor keeps to a step of before.
        self.query_one(VerdictPanel).show(None)
        try:
            events = self._service.check(self._target)
            async with aclosing(events) as running:
                async for event in running:
                    self._take(event)
        finally:
            self._began = None
            self._end()

    def _take(self, event: StepStarted | StepReport | CheckReport) -> None:
        if isinstance(event, CheckReport):
            self._report = event
            return
        self._steps[event.step] = event if isinstance(event, StepReport) else None
        self._fill()
        self._say_time()

    def _end(self) -> None:
        """Show the verdict, with the cursor on the step that led to it."""
        if not self.is_attached:
            return
        self._steps = {step: report for step, report in self._steps.items() if report is not None}
        self.query_one(VerdictPanel).show(self._report)
        self._fill()
        self._say_time()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a copy only of a whole report."""
        if action == "copy":
            return self._report is not None
        return super().check_action(action, parameters)

    def action_unfold(self) -> None:
        """Show what the step under the cursor saw, or hide it."""
        step = self._selected
        if step is not None and self._steps.get(step) is not None:
            self._unfolded ^= {step}
            self._fill(step)
            self.call_after_refresh(self._show_evidence, step)

    def action_unfold_all(self) -> None:
        """Show what all steps saw, or hide it."""
        self._unfolded = set() if self._unfolded >= set(self._steps) else set(self._steps)
        self._fill()

    def action_again(self) -> None:
        """Run the check again."""
        if not self.running:
            self._run()

    def action_copy(self) -> None:
        """Copy the report as Markdown."""
        if self._report is not None:
            self.app.copy_to_clipboard(self._service.report_markdown(self._report))
            self.app.notify("Copied the report as Markdown.", markup=False, timeout=3)

    def action_stop_or_back(self) -> None:
        """Stop a check that is running, or go back."""
        if self.running:
            self.workers.cancel_group(self, "check")
        else:
            self.dismiss(self._report)

    @on(RowList.Activated, "#rows")
    def _row_activated(self, event: RowList.Activated) -> None:
        event.stop()
        self.action_unfold()

    @property
    def _selected(self) -> Step | None:
        rows = self.rows.source
        return rows.steps[self.rows.cursor] if isinstance(rows, CheckRows) and len(rows) else None

    @property
    def _place(self) -> str:
        target = self._target
        tag = f":{target.tag}" if target.tag is not None else ""
        below = f" > {target.repository}{tag}" if target.repository is not None else ""
        return f"{target.feed.name}{below}"

    def _fill(self, step: Step | None = None) -> None:
        """Show the steps; the cursor follows the one that runs until a person moves it."""
        rows = CheckRows(self._steps, self._unfolded, self.rows.scrollable_content_region.width)
        if step is None and self._selected in {None, self._followed}:
            step = self._followed = self._decisive(rows)
        step = step or self._selected
        self.rows.show(rows, rows.row_of(step) if step is not None else 0)

    def _show_evidence(self, step: Step) -> None:
        """Scroll as far as it takes to see what a step saw, but no further than to the step."""
        rows = self.rows.source
        if not isinstance(rows, CheckRows):
            return
        top, height = self.rows.scroll_offset.y, self.rows.size.height - 1
        wanted = min(rows.row_of(step), max(top, rows.last_row_of(step) - height + 1))
        if wanted != top:
            self.rows.scroll_to(y=wanted, animate=False, immediate=True)

    def _decisive(self, rows: CheckRows) -> Step | None:
        """The step that runs, or that the verdict is about."""
        report = self._report
        if report is None:
            return rows.steps[-1] if rows.steps else None
        bad = (step for step in report.steps if step.code and step.code.value == report.code)
        return next((each.step for each in bad), rows.steps[0])

    @on(RowList.Highlighted, "#rows")
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    def _say_time(self) -> None:
        """Say how long it takes, or how it ended."""
        count = self.query_one("#count", Line)
        if self._began is not None:
            elapsed = time.monotonic() - self._began
            count.say(f"{elapsed:.0f} s of at most {DEFAULT_TIMEOUT_S:.0f} s")
        elif self._report is None:
            count.say("stopped")
        else:
            limit = self._service.rate_limit(self._target.feed)
            words = limit_words(limit, datetime.now(UTC), self._target.feed.address)
            count.say("   ".join(filter(None, (words, _ended(self._report)))))


def _ended(report: CheckReport) -> str:
    warned = any(step.status is StepStatus.WARN for step in report.steps)
    if not report.ok:
        return f"it does not work: {report.code}"
    return f"it works, with a warning: {report.code}" if warned else "it works"
