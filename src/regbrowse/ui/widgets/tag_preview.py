"""The tags of the repository under the cursor, at the right of a wide terminal."""

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_repository
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting, waiting_words
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.kind_words import kind_word
from regbrowse.ui.text import lines, plain

if TYPE_CHECKING:
    from regbrowse.domain.tag_listing import TagListing

_REST_S = 0.35
"""The cursor must rest this long before a registry is asked: moving through a list must not
be felt by the server of a whole company."""

_SHOWN = 60
"""More tags than any terminal has lines."""


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
            self._say(repository, "")
            self._load(feed, repository)

    def clear(self) -> None:
        """Preview nothing."""
        self._shown = None
        self.workers.cancel_group(self, "preview")
        if self.display:
            self._say("", "")

    def on_show(self) -> None:
        """Preview what the cursor is on, as the terminal has become wide enough."""
        if self._shown is not None:
            self._say(self._shown[1], "")
            self._load(*self._shown)

    @work(exclusive=True, group="preview")
    async def _load(self, feed: Feed, repository: str) -> None:
        await asyncio.sleep(_REST_S)
        if not self.display or not is_repository(repository):
            return
        self._say(repository, "...")
        title, text = repository, ""
        try:
            async with aclosing(self._service.tags(feed, repository)) as events:
                async for event in events:
                    if isinstance(event, Waiting):
                        self._say(title, f"{waiting_words(event)}\n\n{text}")
                    elif not isinstance(event, Notice):
                        title, text = _words(event)
                        self._say(title, text)
        except RegbrowseError as error:
            from regbrowse.diagnosis.verdicts import WORDS  # not needed where nothing fails

            kept = f".\nThis is what is kept:\n\n{text}" if text else ""
            self._say(title, WORDS[error.code].title + kept)

    def _say(self, title: str, text: str) -> None:
        # Both keep their size, so the screen need not be laid out anew.
        self.query_one("#preview-title", Label).update(plain(title), layout=False)
        self.query_one("#preview-tags", Label).update(lines(text), layout=False)


def _words(listing: "TagListing") -> tuple[str, str]:
    from regbrowse.domain.tag import TagKind, newest_release

    newest = newest_release(listing.tags)
    shown = [tag for tag in listing.tags if tag.kind is not TagKind.ARTIFACT][:_SHOWN]
    width = min(30, max((len(tag.name) for tag in shown), default=0))
    marks = {newest.name: " (newest)"} if newest else {}
    rows = [
        f"{tag.name:{width}}  {kind_word(tag.kind.value)}{marks.get(tag.name, '')}" for tag in shown
    ]
    title = f"{listing.repository}  {plural(len(listing.tags), 'tag')}"
    return title, "\n".join(rows) or "It has no tags."
