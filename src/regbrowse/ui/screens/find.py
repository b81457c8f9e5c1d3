"""Find a tag or digest in many repositories, with the hits as they come."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.copying import Copyable
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import FindEvent, Finding, FoundTag, read_query
from regbrowse.domain.names import is_repository
from regbrowse.domain.progress import Notice
from regbrowse.domain.pull import pull_command
from regbrowse.domain.wording import count_text, plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.find_rows import FoundRows, UnreadRows
from regbrowse.ui.screens.find_words import (
    begin_words,
    count_words,
    ended_words,
    nothing_words,
    running_words,
)
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.marking import compare_marked
from regbrowse.ui.widgets.query_input import QueryInput

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName

_DRAW_S = 0.1
"""What comes faster than anyone reads need not be drawn each time."""


class FindScreen(ListScreen):
    """Asks repository after repository; it can be stopped, and keeps what it found."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FIND, Place.LIST)
    AUTO_FOCUS = ""

    def __init__(
        self,
        service: RegistryService,
        marks: MarkBoard,
        feeds: Sequence[Feed],
        within: str = "",
        query: str = "",
    ) -> None:
        """`within` filters the repositories; with `query` it begins at once."""
        name = feeds[0].name if len(feeds) == 1 else plural(len(feeds), "feed")
        super().__init__(service, f"{name} > {within} > find" if within else f"{name} > find")
        self.filter = QueryInput(self.rows, "a tag, a pattern such as 2.7.*, or a digest", query)
        self._marks = marks
        self._feeds = {feed.name: feed for feed in feeds}
        self._within = within
        self._finding: Finding | None = None
        self._looking = False
        self._stopped = False
        self._unread = False
        self._undrawn: FindEvent | None = None

    def on_mount(self) -> None:
        """Begin, or say what can be typed."""
        self.set_interval(_DRAW_S, self._draw)
        if self.filter.value:
            self.text_entered(self.filter.value)
            return
        self.filter.focus()
        self.say_empty(begin_words(list(self._feeds), self._within))

    def text_entered(self, text: str) -> None:
        """Look for what was typed; if that is done already, open the row under the cursor."""
        try:
            query = read_query(text)
        except RegbrowseError as error:
            self.explain(error)
            return
        if self._finding is not None and query == self._finding.query and self.rows.row_count:
            self.rows.action_activate()
            return
        self._finding = Finding(query)
        self._unread = False
        self.explain(None)
        self.rows.focus()
        self.look(self._finding)

    @work(exclusive=True, group="find")
    async def look(self, finding: Finding) -> None:
        """Look into all repositories, and show what is found as it comes."""
        self._looking, self._stopped = True, False
        self.refresh_bindings()
        self._fill(reset=True)
        self.say_status(running_words(finding, None))
        events = self._service.find(list(self._feeds.values()), finding.query, self._within)
        try:
            async with aclosing(events):
                async for event in events:
                    finding.take(event)
                    if isinstance(event, Notice):
                        self.notice(event)
                    self._undrawn = event
        except RegbrowseError as error:
            self.notice(Notice(error))
        except asyncio.CancelledError:
            self._stopped = True
            raise
        finally:
            if self._finding is finding:
                self._end(finding)

    def _draw(self) -> None:
        """Show what has come since the last time."""
        event, self._undrawn = self._undrawn, None
        if event is not None and self._looking and self._finding is not None:
            self._fill()
            self.say_status(running_words(self._finding, event))

    def _end(self, finding: Finding) -> None:
        self._looking = False
        if not self.is_attached:
            return
        self.refresh_bindings()
        self._fill()
        words = (
            ended_words(finding, stopped=self._stopped),
            self.limit_words(*self._feeds.values()),
        )
        self.say_status("   ".join(filter(None, words)))
        self._explain_failure(finding)

    def _explain_failure(self, finding: Finding) -> None:
        """Show why nothing more was found; of several feeds one alone is a row among others."""
        alone = len(self._feeds) == 1 or not finding.searched
        self.explain(finding.failures[0].error if finding.failures and alone else None)

    def row_opened(self, row: int) -> None:
        """Open the tags of a repository with the cursor at the tag, or the image without a tag."""
        source = self.rows.source
        if isinstance(source, UnreadRows):
            feed, repository, _ = source.unread[row]
            if repository is not None and is_repository(repository):
                self.open_tags(self._feeds[feed], repository)
            elif repository is None:
                self.action_check()
            return
        found = self._selected
        if found is None:
            return
        if found.tag is None and found.digest is not None:
            self.open_image(self._feeds[found.feed], found.repository, found.digest)
        else:
            self.open_tags(self._feeds[found.feed], found.repository, found.tag)

    def row_highlighted(self, row: int) -> None:
        """Offer what can be done with the row, and say what to do where it could not be read."""
        self.refresh_bindings()
        source = self.rows.source
        if isinstance(source, UnreadRows) and row < len(source):
            self.explain(source.unread[row][2])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is."""
        if action == "stop":
            return self._looking
        if action == "unread":
            return self._unread or self._any_unread
        if action in {"copy", "copy_menu", "mark", "compare"}:
            return self._selected is not None
        if action == "refresh":
            return self._finding is not None
        return super().check_action(action, parameters)

    def check_target(self) -> CheckTarget | None:
        """What is under the cursor, or the feed if it is one alone."""
        source = self.rows.source
        if isinstance(source, UnreadRows) and self.rows.row_count:
            feed, repository, _ = source.unread[self.rows.cursor]
            return CheckTarget(self._feeds[feed], repository)
        if (found := self._selected) is not None:
            return CheckTarget(self._feeds[found.feed], found.repository, found.tag)
        alone = len(self._feeds) == 1
        return CheckTarget(next(iter(self._feeds.values()))) if alone else None

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.rows.action_activate()

    def action_stop(self) -> None:
        """Stop looking; what was found stays."""
        self.workers.cancel_group(self, "find")

    def action_refresh(self) -> None:
        """Look for the same anew."""
        if self._finding is not None:
            self._finding = Finding(self._finding.query)
            self._unread = False
            self.explain(None)
            self.look(self._finding)

    def action_unread(self) -> None:
        """Show what could not be read, or what was found."""
        self._unread = not self._unread
        self._fill(reset=True)
        if not self._unread and self._finding is not None:
            self._explain_failure(self._finding)
        self.refresh_bindings()

    def action_copy(self) -> None:
        """Copy the command that pulls what is under the cursor."""
        found = self._selected
        if found is not None:
            digest = found.digest if found.tag is None else None
            feed = self._feeds[found.feed]
            command = pull_command(feed, found.repository, tag=found.tag, digest=digest)
            self.copy(command, "This is no valid name, so there is no command to copy.")

    def action_copy_menu(self) -> None:
        """Choose what to copy of what is under the cursor."""
        if (found := self._selected) is not None:
            feed = self._feeds[found.feed]
            open_copy_menu(self, Copyable(feed, found.repository, found.tag, found.digest))

    def action_mark(self) -> None:
        """Mark what is under the cursor, or take its mark away."""
        if (image := self._image) is not None:
            self._marks.toggle(image)
            self._fill()

    def action_compare(self) -> None:
        """Compare what is marked, here or elsewhere, with what is under the cursor."""
        if (image := self._image) is not None:
            compare_marked(self, self._marks, image)

    def action_back(self) -> None:
        """Stop looking first; then go to the hits; then go back."""
        if self._looking:
            self.action_stop()
        elif self._unread:
            self.action_unread()
        elif self.filter.has_focus and self.rows.row_count:
            self.rows.focus()
        else:
            super().action_back()

    @property
    def _any_unread(self) -> bool:
        finding = self._finding
        return finding is not None and bool(finding.skipped or finding.failures)

    @property
    def _selected(self) -> FoundTag | None:
        rows = self.rows.source
        return rows.found[self.rows.cursor] if isinstance(rows, FoundRows) and rows.found else None

    @property
    def _image(self) -> "ImageName | None":
        """What is under the cursor, by its tag or else by its digest."""
        from regbrowse.service.compare import ImageName

        found = self._selected
        if found is None or (reference := found.tag or found.digest) is None:
            return None
        return ImageName(self._feeds[found.feed], found.repository, reference)

    def _fill(self, *, reset: bool = False) -> None:
        """Show what there is so far; the cursor stays on its hit, as others come before it."""
        finding = self._finding
        if finding is None:
            return
        several = len(self._feeds) > 1
        if self._unread:
            unread = UnreadRows(finding, several=several)
            self.rows.show(unread, 0 if reset else self.rows.cursor)
            self.say_count(f"{count_text(len(unread))} not read")
            self.say_empty(None)
            return
        before = None if reset else self._selected
        rows = FoundRows(finding, self._feeds, self._marks, several=several)
        cursor = rows.found.index(before) if before is not None and self.rows.cursor else 0
        self.rows.show(rows, cursor)
        self.say_count(count_words(finding))
        if len(rows):
            self.say_empty(None)
        elif self._looking:
            self.say_empty("Looking ...")
        else:
            self.say_empty(nothing_words(finding, stopped=self._stopped))
