"""What is under a tag or digest: an image or an artifact, part by part."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.codes import Code
from regbrowse.domain.copying import Copied, Copyable, blob_choices
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.names import is_digest
from regbrowse.domain.pull import pull_reference
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.screens.blob import blob_lines, blob_screen
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.image_parts import Part
from regbrowse.ui.screens.image_rows import About, InIndex
from regbrowse.ui.screens.image_view import ImageView
from regbrowse.ui.screens.marking import compare_marked

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName


class ImageScreen(ImageView):
    """An image, a chart, a signature: whatever a reference leads to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.IMAGE, Place.LIST)

    def __init__(
        self,
        service: RegistryService,
        marks: MarkBoard,
        feed: Feed,
        repository: str,
        reference: str,
        platform: Platform | None = None,
    ) -> None:
        """`reference` is a tag or a digest; `platform` is the one to begin with."""
        super().__init__(service, marks, feed, repository, reference)
        self._platform = platform
        self._entry: str | None = None
        self._opens = False

    def on_mount(self) -> None:
        """Show what is known, and read the image."""
        self.load()

    @work(exclusive=True, group="image")
    async def load(self) -> None:
        """Read the image, then what was pushed about it."""
        self._reading = True
        self.explain(None)
        self.fill()
        try:
            image = await self._service.image(
                self._feed,
                self._repository,
                self._reference,
                self._platform,
                self._entry,
                on_wait=self.wait,
            )
            self._image, self._referrers, self._code = image, None, {}
            self.fill()
            self.prepare()
            asked = self._part is Part.REFERRERS
            self._referrers = await self._service.referrers(image, asked=asked)
        except RegbrowseError as error:
            self.explain(error)
            if self._image is None and error.code is Code.MANIFEST_INVALID:
                await self._read_raw()
        self._reading, self._waiting = False, None
        self.refresh_bindings()
        self.fill()

    async def _read_raw(self) -> None:
        """Show what was sent where it is no manifest that can be read."""
        name = self._feed, self._repository, self._reference
        with suppress(RegbrowseError):  # It is told already that it cannot be read.
            raw = await self._service.raw_manifest(*name)
            self._code[Part.MANIFEST] = await asyncio.to_thread(blob_lines, raw.data)

    def row_opened(self, row: int) -> None:
        """Open the files of a layer, a platform, or what was pushed about the image."""
        opens = self._shown.opens(row) if self._shown else None
        if isinstance(opens, InIndex):
            self._look_at(opens.digest)
        elif isinstance(opens, About):
            self.open_image(self._feed, self._repository, opens.digest)
        elif isinstance(opens, Descriptor) and self._image is not None:
            self.app.push_screen(blob_screen(self._service, self._image, opens))

    def row_highlighted(self, row: int) -> None:
        """Offer to open what leads somewhere."""
        super().row_highlighted(row)
        opens = self._shown is not None and self._shown.opens(row) is not None
        if opens != self._opens:
            self._opens = opens
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer other platforms where there are some, and to open what leads somewhere."""
        if action == "open":
            return self._opens
        if action == "next_platform":
            return self._image is not None and len(self._digests(self._image)) > 1
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open what is under the cursor."""
        self.rows.action_activate()

    def action_refresh(self) -> None:
        """Read the image anew."""
        self.load()

    def action_next_platform(self) -> None:
        """Look at the image for the next platform."""
        image = self._image
        if image is None or len(digests := self._digests(image)) < 2:
            return
        here = digests.index(image.image_digest) if image.image_digest in digests else -1
        self._look_at(digests[(here + 1) % len(digests)])

    def action_copy_menu(self) -> None:
        """Choose what to copy."""
        tag = None if is_digest(self._reference) else self._reference
        thing = Copyable(self._feed, self._repository, tag)
        if self._image is not None:
            thing = thing._replace(digest=self._image.digest, kind=self._image.nature.kind)
        elif tag is None:
            thing = thing._replace(digest=self._reference)
        open_copy_menu(self, thing, self._choices_of_row())

    def action_mark(self) -> None:
        """Mark the image, or take its mark away."""
        self._marks.toggle(self._named)
        self.fill()

    def action_compare(self) -> None:
        """Compare what is marked with this image."""
        compare_marked(self, self._marks, self._named)

    @property
    def _named(self) -> "ImageName":
        from regbrowse.service.compare import ImageName

        return ImageName(self._feed, self._repository, self._reference)

    def _choices_of_row(self) -> list[Copied]:
        """What there is to copy of the layer, the platform or the referrer under the cursor."""
        opens = self._shown.opens(self.rows.cursor) if self._shown else None
        if isinstance(opens, Descriptor):
            return blob_choices(self._feed, self._repository, opens.digest)
        if not isinstance(opens, About | InIndex):
            return []
        name = pull_reference(self._feed, self._repository, digest=opens.digest)
        if name is None:
            return []
        return [Copied("digest of this row", opens.digest), Copied("reference of this row", name)]

    @staticmethod
    def _digests(image: Image) -> list[str]:
        """The images for the platforms: two of them may have the same name, or be the same."""
        return list(dict.fromkeys(each.digest for each in image.platforms))

    def _look_at(self, digest: str) -> None:
        self._entry = digest
        self.load()
