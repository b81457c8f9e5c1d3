"""The tags of a repository: versions first, the newest on top, and the command that pulls them."""

from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice
from regbrowse.domain.pull import PullTool, pull_command
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.tag import Tag, TagKind, newest_release
from regbrowse.domain.tag_listing import TagListing
from regbrowse.domain.wording import age_text, count_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.tag_images import TagImages
from regbrowse.ui.screens.tag_rows import TagRows
from regbrowse.ui.widgets.kind_bar import KindBar

_USUAL = frozenset(TagKind) - {TagKind.ARTIFACT}
"""Signatures and the like are hidden until they are asked for; the bar counts them."""


class TagsScreen(ListScreen):
    """Tags, filtered by kind and text."""

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
        super().__init__(service, f"{feed.name} > {repository}")
        self._feed = feed
        self._repository = repository
        self._wanted = tag
        self._listing: TagListing | None = None
        self._newest: Tag | None = None
        self._counts: Counter[TagKind] = Counter()
        self._reading = False
        self._missing = False
        self._kinds = set(_USUAL)
        self._tool = PullTool.DOCKER
        self._images = TagImages(self, service, feed, repository)

    def compose_above(self) -> ComposeResult:
        """The kinds with their counts."""
        yield KindBar()

    def on_mount(self) -> None:
        """Read the tags."""
        self.load()

    @work(exclusive=True, group="tags")
    async def load(self) -> None:
        """Show the kept tags, then what the registry says, as it comes."""
        self._reading = True
        self._missing = False
        self._say_counts()
        self.explain(None)
        try:
            async with aclosing(self._service.tags(self._feed, self._repository)) as events:
                async for event in events:
                    if isinstance(event, Notice):
                        self.notice(event)
                    elif isinstance(event, Waiting):
                        self.say_status(waiting_words(event))
                    else:
                        self._take(event)
            await self._service.ways.remember(self._feed, self._repository)
        except RegbrowseError as error:
            self.explain(error)
            self._missing = error.code is Code.TAGS_NOT_FOUND and "/" not in self._repository
        self._reading = False
        self.refresh_bindings()
        self._fill()
        self._warn_unfound()

    def filter_changed(self, text: str) -> None:
        """Show the tags that contain all words."""
        self._fill(reset=True)

    def row_opened(self, row: int) -> None:
        """Open the image under a tag."""
        if self._selected is not None:
            self.open_image(self._feed, self._repository, self._selected.name)

    def row_highlighted(self, row: int) -> None:
        """Show the command that pulls the tag under the cursor."""
        self._say_pull()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer library/ only where a name of one part is not there."""
        if action == "library":
            return self._missing
        return super().check_action(action, parameters)

    def check_target(self) -> tuple[Feed, str | None] | None:
        """The feed, and this repository in it."""
        return self._feed, self._repository

    def action_library(self) -> None:
        """Look for the name in library/, where Docker Hub and its mirrors have official images."""
        self.app.switch_screen(
            TagsScreen(self._service, self._feed, f"library/{self._repository}", self._wanted)
        )

    def action_refresh(self) -> None:
        """Read the tags anew."""
        self.load()

    def action_toggle_kind(self, kind: str) -> None:
        """Show or hide the tags of a kind."""
        self._kinds ^= {TagKind(kind)}
        self._fill()

    def action_all_kinds(self) -> None:
        """Show all kinds, or the usual ones if all are shown."""
        self._kinds = set(_USUAL) if len(self._kinds) == len(TagKind) else set(TagKind)
        self._fill()

    def action_next_tool(self) -> None:
        """Pull with the next tool."""
        tools = list(PullTool)
        self._tool = tools[(tools.index(self._tool) + 1) % len(tools)]
        self._say_pull()

    def action_open(self) -> None:
        """Open the image under the cursor."""
        self.rows.action_activate()

    def action_copy_menu(self) -> None:
        """Choose what to copy of the tag under the cursor."""
        if self._selected is not None:
            self._images.copy_menu(self._selected.name)

    def action_mark(self) -> None:
        """Mark the tag under the cursor, or take its mark away."""
        if self._selected is not None:
            self._images.mark(self._selected.name)
            self._say_pull()

    def action_compare(self) -> None:
        """Compare the marked tag with the one under the cursor."""
        if self._selected is not None:
            self._images.compare(self._selected.name)

    def action_copy(self) -> None:
        """Copy the command that pulls the tag under the cursor."""
        if self._selected is not None:
            self.copy(self._command, "This is no valid name, so there is no command to copy.")

    def action_find(self) -> None:
        """Look for the tag under the cursor in all repositories of the feed."""
        self.open_find([self._feed], query=self._selected.name if self._selected else "")

    @on(KindBar.Toggled)
    def _kind_toggled(self, event: KindBar.Toggled) -> None:
        self.action_toggle_kind(event.kind.value)

    @property
    def _selected(self) -> Tag | None:
        rows = self.rows.source
        return rows.tags[self.rows.cursor] if isinstance(rows, TagRows) and rows.tags else None

    @property
    def _command(self) -> str | None:
        tag = self._selected
        if tag is None:
            return None
        return pull_command(self._feed, self._repository, tag=tag.name, tool=self._tool)

    def _say_pull(self) -> None:
        if self._selected is None:
            self.say_status("reading the tags ..." if self._reading else "")
            return
        words = self._command or "This name is not valid: there is no command to pull it."
        if (marked := self._images.marked) is not None:
            words += f"   marked: {marked}"
        self.say_status(words)

    def _take(self, listing: TagListing) -> None:
        self._listing = listing
        self._newest = newest_release(listing.tags)
        self._counts = Counter(tag.kind for tag in listing.tags)
        wanted = next((tag for tag in listing.tags if tag.name == self._wanted), None)
        if wanted is not None:
            self._kinds.add(wanted.kind)
        self._fill()

    def _fill(self, *, reset: bool = False) -> None:
        """Show the tags that fit kinds and text; the cursor stays on its tag if that is there."""
        tags: Sequence[Tag] = () if self._listing is None else self._listing.tags
        words = self.filter.value.casefold().split()
        shown = [
            tag
            for tag in tags
            if tag.kind in self._kinds and all(word in tag.name.casefold() for word in words)
        ]
        cursor = 0 if reset else self._cursor_in(shown)
        self.rows.show(TagRows(shown, self._newest, self.filter.value), cursor)
        self.query_one(KindBar).show(self._counts, self._kinds)
        self._say_counts()
        self._say_pull()
        nothing = None if shown or (self._reading and not tags) else self._empty_words()
        self.say_empty(nothing)

    def _cursor_in(self, shown: Sequence[Tag]) -> int:
        before = self._selected
        names = {tag.name: row for row, tag in enumerate(shown)}
        if self._wanted in names:
            row, self._wanted = names[self._wanted], None
            return row
        return names.get(before.name, self.rows.cursor) if before else self.rows.cursor

    def _warn_unfound(self) -> None:
        """Say that the tag that was asked for is not there."""
        listing = self._listing
        if self._wanted is not None and listing is not None and listing.complete:
            self.warn(f"There is no tag {self._wanted}.")
            self._wanted = None

    def _say_counts(self) -> None:
        listing = self._listing
        if listing is None:
            self.say_count("")
            return
        words = f"{count_text(self.rows.row_count)} of {count_text(len(listing.tags))}"
        if listing.cached:
            words += f"  read {age_text(listing.fetched_at, datetime.now(UTC))}"
        elif not listing.complete:
            words += "  incomplete"
        self.say_count(f"{words}  reading ..." if self._reading else words)

    def _empty_words(self) -> str:
        if self._listing is None:
            return "No tags are known.\n\nr asks the registry, esc goes back."
        if self._listing.tags:
            return "No tag is left.\n\nBackspace widens the filter, 0 shows all kinds."
        return "This repository has no tags."
