"""The kinds of tags with their counts: which are shown, and the keys that change it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from regbrowse.domain.tag import TagKind
from regbrowse.domain.wording import count_text

_LABELS = {
    TagKind.RELEASE: "releases",
    TagKind.PRERELEASE: "pre-releases",
    TagKind.VARIANT: "variants",
    TagKind.CHANNEL: "channels",
    TagKind.COMMIT: "commits",
    TagKind.ARTIFACT: "signatures",
    TagKind.OTHER: "others",
}


class KindBar(Static):
    """One line: a number key, a kind, its count; [x] where it is shown."""

    DEFAULT_CSS = """
    KindBar { height: auto; padding: 0 1; background: $panel; }
    """

    class Toggled(Message):
        """A kind was clicked."""

        def __init__(self, kind: TagKind) -> None:
            self.kind = kind
            super().__init__()

    def show(self, counts: Mapping[TagKind, int], kinds: AbstractSet[TagKind]) -> None:
        """Show the counts of all kinds that there are, and which of them are in the list."""
        parts = [
            _part(number, kind, counts[kind], kind in kinds)
            for number, kind in enumerate(TagKind, 1)
            if counts.get(kind)
        ]
        self.update(Content("   ").join(parts))
        self.display = bool(parts)

    async def on_click(self, event: events.Click) -> None:
        """Toggle the kind under the mouse."""
        kind = event.style.meta.get("kind")
        if kind is not None:
            self.post_message(self.Toggled(TagKind(kind)))


def _part(number: int, kind: TagKind, count: int, shown: bool) -> Content:
    mark = "[x]" if shown else "[ ]"
    text = f"{number} {mark} {_LABELS[kind]} {count_text(count)}"
    part = Content.styled(text, "" if shown else "$foreground-muted")
    return part.stylize(Style.from_meta({"kind": kind.value}))
