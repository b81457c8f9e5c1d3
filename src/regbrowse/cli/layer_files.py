"""`regbrowse inspect --files` and `--cat`: the files in the layers of an image."""

import argparse
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, aclosing
from typing import Any, TypeVar

from regbrowse.cli.command import Context
from regbrowse.cli.images import layer_named
from regbrowse.cli.layer_bar import LayerBar
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.file_words import gone_word, mode_text, path_text
from regbrowse.domain.image.files import FileContent, FileEntry, FileKind, LayerPart
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.words import written
from regbrowse.domain.wording import count_text, plural, size_text

T = TypeVar("T", LayerPart, LayerPart | FileContent)


async def show_files(image: Image, arguments: argparse.Namespace, context: Context) -> None:
    """List the files of one layer or of all, the base first.

    The list is written when it is whole, because nothing is written when something fails.
    """
    found: list[tuple[int, Descriptor, list[FileEntry]]] = []
    for number, layer in _chosen(image, arguments):
        files: list[FileEntry] = []
        events = context.service.layer_files(image, layer)
        async for part in _with_bar(events, f"layer {number}", context):
            files += part.files
        found.append((number, layer, files))
    if arguments.json:
        context.output.json(
            {
                "reference": written(image),
                "layers": [
                    {
                        "layer": number,
                        "digest": layer.digest,
                        "size": layer.size,
                        "files": [_file(entry) for entry in files],
                    }
                    for number, layer, files in found
                ],
            }
        )
        return
    for number, layer, files in found:
        context.output.lines(_lines(number, layer, files, len(image.layers)))
    total = sum(len(files) for _, _, files in found)
    context.output.note(f"{plural(total, 'entry', 'entries')} in {plural(len(found), 'layer')}")


async def show_file(image: Image, arguments: argparse.Namespace, context: Context) -> None:
    """Write one small file."""
    layers = None
    if arguments.layer is not None:
        layers = [layer_named(arguments.layer, image)]
    content: FileContent | None = None
    events = context.service.layer_file(image, arguments.cat, layers)
    async for event in _with_bar(events, arguments.cat, context):
        content = event if isinstance(event, FileContent) else content
    if content is None:
        raise AssertionError(arguments.cat)
    if arguments.json:
        context.output.json(
            {
                "reference": written(image),
                "layer": content.layer,
                "file": _file(content.entry),
                "text": content.text,
            }
        )
    else:
        context.output.raw(content.data)
    if not content.verified:
        context.output.note("the layer was not read to its end, so its digest is not verified")


def _chosen(image: Image, arguments: argparse.Namespace) -> list[tuple[int, Descriptor]]:
    numbered = list(enumerate(image.layers, 1))
    if arguments.layer is None:
        return numbered
    layer = layer_named(arguments.layer, image)
    return [each for each in numbered if each[1] is layer]


async def _with_bar(events: AsyncGenerator[T], label: str, context: Context) -> AsyncGenerator[T]:
    """Pass events on, and draw how far the reading is where somebody is looking."""
    stream = context.output.progress_stream
    with ExitStack() as stack:
        bar = stack.enter_context(LayerBar(stream, label)) if stream else None
        async with aclosing(events):
            async for event in events:
                if bar is not None and isinstance(event, LayerPart):
                    bar.show(event)
                yield event


def _lines(number: int, layer: Descriptor, files: list[FileEntry], layers: int) -> Iterator[str]:
    yield f"# layer {number} of {layers}: {layer.digest} ({size_text(layer.size)})"
    width = max((len(count_text(entry.size)) for entry in files), default=1)
    for entry in files:
        yield _line(entry, width)


def _line(entry: FileEntry, width: int) -> str:
    if (gone := gone_word(entry)) is not None:
        return f"{gone:<10}  {'':>{width}}  {entry.path}"
    size = count_text(entry.size) if entry.kind is FileKind.FILE else ""
    return f"{mode_text(entry)}  {size:>{width}}  {path_text(entry)}"


def _file(entry: FileEntry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "kind": entry.kind.value,
        "size": entry.size,
        "mode": f"{entry.mode:04o}",
        "uid": entry.uid,
        "gid": entry.gid,
        "mtime": int(entry.mtime),
        "link": entry.link,
        "outside": entry.is_outside,
    }
