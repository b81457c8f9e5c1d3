"""The commands of a check."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command(
        "check.evidence",
        Place.CHECK,
        ("enter", "space"),
        "Evidence",
        "Show what a step saw, or hide it",
        "unfold",
        True,
    ),
    Command(
        "check.everything",
        Place.CHECK,
        ("e",),
        "All evidence",
        "Show what all steps saw, or hide it",
        "unfold_all",
        True,
    ),
    Command("check.again", Place.CHECK, ("r", "t"), "Again", "Run the check again", "again", True),
    Command(
        "check.copy",
        Place.CHECK,
        ("y", "c"),
        "Copy report",
        "Copy the report as Markdown, fit for a ticket: no secret is in it",
        "copy",
        True,
    ),
    Command(
        "check.stop",
        Place.CHECK,
        ("escape",),
        "Stop, back",
        "Stop a check that is running, or go back",
        "stop_or_back",
        True,
        "esc",
    ),
)
