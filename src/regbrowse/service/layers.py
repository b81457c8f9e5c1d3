"""The files in the layers of an image, without pulling it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import (
    FileContent,
    FileEntry,
    FileKind,
    LayerPart,
    clean_path,
)
from regbrowse.domain.image.image import Image
from regbrowse.registry.layers import LayerReader
from regbrowse.service.access import Access

_LINKS = frozenset({FileKind.SYMLINK, FileKind.HARDLINK})


class LayerBrowser:
    """Looks into layers. They are streamed, and nothing of them is kept."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def files(
        self, feed: Feed, repository: str, layer: Descriptor
    ) -> AsyncGenerator[LayerPart]:
        """Yield the entries of a layer as they come, with how far it is. Close it to cancel.

        The layer's digest is verified at the end. Raises BadAnswer with `layer-unreadable` (it is
        no archive, or a broken one) or `layer-limit` (a bomb, too many entries), NotFound
        (`digest-mismatch`, `storage-unreachable`, `manifest-not-found`), AuthError and the errors
        of the connection. What was yielded before is good, but for `digest-mismatch`.
        """
        async with aclosing(
            self._read(feed, repository, layer, LayerReader(_name(layer)))
        ) as parts:
            async for part in parts:
                yield part

    async def file(
        self, image: Image, path: str, layers: Sequence[Descriptor] | None = None
    ) -> AsyncGenerator[LayerPart | FileContent]:
        """Look for one file of up to 1 MiB from the top layer down; its content comes last.

        `layers` are those to look into, the base first; all without it. A layer is read until the
        file is there. Raises NotFound with `file-not-found` (also for what an upper layer has
        removed) or `file-not-shown` (a link, a folder, or too large), and what `files` raises.
        """
        searched = image.layers if layers is None else layers
        wanted = clean_path(path)
        for layer in reversed(searched):
            search = _Search(wanted)
            reader = LayerReader(_name(layer), search.takes)
            content: bytes | None = None
            async with aclosing(self._read(image.feed, image.repository, layer, reader)) as parts:
                async for part in parts:
                    content = part.content
                    yield part
            if reader.found is not None:
                data = _shown(path, reader.found, content, too_large=reader.too_large)
                yield FileContent(reader.found, data, layer.digest, verified=False)
                return
            if search.gone is not None:
                raise _not_found(path, image, f"{_name(layer)} removes {search.gone}")
            if search.link is not None:
                raise _link(path, search.link)
        raise _not_found(path, image, None if layers is None else "only these layers were read")

    async def _read(
        self, feed: Feed, repository: str, layer: Descriptor, reader: LayerReader
    ) -> AsyncGenerator[LayerPart]:
        async with self._access.client(feed, repository) as client:
            try:
                chunks = (await client.images()).blobs.stream(repository, layer.digest)
                async with aclosing(reader.read(chunks, layer.size)) as parts:
                    async for part in parts:
                        yield part
            except RegbrowseError as error:
                error.learn(feed=feed.saved_name, host=feed.address.netloc, repository=repository)
                raise


class _Search:
    """Looks for a path in one layer, and notes what hides it in the layers below."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.gone: str | None = None
        self.link: FileEntry | None = None

    def takes(self, entry: FileEntry) -> bool:
        """Whether `entry` is what is looked for."""
        if entry.is_outside and ".." in entry.path.split("/"):
            return False
        here = clean_path(entry.path)
        inside = self._path.startswith(f"{here}/") or here == ""
        if entry.kind is FileKind.REMOVED:
            if here == self._path or inside:
                self.gone = entry.path
        elif entry.kind is FileKind.REPLACED:
            if inside:
                self.gone = f"what was in {entry.path}"
        elif entry.kind in _LINKS and inside and here:
            self.link = entry
        return here == self._path and entry.kind not in {FileKind.REMOVED, FileKind.REPLACED}


def _name(layer: Descriptor) -> str:
    return f"layer {layer.digest}"


def _shown(path: str, entry: FileEntry, content: bytes | None, *, too_large: bool) -> bytes:
    if entry.kind in _LINKS:
        raise _link(path, entry)
    reason = None
    if entry.kind is not FileKind.FILE:
        reason = f"it is a {entry.kind.value}"
    elif too_large:
        reason = f"it has {entry.size:,} bytes, and only up to 1 MiB are shown"
    elif content is None:
        reason = "the layer ends within it"
    if reason is not None or content is None:
        raise NotFound(Code.FILE_NOT_SHOWN, operation="read a file", path=path, reason=reason)
    return content


def _link(path: str, entry: FileEntry) -> NotFound:
    reason = f"{clean_path(entry.path)} is a link to {entry.link}"
    return NotFound(Code.FILE_NOT_SHOWN, operation="read a file", path=path, reason=reason)


def _not_found(path: str, image: Image, reason: str | None) -> NotFound:
    return NotFound(
        Code.FILE_NOT_FOUND,
        operation="read a file",
        path=path,
        layer=f"{image.repository}:{image.tag}" if image.tag else image.repository,
        reason=reason,
        feed=image.feed.saved_name,
        host=image.feed.address.netloc,
        repository=image.repository,
        reference=f"{image.repository}{':' if image.tag else '@'}{image.reference}",
    )
