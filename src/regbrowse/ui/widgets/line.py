"""One line of text that changes often."""

from textual.widgets import Label

from regbrowse.domain.printable import cell_width, visible
from regbrowse.ui.text import plain


class Line(Label):
    """A label that has the screen laid out anew only where its text takes more room than it has.

    A layout takes longer than everything else that a key does.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, markup=False)
        self._said = ""

    def say(self, text: str) -> None:
        """Show text, made harmless."""
        if text == self._said:
            return
        widest = max(cell_width(visible(each)) for each in (text, self._said))
        self._said = text
        self.update(plain(text), layout=widest > self.content_size.width)
