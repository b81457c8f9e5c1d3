"""A failure in words, and what to do about it, below what is still known."""

from typing import TYPE_CHECKING, Union

from textual.content import Content

from regbrowse.domain.errors import RegbrowseError
from regbrowse.ui.command import Place
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.paragraphs import Paragraph, Paragraphs

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckReport, StepStatus

Trouble = Union[RegbrowseError, "CheckReport"]
"""What can be explained: a failure, or a check that found one."""

_BETWEEN = "   "


class ExplanationPanel(Paragraphs):
    """Shows one error, as much of it as has room; hidden as long as there is none."""

    DEFAULT_CSS = """
    ExplanationPanel {
        display: none;
        padding: 0 1;
        border-left: thick $error;
        background: $surface;
        &.-shown { display: block; }
        &.-warn { border-left: thick $warning; }
    }
    """

    def __init__(self, place: Place | None = None) -> None:
        """`place` is that of the screen, whose keys need not be told where they are."""
        super().__init__(id="explanation")
        self._place = place
        self._error: Trouble | None = None

    @property
    def error(self) -> Trouble | None:
        """What is explained."""
        return self._error

    def show(
        self,
        error: Trouble | None,
        *,
        warns: bool = False,
        more: str = "",
        whole: str = "",
    ) -> None:
        """Explain `error`, or hide.

        `warns` says that all works without it. `more` is said in the last line, and `whole` besides
        where there is no room for everything.
        """
        if error is self._error:
            return
        self._error = error
        self.set_class(error is not None, "-shown")
        if error is None:
            return
        from regbrowse.domain.check import StepStatus

        paragraphs, grade = explanation(error, self._place, warns=warns)
        self.set_class(grade is StepStatus.WARN, "-warn")
        cut = _BETWEEN.join(filter(None, [whole, more]))
        self.say(paragraphs, _foot(more), _foot(cut))


def explanation(
    error: Trouble, place: Place | None, *, warns: bool = False
) -> "tuple[list[Paragraph], StepStatus]":
    """Return the words of an error, and how grave it is."""
    # Not needed where nothing fails.
    from regbrowse.diagnosis.verdicts import explain
    from regbrowse.domain.check import CheckReport, StepStatus
    from regbrowse.ui.widgets.advice import advice, grade_of

    if isinstance(error, CheckReport):
        grade = grade_of(error)
        return advice(grade, error.summary, error.hints, place), grade
    words = explain(error)
    grade = StepStatus.WARN if warns else StepStatus.FAIL
    return advice(grade, words.summary, words.hints, place), grade


def _foot(words: str) -> Content | None:
    return plain(f"  {words}", "$foreground-muted") if words else None
