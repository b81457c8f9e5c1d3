"""Verdicts and hints as paragraphs for the screens: the words of elsewhere, with their keys."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from regbrowse.diagnosis.report_words import besides
from regbrowse.domain.check import HEALTHY, CheckReport, StepStatus
from regbrowse.ui.command import Place
from regbrowse.ui.on_screen import on_screen
from regbrowse.ui.text import joined, plain
from regbrowse.ui.widgets.paragraphs import Paragraph

_NOTHING = Content("")
_STYLES = {
    StepStatus.OK: "$text-success",
    StepStatus.WARN: "$text-warning",
    StepStatus.FAIL: "$text-error",
    StepStatus.SKIP: "dim",
}


def word(status: StepStatus, after: str = "") -> Content:
    """Return how grave something is as a word, for colors alone would not do."""
    return plain(f"{status.value}{after}", _STYLES[status])


def grade_of(report: CheckReport) -> StepStatus:
    """Return how grave a verdict is."""
    if not report.ok:
        return StepStatus.FAIL
    return StepStatus.OK if report.code == HEALTHY else StepStatus.WARN


def advice(
    grade: StepStatus, summary: str, hints: Sequence[str], here: Place | None
) -> list[Paragraph]:
    """Return a sentence, and what to do; both may hold what a registry sent.

    `here` is the place that a person is at: keys of other places are named with theirs.
    """
    numbered = (
        Paragraph(Content(f"  {number}. "), _with_commands(on_screen(hint, here)))
        for number, hint in enumerate(hints, 1)
    )
    return [Paragraph(_NOTHING, joined([word(grade, ": "), plain(summary, "bold")])), *numbered]


def verdict(report: CheckReport, here: Place | None) -> list[Paragraph]:
    """Return the words of a report, with what there is to know beside its verdict."""
    return [*advice(grade_of(report), report.summary, report.hints, here), *_besides(report, here)]


def _besides(report: CheckReport, here: Place | None) -> Iterator[Paragraph]:
    for words, hint in besides(report):
        yield Paragraph(_NOTHING, _with_commands(on_screen(words, here)))
        if hint is not None:
            yield Paragraph(Content("  - "), _with_commands(on_screen(hint, here)))


def _with_commands(text: str) -> Content:
    """Set off what is between backticks, which are for those who read without styles."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return plain(text)  # One is alone, so none of them is a quote.
    styles = ("", "bold $text-accent")
    return joined(plain(part, styles[at % 2]) for at, part in enumerate(parts))
