"""The tags of a repository: versions first, the newest on top, and what is under each."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.copying import Copyable, tool_command
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_digest
from regbrowse.domain.printable import visible
from regbrowse.domain.pull import PullTool
from regbrowse.domain.tag import Tag, TagKind
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.marking import compare_marked
from regbrowse.ui.screens.tag_choice import Order
from regbrowse.ui.screens.tag_list import TagList
from regbrowse.ui.widgets.columns import cut
from regbrowse.ui.widgets.image_preview import ImagePreview, Previewed
from regbrowse.ui.widgets.kind_bar import KindBar

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName

_OF_A_TAG = frozenset(
    {
        "open",
        "copy",
        "copy_menu",
        "mark",
        "compare",
        "sort",
        "fold",
        "unfold",
        "refold",
        "next_tool",
    }
)

_PADDING = 2
"""Cells beside the words of the status line."""

_BETWEEN = "   "
_LEAST = 24
"""Cells for what is told of a tag, whatever else there is to say."""


class TagsScreen(TagList):
    """What can be done with tags: open, copy, compare, sort, choose among them."""

    PLACE: ClassVar[Place | None] = Place.TAGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TAGS, Place.LIST)

    def __init__(
        self,
        service: RegistryService,
        marks: MarkBoard,
        feed: Feed,
        repository: str,
        tag: str | None = None,
    ) -> None:
        """`tag` is where the cursor starts."""
        super().__init__(service, feed, repository, tag)
        self._tool = PullTool.DOCKER
        self._marks = marks
        self._any = False

    @property
    def marked(self) -> str | None:
        """The tag that others are compared with, if it is one of these."""
        return self._marks.reference_in(self._feed, self._repository)

    def on_screen_resume(self) -> None:
        """Show the mark that there is now: it may have been set elsewhere."""
        self.rows.refresh()
        self.say_selected()

    def compose_beside(self) -> ComposeResult:
        """The image of the tag under the cursor."""
        yield ImagePreview(self._service)

    def row_opened(self, row: int) -> None:
        """Open the image under a tag."""
        if self.selected_tag is not None:
            self.open_image(self._feed, self._repository, self.selected_tag.name)

    def row_highlighted(self, row: int) -> None:
        """Show the command that pulls the tag under the cursor."""
        self.say_selected()
        if self._any != (self.selected_tag is not None):
            self._any = not self._any
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is for tags only where there are some, and library/ where it may help."""
        if action in _OF_A_TAG:
            return self.selected_tag is not None
        if action == "library":
            return self._missing
        return super().check_action(action, parameters)

    def check_target(self) -> CheckTarget | None:
        """The tag under the cursor, or the repository as long as there is none."""
        tag = self.selected_tag
        return CheckTarget.image(self._feed, self._repository, tag.name if tag else None)

    def action_library(self) -> None:
        """Look for the name in library/, where Docker Hub and its mirrors have official images."""
        self.app.switch_screen(
            TagsScreen(
                self._service,
                self._marks,
                self._feed,
                f"library/{self._repository}",
                self._wanted,
            )
        )

    def action_refresh(self) -> None:
        """Read the tags and their details anew."""
        self.details.renew()
        self.load()

    def action_back(self) -> None:
        """Stop what a sort reads, or go back."""
        if not self.stop_sorting():
            super().action_back()

    def action_toggle_kind(self, kind: str) -> None:
        """Show or hide the tags of a kind."""
        self.choice.toggle_kind(TagKind(kind))
        self.fill()

    def action_all_kinds(self) -> None:
        """Show all kinds, or the usual ones if all are shown."""
        self.choice.toggle_all_kinds()
        self.fill()

    def action_semver(self) -> None:
        """Show only what a release tool that insists on SemVer offers, or everything."""
        self.choice.semver = not self.choice.semver
        self.fill()

    def action_fold(self) -> None:
        """Fold variants into their versions, or unfold them all."""
        self.choice.toggle_folds()
        self.fill()

    def action_unfold(self) -> None:
        """Show the variants of the version under the cursor."""
        self._unfold(unfolded=True)

    def action_refold(self) -> None:
        """Fold the variants of the version under the cursor again."""
        self._unfold(unfolded=False)

    def _unfold(self, *, unfolded: bool) -> None:
        if self.selected_tag is not None:
            self.choice.unfold(self.selected_tag, unfolded=unfolded)
            self.fill()

    def action_sort(self) -> None:
        """Sort by version, date or size."""
        self.sort(Order.VERSION if self._sorting is not None else self.choice.next_order())

    def action_next_tool(self) -> None:
        """Pull with the next tool."""
        tools = list(PullTool)
        self._tool = tools[(tools.index(self._tool) + 1) % len(tools)]
        self.say_selected()

    def action_open(self) -> None:
        """Open the image under the cursor."""
        self.rows.action_activate()

    def action_copy_menu(self) -> None:
        """Choose what to copy of the tag under the cursor."""
        if self._copyable is not None:
            open_copy_menu(self, self._copyable)

    def action_mark(self) -> None:
        """Mark the tag under the cursor, or take its mark away."""
        if self.selected_tag is not None:
            self._marks.toggle(self._named(self.selected_tag))
            self.fill()

    def action_compare(self) -> None:
        """Compare what is marked, here or elsewhere, with the tag under the cursor."""
        if self.selected_tag is not None:
            compare_marked(self, self._marks, self._named(self.selected_tag))

    def action_copy(self) -> None:
        """Copy the command that pulls the tag under the cursor."""
        if self.selected_tag is not None:
            self.copy(self._command, "This is no valid name, so there is no command to copy.")

    def action_find(self) -> None:
        """Look for the tag under the cursor in all repositories of the feed."""
        self.open_find([self._feed], query=self.selected_tag.name if self.selected_tag else "")

    @on(KindBar.Toggled)
    def _kind_toggled(self, event: KindBar.Toggled) -> None:
        self.action_toggle_kind(event.kind.value)

    def _named(self, tag: Tag) -> "ImageName":
        from regbrowse.service.compare import ImageName

        return ImageName(self._feed, self._repository, tag.name)

    @property
    def _copyable(self) -> Copyable | None:
        """The tag under the cursor with what is known of it."""
        tag = self.selected_tag
        if tag is None:
            return None
        details = self.details.known.get(tag.name)
        thing = Copyable(self._feed, self._repository, tag.name)
        if details is None:
            return thing
        digest = details.digest if is_digest(details.digest or "") else None
        return thing._replace(digest=digest, kind=details.kind or thing.kind)

    @property
    def _command(self) -> str | None:
        thing = self._copyable
        return tool_command(thing, self._tool) if thing is not None else None

    def _previewed(self, tag: Tag | None) -> Previewed | None:
        if tag is None:
            return None
        details, also = self.details.known.get(tag.name), self.details.also(tag.name)
        return Previewed(self._feed, self._repository, tag, details, also)

    def say_selected(self) -> None:
        """Say how the tag under the cursor is pulled, or what is wrong, and preview its image."""
        tag = self.selected_tag
        self.query_one(ImagePreview).show(self._previewed(tag))
        if tag is None:
            self.say_status("reading the tags ..." if self._reading else "")
            return
        marked = self._marks.words(self._feed, self._repository, tag.name)
        limit = self.limit_words(self._feed)
        room = self.query_one("#status").container_size.width - _PADDING
        room -= sum(len(words) + len(_BETWEEN) for words in (marked, limit) if words)
        told = self._told(tag, max(_LEAST, room))
        self.say_status(_BETWEEN.join(filter(None, [marked, told, limit])))

    def _told(self, tag: Tag, room: int) -> str:
        """Say the command or what is wrong, in so many cells."""
        command = self._command
        details = self.details.known.get(tag.name)
        if command is None:
            return "This name is not valid: there is no command to pull it."
        if details is not None and details.error is not None:
            from regbrowse.diagnosis.verdicts import explain

            broken = visible(explain(details.error).summary)
            return cut(f"broken: {broken}{_BETWEEN}{command}", room)
        return _end_of(command, room)


def _end_of(command: str, room: int) -> str:
    """Return as much of a command as fits so many cells: whole words, and the tag at its end.

    It is made of valid names, each character of which is a cell.
    """
    if len(command) <= room:
        return command
    rest = command
    while " " in rest and len(rest) + 2 > room:
        rest = rest.partition(" ")[2]
    return f"… {rest}" if len(rest) + 2 <= room else f"…{rest[1 - room :]}"
