"""What is known of the image under a tag, at the right of a wide terminal. It asks no registry."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.tag import Tag
from regbrowse.domain.tag_details import TagDetails, platform_words
from regbrowse.domain.wording import age_text, size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.kind_words import kind_word
from regbrowse.ui.text import lines, plain
from regbrowse.ui.wrapping import wrapped

if TYPE_CHECKING:
    from regbrowse.domain.image.image import Image

_REST_S = 0.1
"""The cursor must rest this long before the cache is asked: a held key passes many tags."""

_SHOWN = 100
"""More lines than any terminal has."""

_LABEL = 12
_LONGEST = 1000
"""Characters of a text that are looked at."""


class Previewed(NamedTuple):
    """A tag, what is known of what is under it, and the other tags of the same."""

    feed: Feed
    repository: str
    tag: Tag
    details: TagDetails | None
    also: Sequence[str]


class ImagePreview(Vertical):
    """An image as far as it has been read: by its details, and by what is kept of its manifests."""

    DEFAULT_CSS = """
    ImagePreview {
        display: none;
        width: 33%;
        max-width: 64;
        border-left: solid $panel;
        padding: 0 1;
        & > Label { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        & > #preview-title { text-style: bold; }
        & > #preview-image { height: 1fr; }
    }
    """

    def __init__(self, service: RegistryService) -> None:
        super().__init__()
        self._service = service
        self._shown: Previewed | None = None

    def compose(self) -> ComposeResult:
        """A title and what is said of the image."""
        yield Label(id="preview-title")
        yield Label(id="preview-image")

    def show(self, previewed: Previewed | None) -> None:
        """Preview a tag, or nothing."""
        if previewed != self._shown:
            self._shown = previewed
            self._draw()

    def on_show(self) -> None:
        """Preview what the cursor is on, as the terminal has become wide enough."""
        self._draw()

    def _draw(self) -> None:
        shown = self._shown
        if not self.display:
            return
        self.workers.cancel_group(self, "preview")
        self._say(shown, None)
        if shown is not None and shown.details is not None and shown.details.digest is not None:
            self._load(shown, shown.details.digest)

    @work(exclusive=True, group="preview")
    async def _load(self, shown: Previewed, digest: str) -> None:
        await asyncio.sleep(_REST_S)
        try:
            image = await self._service.kept_image(shown.feed, shown.repository, digest)
        except RegbrowseError:
            return  # What is kept is a help, and nobody asked for it.
        if image is not None:
            self._say(shown, image)

    def _say(self, shown: Previewed | None, image: "Image | None") -> None:
        title, text = "", ""
        if shown is not None:
            title = f"{shown.repository}:{shown.tag.name}"
            said = _rows(shown, image, max(20, self.content_size.width))
            text = "\n".join([row for row, _ in zip(said, range(_SHOWN), strict=False)])
        # Both keep their size, so the screen need not be laid out anew.
        self.query_one("#preview-title", Label).update(plain(title), layout=False)
        self.query_one("#preview-image", Label).update(lines(text), layout=False)


def _rows(shown: Previewed, image: "Image | None", width: int) -> Iterator[str]:
    details = shown.details
    if details is not None and details.error is not None:
        from regbrowse.diagnosis.verdicts import explain

        yield from wrapped(f"broken: {explain(details.error).summary}", width)
        return
    for name, text in _facts(shown, image):
        first, *rest = wrapped(text[:_LONGEST], width - _LABEL)
        yield f"{name:{_LABEL}}{first}"
        yield from (f"{'':{_LABEL}}{row}" for row in rest)
    if image is not None:
        yield from _steps(image)


def _facts(shown: Previewed, image: "Image | None") -> Iterator[tuple[str, str]]:
    details, now = shown.details, datetime.now(UTC)
    yield "kind", kind_word(shown.tag.kind.value)
    if image is not None:
        from regbrowse.domain.image.words import base_text, config_rows, created_text

        yield "what", image.nature.title
        yield "created", created_text(image, now)
        if base := base_text(image):
            yield "base", base
        if image.config is not None:
            yield from config_rows(image.config)
    elif details is not None:
        yield "created", age_text(details.created, now)
    if details is None:
        return
    yield "size", size_text(details.size)
    if details.platforms:
        yield "platforms", platform_words(details.platforms)
    if details.digest is not None:
        yield "digest", details.digest
    if details.image_id is not None:
        yield "id", details.image_id
    if shown.also:
        yield "also", ", ".join(shown.also)


def _steps(image: "Image") -> Iterator[str]:
    from regbrowse.domain.image.words import step_texts

    if image.layers:
        yield ""
    for step, text in zip(image.steps, step_texts(image), strict=True):
        if step.layer is not None:
            yield f"{size_text(step.layer.size):>8}  {' '.join(text[:_LONGEST].split())}"
