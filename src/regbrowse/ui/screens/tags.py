"""The tags of a repository: versions first, the newest on top, and what is under each."""

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from regbrowse.domain.check import CheckTarget
from regbrowse.domain.feed import Feed
from regbrowse.domain.pull import PullTool, pull_command
from regbrowse.domain.rate_limit import limit_words
from regbrowse.domain.tag import TagKind
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.tag_choice import Order
from regbrowse.ui.screens.tag_images import TagImages
from regbrowse.ui.screens.tag_list import TagList
from regbrowse.ui.widgets.kind_bar import KindBar


class TagsScreen(TagList):
    """What can be done with tags: open, copy, compare, sort, choose among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.TAGS, Place.LIST),
        *(
            Binding(str(number), f"toggle_kind('{kind.value}')", f"{kind.value} tags", show=False)
            for number, kind in enumerate(TagKind, 1)
        ),
    ]

    def __init__(
        self, service: RegistryService, feed: Feed, repository: str, tag: str | None = None
    ) -> None:
        """`tag` is where the cursor starts."""
        super().__init__(service, feed, repository, tag)
        self._tool = PullTool.DOCKER
        self._images = TagImages(self, service, feed, repository)

    @property
    def marked(self) -> str | None:
        """The tag that others are compared with."""
        return self._images.marked

    def row_opened(self, row: int) -> None:
        """Open the image under a tag."""
        if self.selected_tag is not None:
            self.open_image(self._feed, self._repository, self.selected_tag.name)

    def row_highlighted(self, row: int) -> None:
        """Show the command that pulls the tag under the cursor."""
        self.say_selected()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer library/ only where a name of one part is not there."""
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
            TagsScreen(self._service, self._feed, f"library/{self._repository}", self._wanted)
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
        if self.selected_tag is not None:
            self._images.copy_menu(self.selected_tag.name)

    def action_mark(self) -> None:
        """Mark the tag under the cursor, or take its mark away."""
        if self.selected_tag is not None:
            self._images.mark(self.selected_tag.name)
            self.fill()

    def action_compare(self) -> None:
        """Compare the marked tag with the one under the cursor."""
        if self.selected_tag is not None:
            self._images.compare(self.selected_tag.name)

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

    @property
    def _command(self) -> str | None:
        tag = self.selected_tag
        if tag is None:
            return None
        return pull_command(self._feed, self._repository, tag=tag.name, tool=self._tool)

    def say_selected(self) -> None:
        """Say how the tag under the cursor is pulled, or what is wrong with it."""
        tag = self.selected_tag
        if tag is None:
            self.say_status("reading the tags ..." if self._reading else "")
            return
        words = self._command
        details = self.details.known.get(tag.name)
        if words is None:
            words = "This name is not valid: there is no command to pull it."
        elif details is not None and details.error is not None:
            from regbrowse.diagnosis.verdicts import explain

            words += f"   broken: {explain(details.error).summary}"
        if self.marked is not None:
            words += f"   marked: {self.marked}"
        if limit := limit_words(self._service.rate_limit(self._feed), datetime.now(UTC)):
            words += f"   {limit}"
        self.say_status(words)
