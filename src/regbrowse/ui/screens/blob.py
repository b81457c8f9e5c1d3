"""A small blob that is no archive, such as an SBOM or an attestation: its JSON, or its text."""

import asyncio
import base64
import binascii
import json
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.copying import blob_choices
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import text_of
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.media_types import is_archive
from regbrowse.domain.image.words import short
from regbrowse.domain.wording import size_text
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.command import Place
from regbrowse.ui.commands import bindings
from regbrowse.ui.screens.code_rows import CodeLine, json_lines, title_line
from regbrowse.ui.screens.copy_menu import open_copy_menu
from regbrowse.ui.screens.list_screen import ListScreen
from regbrowse.ui.screens.text_view import TextView, binary_words, text_lines

MOST_BYTES = 4 << 20
"""Bytes of a blob that is read whole; what is larger can only be an archive to look into."""

_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_TAR = slice(257, 262)


def blob_screen(service: RegistryService, image: Image, blob: Descriptor) -> ListScreen:
    """Return what shows a layer: its files, or itself if it is small and no archive by its type."""
    if is_archive(blob.media_type) or (blob.size or 0) > MOST_BYTES:
        from regbrowse.ui.screens.layer_files import LayerFilesScreen

        return LayerFilesScreen(service, image, blob)
    return BlobScreen(service, image, blob)


class BlobScreen(TextView):
    """A blob that is read whole and verified. One that proves to be an archive lists its files."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FILE, Place.LIST)

    def __init__(self, service: RegistryService, image: Image, blob: Descriptor) -> None:
        super().__init__(service, f"{image.repository} > {blob.media_type or short(blob.digest)}")
        self._image = image
        self._blob = blob

    @property
    def size_words(self) -> str:
        """The size of the blob."""
        return size_text(self._blob.size)

    def on_mount(self) -> None:
        """Read the blob."""
        self.load()

    @work(exclusive=True, group="blob")
    async def load(self) -> None:
        """Read it, and show its lines."""
        self.say_status("reading ...")
        image = self._image
        try:
            data = await self._service.small_blob(image.feed, image.repository, self._blob)
        except RegbrowseError as error:
            self.explain(error)
            self.say_status("")
            return
        if data.startswith(_PACKED) or data[_TAR] == b"ustar":
            from regbrowse.ui.screens.layer_files import LayerFilesScreen

            self.app.switch_screen(LayerFilesScreen(self._service, image, self._blob))
            return
        nothing = f"This is no text: {binary_words(data)}, {size_text(len(data))}."
        lines = await asyncio.to_thread(blob_lines, data)
        self.show_lines(lines, nothing if data else "It is empty.")
        self.say_status(self._blob.digest)

    def check_target(self) -> CheckTarget | None:
        """A check is about the registry that the blob comes from."""
        image = self._image
        return CheckTarget.image(image.feed, image.repository, image.reference)

    def action_copy_menu(self) -> None:
        """Choose what to copy of the blob."""
        image = self._image
        open_copy_menu(self, None, blob_choices(image.feed, image.repository, self._blob.digest))


def blob_lines(data: bytes) -> list[CodeLine]:
    """Return the lines of JSON or another text, none for what is no text. It may take a second.

    What an envelope of DSSE holds follows it: it is another document in base64
    (github.com/secure-systems-lab/dsse).
    """
    text = text_of(data)
    if text is None:
        return []
    if text.lstrip()[:1] not in {"{", "["}:
        return text_lines(text)
    held = _payload(data)
    if held is None:
        return json_lines(data)
    return [*json_lines(data), CodeLine(""), title_line("What the envelope holds"), *held]


def _payload(data: bytes) -> list[CodeLine] | None:
    try:
        document = json.loads(data)
        if not isinstance(document, dict) or not isinstance(document.get("payload"), str):
            return None
        return json_lines(base64.b64decode(document["payload"], validate=True))
    except (ValueError, RecursionError, binascii.Error):
        return None
