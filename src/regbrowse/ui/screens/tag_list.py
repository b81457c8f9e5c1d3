"""The list of the tags of a repository, and what is read of them in the background."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime

from textual import work
from textual.app import ComposeResult

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.tag import Tag, TagKind
from regbrowse.domain.tag_listing import TagListing
from regbrowse.domain.wording import age_text, count_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.tag_choice import Order, TagChoice
from regbrowse.ui.screens.tag_details import DetailLoader
from regbrowse.ui.screens.tag_rows import AllTags, TagRows
from regbrowse.ui.widgets.kind_bar import KindBar

_COUNT_S = 0.2


class TagList(ListScreen):
    """Shows tags, filtered and sorted. Subclasses say what can be done with them."""

    def __init__(
        self, service: RegistryService, feed: Feed, repository: str, tag: str | None = None
    ) -> None:
        """`tag` is where the cursor starts."""
        super().__init__(service, f"{feed.name} > {repository}")
        # What is said of a tag must not move the list as the cursor moves.
        self.add_class("-steady")
        self._feed = feed
        self._repository = repository
        self._wanted = tag
        self._listing: TagListing | None = None
        self._about = AllTags()
        self._counts: Counter[TagKind] = Counter()
        self._reading = False
        self._missing = False
        self._fitting = 0
        self._sorting: Order | None = None
        self._counted_at = 0.0
        self.choice = TagChoice()
        self.details = DetailLoader(self, service, feed, repository, self._details_changed)

    def compose_above(self) -> ComposeResult:
        """The kinds with their counts."""
        yield KindBar()

    def on_mount(self) -> None:
        """Read the tags, and details of those that are scrolled into view."""
        self.watch(self.rows, "scroll_y", self._look, init=False)
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
                        self.say_status(f"{waiting_words(event)}   esc goes back")
                    else:
                        self._take(event)
            await self._service.ways.remember(self._feed, self._repository)
        except RegbrowseError as error:
            self.explain(error)
            self._missing = error.code is Code.TAGS_NOT_FOUND and "/" not in self._repository
        self._reading = False
        self.refresh_bindings()
        self.fill()
        self._warn_unfound()

    @property
    def selected_tag(self) -> Tag | None:
        """The tag under the cursor."""
        rows = self.rows.source
        if not isinstance(rows, TagRows) or not rows.tags:
            return None
        return rows.tags[min(self.rows.cursor, len(rows.tags) - 1)]

    @property
    def marked(self) -> str | None:
        """The tag that others are compared with."""
        return None

    def say_selected(self) -> None:
        """Say what there is to say of the tag under the cursor."""

    def filter_changed(self, text: str) -> None:
        """Show the tags that fit the range and contain all words."""
        self.choice.type(text)
        self.fill(reset=True)

    def sort(self, order: Order) -> None:
        """Sort the tags that fit; first read what has to be known for it."""
        self._sorting = order
        self._go_on_sorting()

    def stop_sorting(self) -> bool:
        """Stop reading what a sort needs, and go back to versions; whether there was one."""
        if self._sorting is None:
            return False
        self._sorting = None
        self.details.stop()
        self.choice.order = Order.VERSION
        self.fill()
        return True

    def fill(self, *, reset: bool = False) -> None:
        """Show the tags that fit; the cursor stays on its tag if that is there."""
        tags = () if self._listing is None else self._listing.tags
        chosen = self.choice.chosen(tags)
        self._fitting = len(chosen)
        shown, folded = self.choice.arranged(chosen, self.details.known)
        words = " ".join(self.choice.filter.words)
        rows = TagRows(
            shown,
            folded,
            self.details,
            self._about,
            self.choice.kinds,
            words,
            lambda: self.marked,
        )
        cursor = 0 if reset else self._cursor_in(shown)
        self.rows.show(rows, cursor)
        self.query_one(KindBar).show(self._counts, self.choice.kinds)
        self._say_counts()
        self.say_selected()
        nothing = None if shown or (self._reading and not tags) else self._empty_words()
        self.say_empty(nothing)
        self.call_after_refresh(self._look)

    def focus_moved(self) -> None:
        """Name the keys as they are now."""
        if self._listing is not None and not self.rows.row_count:
            self.fill()

    def _take(self, listing: TagListing) -> None:
        self._listing = listing
        self._about = AllTags.of(listing.tags)
        self._counts = Counter(tag.kind for tag in listing.tags)
        wanted = next((tag for tag in listing.tags if tag.name == self._wanted), None)
        if wanted is not None:
            self.choice.kinds.add(wanted.kind)
        self.fill()

    def _look(self) -> None:
        """Read details of the tags in view first, then of those around them."""
        rows = self.rows.source
        if self._sorting is not None or self._reading or not isinstance(rows, TagRows):
            return
        top, height = self.rows.scroll_offset.y, max(1, self.rows.size.height)
        around = (
            *rows.tags[top : top + height],
            *rows.tags[top + height : top + 2 * height],
            *rows.tags[max(0, top - height) : top],
        )
        # What moves is named beside what it moves to, so that is read wherever it stands.
        self.details.want([*(tag.name for tag in around), *self._about.moving])

    def _go_on_sorting(self) -> None:
        """Sort once everything is known that fits; until then say how far it is."""
        order = self._sorting
        if order is None or self._listing is None:
            return
        chosen = self.choice.chosen(self._listing.tags)
        known = sum(tag.name in self.details.known for tag in chosen)
        if order is Order.VERSION or known == len(chosen) or self.details.failure is not None:
            self._sorting = None
            self.choice.order = Order.VERSION if self.details.failure is not None else order
            if self.details.failure is not None:
                self.explain(self.details.failure)
            self.fill(reset=True)
            return
        progress = f"details {count_text(known)} of {count_text(len(chosen))}"
        self.say_status(f"{progress}, to sort by {order.value}   esc stops")
        if not self.details.reading:
            self.details.want([tag.name for tag in chosen], at_once=True)

    def _details_changed(self) -> None:
        """More is known, or the registry asks for patience."""
        if self.details.failure is not None and self._sorting is None:
            self.explain(self.details.failure)
        if self.details.waiting:
            self.say_status(f"{self.details.waiting}   esc stops")
        elif self._sorting is not None:
            # To count what is known takes time, and it comes faster than anybody reads.
            now = time.monotonic()
            if now - self._counted_at >= _COUNT_S or not self.details.reading:
                self._counted_at = now
                self._go_on_sorting()
        elif self.choice.order is not Order.VERSION and not self.details.reading:
            self.fill()
        else:
            self.say_selected()
        self.rows.refresh()

    def _cursor_in(self, shown: Sequence[Tag]) -> int:
        """The row of the tag that was asked for, or of the one that was under the cursor."""
        row = _row_of(self._wanted, shown)
        if row is not None:
            self._wanted = None
            return row
        before = self.selected_tag
        row = _row_of(before.name if before else None, shown)
        return self.rows.cursor if row is None else row

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
        words = f"{count_text(self._fitting)} of {count_text(len(listing.tags))}"
        if self.choice.folds and self.choice.order is Order.VERSION:
            shown = count_text(self.rows.row_count)
            words = f"variants folded  {shown} of {count_text(len(listing.tags))}"
        if self.choice.semver:
            words = f"SemVer  {words}"
        if self.choice.order is not Order.VERSION:
            words = f"by {self.choice.order.value}  {words}"
        if self.choice.filter.pending:
            words = f"no range yet: {self.choice.filter.pending[0]}  {words}"
        if listing.cached:
            words += f"  read {age_text(listing.fetched_at, datetime.now(UTC))}"
        elif not listing.complete:
            words += "  incomplete"
        self.say_count(f"{words}  reading ..." if self._reading else words)

    def _empty_words(self) -> str:
        if self._listing is None:
            return "No tags are known.\n\nr asks the registry, esc goes back."
        if self._listing.tags:
            more = ", m shows more than SemVer" if self.choice.semver else ""
            how = "Backspace widens the filter" if self.filter.has_focus else "/ changes the filter"
            return f"No tag is left.\n\n{how}, 0 shows all kinds{more}."
        return "This repository has no tags."


def _row_of(name: str | None, tags: Sequence[Tag]) -> int | None:
    return None if name is None else next((n for n, t in enumerate(tags) if t.name == name), None)
