"""A small file out of a layer, line by line."""

from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.copying import blob_choices
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import FileContent, FileEntry
from regbrowse.domain.image.image import Image
from regbrowse.domain.wording import size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.file_rows import progress_words
from regbrowse.ui.screens.text_view import TextView, binary_words, text_lines


class LayerFileScreen(TextView):
    """The text of a file, filtered by line; a binary file is named as such."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FILE, Place.LIST)

    def __init__(
        self, service: RegistryService, image: Image, layer: Descriptor, entry: FileEntry
    ) -> None:
        super().__init__(service, f"{image.repository} > {entry.path}")
        self._image = image
        self._layer = layer
        self._entry = entry

    @property
    def size_words(self) -> str:
        """The size of the file."""
        return size_text(self._entry.size)

    def on_mount(self) -> None:
        """Read the layer until the file is there."""
        self.load()

    @work(exclusive=True, group="file")
    async def load(self) -> None:
        """Read the file."""
        events = self._service.layer_file(self._image, self._entry.path, [self._layer])
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, FileContent):
                        self._take(event)
                    else:
                        self.say_status(progress_words(event))
        except RegbrowseError as error:
            self.explain(error)
            self.say_status("")
        self.fill()

    def check_target(self) -> CheckTarget | None:
        """A check is about the registry that the layer comes from."""
        image = self._image
        return CheckTarget.image(image.feed, image.repository, image.reference)

    def action_copy_menu(self) -> None:
        """Choose what to copy: the path, or what names the layer."""
        image, digest = self._image, self._layer.digest
        choices = blob_choices(image.feed, image.repository, digest, self._entry.path)
        open_copy_menu(self, None, choices)

    def _take(self, content: FileContent) -> None:
        if (text := content.text) is None:
            kind = binary_words(content.data)
            self.show_lines((), f"This is no text: {kind}, {size_text(len(content.data))}.")
        else:
            self.show_lines(text_lines(text), "The file is empty.")
        unread = "the layer was read as far as this file, so its digest is not verified"
        self.say_status(self._layer.digest if content.verified else unread)
