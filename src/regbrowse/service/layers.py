"""The files in the layers of an image, without pulling it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, NotFound, RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.files import (
    FileContent,
    FileEntry,
    FileKind,
    LayerPart,
    clean_path,
)
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.manifest import COMPUTABLE
from regbrowse.registry.layers import LayerReader
from regbrowse.registry.manifests import named
from regbrowse.service.access import Access

_LINKS = frozenset({FileKind.SYMLINK, FileKind.HARDLINK})
_BEHIND = frozenset({Code.LAYER_UNREADABLE, Code.LAYER_LIMIT})


class LayerBrowser:
    """Looks into layers. They are streamed, and nothing of them is kept."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def files(self, image: Image, layer: Descriptor) -> AsyncGenerator[LayerPart]:
        """Yield the entries of a layer as they come, with how far it is. Close it to cancel.

        The layer's digest is verified at the end. Raises BadAnswer with `layer-unreadable` (it is
        no archive, a broken one, or of a v1 registry) or `layer-limit` (a bomb, too many entries),
        NotFound (`digest-mismatch`, `storage-unreachable`, `manifest-not-found`), AuthError and the
        errors of the connection. What was yielded before is good, but for `digest-mismatch`.
        """
        async with aclosing(self._read(image, layer, LayerReader(_name(layer)))) as parts:
            async for part in parts:
                yield part

    async def file(
        self, image: Image, path: str, layers: Sequence[Descriptor] | None = None
    ) -> AsyncGenerator[LayerPart | FileContent]:
        """Look for one file of up to 1 MiB from the top layer down; its content comes last.

        `layers` are those to look into, the base first; all without it. A small layer is read to
        its end, which verifies it, a large one until the file is there. Raises NotFound with
        `file-not-found` (also for what an upper layer has removed) or `file-not-shown` (a link, a
        folder, a sparse file, too large, or out of the image), and what `files` raises.
        """
        searched = image.layers if layers is None else layers
        if _leads_out(path):
            raise _not_shown(path, "its path leads out of the image", image)
        for layer in reversed(searched):
            search = _Search(clean_path(path))
            reader = LayerReader(_name(layer), search.takes)
            try:
                async with aclosing(self._read(image, layer, reader)) as parts:
                    async for part in parts:
                        yield part
            except BadAnswer as error:
                # What comes behind the file may be broken: it is not what was asked for.
                if error.code not in _BEHIND or reader.content is None:
                    raise
            if reader.found is not None:
                yield FileContent(
                    reader.found,
                    _shown(path, reader, image),
                    layer.digest,
                    verified=reader.whole and layer.digest.partition(":")[0] in COMPUTABLE,
                )
                return
            if search.gone is not None:
                raise _not_found(path, image, f"{_name(layer)} removes {search.gone}")
            if search.link is not None:
                raise _not_shown(path, _link(search.link), image)
        raise _not_found(path, image, None if layers is None else "only these layers were read")

    async def _read(
        self, image: Image, layer: Descriptor, reader: LayerReader
    ) -> AsyncGenerator[LayerPart]:
        async with self._access.client(image.feed, image.repository) as client:
            try:
                if image.by_id:
                    raise _unreadable(layer, "regbrowse does not read the layers of v1 registries")
                chunks = (await client.images()).blobs.stream(image.repository, layer.digest)
                async with aclosing(reader.read(chunks, layer.size)) as parts:
                    async for part in parts:
                        yield part
            except RegbrowseError as error:
                error.learn(**_place(image))
                if not layer.urls or error.code is not Code.MANIFEST_NOT_FOUND:
                    raise
                # As for Windows: Microsoft lets nobody else hand out its layers.
                reason = f"it is kept at {', '.join(layer.urls)}, where regbrowse does not look"
                foreign = _unreadable(layer, reason)
                foreign.learn(**_place(image))
                raise foreign from error


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


def _leads_out(path: str) -> bool:
    return ".." in path.split("/")


def _shown(path: str, reader: LayerReader, image: Image) -> bytes:
    """Return the content of the file that was found. Raises NotFound with `file-not-shown`."""
    entry = reader.found
    if entry is None:
        raise AssertionError(path)
    if entry.kind in _LINKS:
        raise _not_shown(path, _link(entry), image)
    if entry.kind is not FileKind.FILE:
        raise _not_shown(path, f"it is a {entry.kind.value.replace('-', ' ')}", image)
    if reader.too_large:
        reason = f"it has {entry.size:,} bytes, and only up to 1 MiB are shown"
        raise _not_shown(path, reason, image)
    if entry.is_sparse:
        raise _not_shown(path, "it is a sparse file, which is stored without its holes", image)
    if reader.content is None:
        raise _not_shown(path, "the layer ends within it", image)
    return reader.content


def _link(entry: FileEntry) -> str:
    return f"{clean_path(entry.path)} is a link to {entry.link}"


def _unreadable(layer: Descriptor, reason: str) -> BadAnswer:
    return BadAnswer(
        Code.LAYER_UNREADABLE,
        operation=f"read the files of {_name(layer)}",
        layer=_name(layer),
        reason=reason,
        elsewhere="yes",
    )


def _not_shown(path: str, reason: str, image: Image) -> NotFound:
    error = NotFound(Code.FILE_NOT_SHOWN, operation="read a file", path=path, reason=reason)
    error.learn(**_place(image))
    return error


def _not_found(path: str, image: Image, reason: str | None) -> NotFound:
    error = NotFound(
        Code.FILE_NOT_FOUND,
        operation="read a file",
        path=path,
        layer=f"{image.repository}:{image.tag}" if image.tag else image.repository,
        reason=reason,
    )
    error.learn(**_place(image))
    return error


def _place(image: Image) -> dict[str, str | None]:
    return {
        "feed": image.feed.saved_name,
        "host": image.feed.address.netloc,
        "repository": image.repository,
        "reference": named(image.repository, image.reference),
    }
