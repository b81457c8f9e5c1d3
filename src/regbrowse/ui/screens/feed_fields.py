"""The fields of the form of a feed, to be typed into."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.printable import visible
from regbrowse.ui.form_fields import FIELDS, NAME, PASSWORD, FieldSpec
from regbrowse.ui.text import plain
from regbrowse.ui.widgets.choice import Choice

_ABOUT_NAME = frozenset({Code.INVALID_FEED_NAME, Code.FEED_EXISTS})
_ABOUT_ADDRESS = frozenset({Code.INVALID_ADDRESS, Code.UNSUPPORTED_SCHEME, Code.SECRET_IN_ADDRESS})


def setting_of(error: RegbrowseError) -> str | None:
    """Return the field that an error is about, None if it is about none of them."""
    if error.code in _ABOUT_NAME:
        return NAME
    setting = error.facts.get("setting")
    if setting is None and error.code in _ABOUT_ADDRESS:
        return "url"
    return setting if any(spec.setting == setting for spec in FIELDS) else None


class TextInput(Input):
    """A line of text, in which control characters that were pasted are seen and not obeyed."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(
            placeholder=f"e.g. {spec.example}" if spec.example else "",
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Show what the terminal would obey."""
        return visible(value)

    async def action_submit(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()


class PasswordInput(Input):
    """A password: shown as dots, never copied, and in no message, for messages are logged."""

    def __init__(self) -> None:
        super().__init__(password=True, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def post_message(self, message: Message) -> bool:
        """Keep to ourselves what holds the text."""
        if isinstance(message, Input.Changed | Input.Submitted | Input.Blurred):
            return False
        return super().post_message(message)

    def action_copy(self) -> None:
        """Copy nothing."""

    def action_cut(self) -> None:
        """Remove what is selected, and copy nothing."""
        self.delete_selection()

    async def action_submit(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()


class FormField(Vertical):
    """A label, where to type, and below it what is wrong with what was typed."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(id=f"field-{spec.setting}", classes="-first" if spec.first else None)
        self.spec = spec
        self.editor: TextInput | PasswordInput | Choice
        if spec.options:
            self.editor = Choice(spec.options)
        elif spec.setting == PASSWORD:
            self.editor = PasswordInput()
        else:
            self.editor = TextInput(spec)
        self._error = Label(classes="field-error")

    def compose(self) -> ComposeResult:
        """One line, and one more where there is an error."""
        with Horizontal(classes="field-line"):
            yield Label(plain(self.spec.label), classes="field-label")
            yield self.editor
            yield Label(plain(self.spec.help), classes="field-help")
        yield self._error

    @property
    def value(self) -> str:
        """What was typed or chosen."""
        return self.editor.value

    def refuse(self, words: str | None) -> None:
        """Say below the field what is wrong with it, or nothing."""
        if words is None and not self.has_class("-refused"):
            return  # with each key: nothing is laid out anew
        self.set_class(words is not None, "-refused")
        self._error.update(plain(words or ""))
