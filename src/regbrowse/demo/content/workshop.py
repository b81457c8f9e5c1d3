"""Where layers are made, each once, whoever needs it."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from string import Template

from regbrowse.demo.content.tarball import File, Layer, Writer

_FILES_ARE_OLDER = timedelta(days=400)


_PERCENT = {"arm64": 92, "arm": 71, "ppc64le": 114, "s390x": 105}
"""How big the native files of a platform are, compared with those for amd64."""


@dataclass(frozen=True, slots=True)
class Pile:
    """The big files of a layer: paths and sizes in KiB. Paths are templates, as texts are.

    The files of a `native` pile differ in size between platforms, all but the first, so that a big
    one in that place is hashed only once. The last file of a pile that `grows` becomes bigger from
    version to version: the value `$growth` says by how many KiB.
    """

    files: tuple[tuple[str, int], ...]
    native: bool = True
    grows: bool = False

    def named(self, values: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
        """Return the paths with `values` in them and the sizes in bytes."""
        percent = _PERCENT.get(values["arch"], 100) if self.native else 100
        named = [
            (filled_in(template, values), kib * 1024 * (percent if number else 100) // 100)
            for number, (template, kib) in enumerate(self.files)
        ]
        if self.grows:
            path, size = named[-1]
            named[-1] = (path, size + int(values["growth"]) * 1024)
        # No real file has a round size.
        return tuple((path, size + len(path) * 37 % 1024) for path, size in named)


@dataclass(frozen=True, slots=True)
class Part:
    """An instruction of a Dockerfile, as a template.

    With a pile or files it makes a layer. A layer is what its files are: images whose values lead
    to the same files share the layer, and a value such as `$version` in one of them tells them
    apart.
    """

    instruction: str
    pile: Pile | None = None
    files: tuple[File, ...] = ()
    comment: str = "buildkit.dockerfile.v0"

    @property
    def is_empty(self) -> bool:
        """Whether the instruction only changes the configuration."""
        return self.pile is None and not self.files


@dataclass(frozen=True, slots=True)
class _Content:
    piled: tuple[tuple[str, int], ...]
    files: tuple[File, ...]


class Workshop:
    """Makes layers. `epoch` is the present of the demo: everything was created before it."""

    def __init__(self, epoch: datetime) -> None:
        self.epoch = epoch.astimezone(UTC)
        self._mtime = int((self.epoch - _FILES_ARE_OLDER).timestamp())
        self._lock = threading.Lock()
        self._layers: dict[_Content, Layer] = {}
        self._begun: dict[tuple[tuple[str, int], ...], Writer] = {}

    def layer(self, part: Part, values: Mapping[str, str]) -> Layer:
        """Return the layer that `part` makes with `values`."""
        content = _Content(
            part.pile.named(values) if part.pile else (),
            tuple(_file(file, values) for file in part.files),
        )
        with self._lock:
            if content not in self._layers:
                self._layers[content] = self._make(content)
            return self._layers[content]

    def archive(self, files: Sequence[File]) -> Layer:
        """Return an archive of `files` that nothing else shares, such as that of a chart."""
        return _written(Writer(self._mtime), files)

    def _make(self, content: _Content) -> Layer:
        # The big files come first: layers that differ only in their small ones, or in the last
        # of the big ones, then share the hashing of megabytes.
        return _written(self._begin(content.piled).copy(), content.files)

    def _begin(self, piled: tuple[tuple[str, int], ...]) -> Writer:
        if piled not in self._begun:
            begun = self._begin(piled[:-1]).copy() if piled else Writer(self._mtime)
            for path, size in piled[-1:]:
                begun.add_filled(path, size)
            self._begun[piled] = begun
        return self._begun[piled]


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with `values` in it; what looks like a value and is none stays as it is."""
    return Template(text).safe_substitute(values) if "$" in text else text


def _file(file: File, values: Mapping[str, str]) -> File:
    path, text, link = (filled_in(t, values) for t in (file.path, file.text, file.link))
    return File(path, text, file.mode, link)


def _written(writer: Writer, files: Sequence[File]) -> Layer:
    for file in files:
        writer.add(file)
    return writer.finish()
