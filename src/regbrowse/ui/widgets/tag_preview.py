"""The tags of the repository under the cursor, at the right of a wide terminal."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository, is_tag
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.text import lines, plain

if TYPE_CHECKING:
    from regbrowse.domain.tag_details import TagDetails
    from regbrowse.domain.tag_listing import TagListing

_REST_S = 0.35
"""The cursor must rest this long before a registry is asked: moving through a list must not
be felt by the server of a whole company."""

_ASKED_FOR = 5
"""Tags whose size and age are asked for: a handful of small requests for a cursor that rests."""


_NOTHING = Content("")


class TagPreview(Vertical):
    """A repository's newest tags. Hidden on a narrow terminal, where it asks nobody."""

    DEFAULT_CSS = """
    TagPreview {
        display: none;
        width: 40%;
        max-width: 64;
        border-left: solid $panel;
        padding: 0 1;
        & > Label { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        & > #preview-title { text-style: bold; }
        & > #preview-tags { height: 1fr; }
    }
    """

    def __init__(self, service: RegistryService) -> None:
        super().__init__()
        self._service = service
        self._shown: tuple[Feed, str] | None = None

    def compose(self) -> ComposeResult:
        """A title and the tags."""
        yield Label(id="preview-title")
        yield Label(id="preview-tags")

    def show(self, feed: Feed, repository: str) -> None:
        """Preview a repository, once the cursor has come to rest."""
        if (feed, repository) == self._shown:
            return
        self._shown = (feed, repository)
        if self.display:
            self._say(repository, _NOTHING)
            self._load(feed, repository)

    def clear(self) -> None:
        """Preview nothing."""
        self._shown = None
        self.workers.cancel_group(self, "preview")
        if self.display:
            self._say("", _NOTHING)

    def on_show(self) -> None:
        """Preview what the cursor is on, as the terminal has become wide enough."""
        if self._shown is not None:
            self._say(self._shown[1], _NOTHING)
            self._load(*self._shown)

    @work(exclusive=True, group="preview")
    async def _load(self, feed: Feed, repository: str) -> None:
        await asyncio.sleep(_REST_S)
        if not self.display or not is_repository(repository):
            return
        self._say(repository, Content("..."))
        listing: TagListing | None = None
        try:
            async with aclosing(self._service.tags(feed, repository)) as events:
                async for event in events:
                    if isinstance(event, Waiting):
                        self._say_waiting(repository, event, listing)
                    elif not isinstance(event, Notice):
                        listing = event
                        self._show(listing, {})
        except RegbrowseError as error:
            from regbrowse.diagnosis.verdicts import WORDS  # not needed where nothing fails

            self._say_failure(repository, WORDS[error.code].title, listing)
        else:
            if listing is not None:
                await self._add_details(listing)

    async def _add_details(self, listing: "TagListing") -> None:
        """Say what is known of the tags, and ask for what is not known of the first few.

        A registry that counts requests is not asked: nobody has said yet that the tags matter.
        """
        from regbrowse.ui.widgets.tag_lines import shown_tags

        names = [tag.name for tag in shown_tags(listing) if is_tag(tag.name)]
        feed = listing.feed
        details: dict[str, TagDetails] = {}
        with suppress(RegbrowseError):
            async with aclosing(self._service.tag_details(feed, listing.repository)) as session:
                session.want(names)
                details.update((each.name, each) for each in session.remembered())
                self._show(listing, details)
                if self._service.rate_limit(feed) is not None:
                    return
                await asyncio.sleep(_REST_S)
                session.want(name for name in names[:_ASKED_FOR] if name not in details)
                async with aclosing(session.found()) as events:
                    async for event in events:
                        if isinstance(event, Waiting):
                            return
                        details[event.name] = event
                        self._show(listing, details)

    def _show(self, listing: "TagListing", details: "Mapping[str, TagDetails]") -> None:
        from regbrowse.ui.widgets.tag_lines import tag_lines, title_of

        self._say(title_of(listing), tag_lines(listing, details, self.content_size.width))

    def _say_waiting(self, repository: str, waiting: Waiting, listing: "TagListing | None") -> None:
        words = f"{waiting_words(waiting)}\n"
        self._say_with(listing, repository, words)

    def _say_failure(self, repository: str, title: str, listing: "TagListing | None") -> None:
        words = title if listing is None else f"{title}.\nThis is what is kept:\n"
        self._say_with(listing, repository, words)

    def _say_with(self, listing: "TagListing | None", title: str, words: str) -> None:
        """Say something above the tags, as far as they are known."""
        if listing is None:
            self._say(title, lines(words))
            return
        from regbrowse.ui.widgets.tag_lines import tag_lines, title_of

        shown = tag_lines(listing, {}, self.content_size.width)
        self._say(title_of(listing), Content("\n").join([lines(words), shown]))

    def _say(self, title: str, text: Content) -> None:
        # Both keep their size, so the screen need not be laid out anew.
        self.query_one("#preview-title", Label).update(plain(title), layout=False)
        self.query_one("#preview-tags", Label).update(text, layout=False)
