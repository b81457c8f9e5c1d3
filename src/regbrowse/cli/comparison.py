"""What differs between two images, as JSON and as text for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from regbrowse.cli.sheet import field, heading, table
from regbrowse.domain.comparison import Change, Comparison, LayerComparison
from regbrowse.domain.comparison_words import SECTIONS, shown_changes, summary
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.words import created_text, short, size_line, written
from regbrowse.domain.wording import rfc3339, size_text


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the document of `regbrowse compare`."""
    return {
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "identical": comparison.identical,
        "same_image": comparison.same_image,
        "size_difference": comparison.size_difference,
        "to_pull": comparison.to_pull,
        **{name: _section(getattr(comparison, name)) for name in SECTIONS},
        "layers": _layer_document(comparison),
    }


def comparison_lines(comparison: Comparison, now: datetime, width: int) -> Iterator[str]:
    """Yield what differs, the first image before the second."""
    first, second = comparison.first, comparison.second
    for sign, image in (("-", first), ("+", second)):
        yield f"{sign} {written(image)}"
        yield field("id" if image.by_id else "digest", image.digest)
        yield field("size", size_line(image))
        yield field("created", created_text(image, now))
        if image.base is not None:
            yield field("base", image.base.name or image.base.digest or "")
        yield ""
    yield from summary(comparison)
    for name in SECTIONS:
        changes = shown_changes(comparison, name)
        if changes:
            yield from heading(name)
            yield from _changes(changes, width, digests=name == "platforms")
    layers = comparison.layers
    if layers is not None and (layers.only_first or layers.only_second):
        yield from heading("layers")
        yield from _layers(comparison, layers, width)


def _changes(changes: Sequence[Change], width: int, *, digests: bool) -> Iterator[str]:
    rows = []
    for change in changes:
        for sign, value in (("-", change.first), ("+", change.second)):
            if value is not None:
                rows.append((sign, change.name, short(value) if digests else value))
    yield from table(rows, width)


def _layers(comparison: Comparison, layers: LayerComparison, width: int) -> Iterator[str]:
    rows = []
    for sign, image, some in (
        ("-", comparison.first, layers.only_first),
        ("+", comparison.second, layers.only_second),
    ):
        commands = {step.layer.digest: step.command for step in image.steps if step.layer}
        rows += [
            (sign, size_text(each.size), short(each.digest), commands.get(each.digest) or "")
            for each in some
        ]
    yield from table(rows, width, right=(1,))


def _side(image: Image) -> dict[str, Any]:
    base = image.base
    return {
        "reference": written(image),
        "kind": image.nature.kind.value,
        "digest": None if image.by_id else image.digest,
        "id": image.digest if image.by_id else None,
        "image_digest": None if image.by_id else image.image_digest,
        "platform": str(image.platform) if image.platform else None,
        "size": image.size,
        "created": rfc3339(image.created.moment),
        "base": {"name": base.name, "digest": base.digest} if base else None,
    }


def _section(changes: Sequence[Change] | None) -> list[dict[str, str | None]] | None:
    return None if changes is None else [_change(each) for each in changes]


def _layer_document(comparison: Comparison) -> dict[str, Any] | None:
    layers = comparison.layers
    if layers is None:
        return None
    return {
        "base": layers.base,
        "shared": [_layer(each, comparison.second) for each in layers.shared],
        "only_first": [_layer(each, comparison.first) for each in layers.only_first],
        "only_second": [_layer(each, comparison.second) for each in layers.only_second],
    }


def _change(change: Change) -> dict[str, str | None]:
    return {"name": change.name, "first": change.first, "second": change.second}


def _layer(layer: Descriptor, image: Image) -> dict[str, Any]:
    return {
        "digest": None if image.by_id else layer.digest,
        "id": layer.digest if image.by_id else None,
        "size": layer.size,
        "media_type": layer.media_type or None,
    }
