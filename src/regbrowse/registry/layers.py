"""The files of a layer, read from its bytes as they come. Nothing is kept, nothing is written."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError
from regbrowse.domain.image.files import FileEntry, LayerPart
from regbrowse.registry.archive.errors import ArchiveError, ArchiveLimitError
from regbrowse.registry.archive.inflate import Inflater
from regbrowse.registry.archive.tar import TarScanner
from regbrowse.registry.limits import GIB, MIB

MAX_INFLATED = 32 * GIB
MAX_RATIO = 100
_RATIO_FROM = 256 * MIB
"""What unpacks to more than this, and to more than a hundred times of its size, is taken for a
bomb: file systems shrink to a third, and logs to a twentieth."""

READ_ON = 32 * MIB
"""A layer of up to so many bytes as transferred is read to its end though the wanted file has come:
only then it is known that the digest is right, and that no later entry takes its place."""

MAX_ENTRIES = 500_000
MAX_NAMES = 64 * MIB
"""Characters of all paths together; whoever lists a layer has them in memory."""


class LayerReader:
    """Reads one layer. `name` is how errors call it."""

    def __init__(self, name: str, wanted: Callable[[FileEntry], bool] | None = None) -> None:
        """Look for the last file that is `wanted`, or the first one in a layer of over `READ_ON`.

        Such a layer is read no further than that.
        """
        self._name = name
        self._inflater = Inflater()
        self._scanner = TarScanner(wanted)
        self._received = self._inflated = self._entries = self._names = 0
        self._whole = False

    @property
    def found(self) -> FileEntry | None:
        """The wanted file, if it has come."""
        return self._scanner.found

    @property
    def content(self) -> bytes | None:
        """What is in the wanted file, None if it is not known."""
        return self._scanner.content

    @property
    def whole(self) -> bool:
        """Whether the layer was read to its end."""
        return self._whole

    @property
    def too_large(self) -> bool:
        """Whether the wanted file is too large to be kept."""
        return self._scanner.too_large

    async def read(
        self, chunks: AsyncGenerator[bytes], size: int | None = None
    ) -> AsyncGenerator[LayerPart]:
        """Yield the entries as they come, with how far it is. `size` is that of the whole layer.

        Raises BadAnswer with `layer-unreadable` or `layer-limit`, and what `chunks` raises; what
        was yielded before is good. Closes `chunks`.
        """
        async with aclosing(chunks):
            try:
                async for chunk in chunks:
                    self._received += len(chunk)
                    for piece in self._inflater.feed(chunk):
                        yield self._part(piece, size)
                        if self._scanner.is_done and max(size or 0, self._received) > READ_ON:
                            return
                        # A chunk may hold a thousand pieces, and others want to work, too.
                        await asyncio.sleep(0)
                for piece in self._inflater.close():
                    yield self._part(piece, size)
                self._scanner.close()
                self._whole = True
            except ArchiveError as error:
                raise self._error(Code.LAYER_UNREADABLE, error) from error
            except ArchiveLimitError as error:
                raise self._error(Code.LAYER_LIMIT, error) from error

    def _part(self, piece: bytes, size: int | None) -> LayerPart:
        self._inflated += len(piece)
        if self._inflated > _RATIO_FROM and self._inflated > MAX_RATIO * self._received:
            reason = f"it unpacks to more than {MAX_RATIO} times its size, as a bomb does"
            raise ArchiveLimitError(reason)
        if self._inflated > MAX_INFLATED:
            reason = f"it unpacks to more than {MAX_INFLATED // GIB} GiB"
            raise ArchiveLimitError(reason)
        files = self._scanner.feed(piece)
        self._entries += len(files)
        self._names += sum(len(file.path) + len(file.link or "") for file in files)
        if self._entries > MAX_ENTRIES:
            reason = f"it has more than {MAX_ENTRIES:,} entries"
            raise ArchiveLimitError(reason)
        if self._names > MAX_NAMES:
            reason = f"its paths take more than {MAX_NAMES // MIB} MiB"
            raise ArchiveLimitError(reason)
        return LayerPart(
            tuple(files),
            self._entries,
            self._received,
            self._inflated,
            size,
        )

    def _error(self, code: Code, error: Exception) -> RegistryError:
        return BadAnswer(
            code, operation=f"read the files of {self._name}", layer=self._name, reason=error
        )
