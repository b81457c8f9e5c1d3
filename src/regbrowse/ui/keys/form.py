"""The commands of the feed form."""

from regbrowse.ui.command import Command, Place

COMMANDS = (
    Command("form.save", Place.FORM, ("ctrl+s",), "Save", "Save the feed", "save", shown="^s"),
    Command(
        "form.test",
        Place.FORM,
        ("ctrl+t",),
        "Save and test",
        "Save the feed, and ask the registry whether it works",
        "test",
        shown="^t",
    ),
    Command(
        "form.cancel",
        Place.FORM,
        ("escape",),
        "Close",
        "Stop asking, or close the form",
        "cancel",
        shown="esc",
    ),
    Command(
        "form.move",
        Place.FORM,
        ("tab", "shift+tab", "down", "up"),
        "Move",
        "Go to the next field, or to the one before",
        "",
        shown="Tab ↓ ↑",
    ),
    Command(
        "form.choose",
        Place.FORM,
        ("left", "right", "space"),
        "Choose",
        "Choose another one of a few values",
        "",
        shown="← → space",
    ),
    Command(
        "form.scroll",
        Place.FORM,
        ("pageup", "pagedown"),
        "Scroll",
        "Scroll what is said below the fields",
        "",
        shown="PgUp PgDn",
    ),
)
