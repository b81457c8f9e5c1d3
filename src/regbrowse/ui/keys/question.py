"""The commands of a question before something is lost."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("question.yes", Place.QUESTION, ("y",), "Yes", "Answer with yes", "answer(True)"),
    Command(
        "question.no",
        Place.QUESTION,
        ("escape", "n"),
        "No",
        "Answer with no",
        "answer(False)",
        shown="esc n",
    ),
    Command(
        "question.marked",
        Place.QUESTION,
        ("enter",),
        "Answer",
        "Give the answer that is marked; the arrows mark the other one",
        "",
    ),
)
