"""What differs between two images, as JSON and as text for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from regbrowse.cli.image_json import written
from regbrowse.cli.image_text import created_text, short
from regbrowse.cli.sheet import field, heading, table
from regbrowse.domain.comparison import Change, Comparison
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image
from regbrowse.domain.wording import plural, rfc3339, size_text

_SECTIONS = ("platforms", "config", "env", "labels", "annotations")


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the document of `regbrowse compare`."""
    return {
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "identical": comparison.identical,
        "same_image": comparison.same_image,
        "size_difference": comparison.size_difference,
        "to_pull": comparison.to_pull,
        **{name: [_change(each) for each in getattr(comparison, name)] for name in _SECTIONS},
        "layers": {
            "base": comparison.base_layers,
            "shared": [_layer(each) for each in comparison.shared],
            "only_first": [_layer(each) for each in comparison.only_first],
            "only_second": [_layer(each) for each in comparison.only_second],
        },
    }


def comparison_lines(comparison: Comparison, now: datetime, width: int) -> Iterator[str]:
    """Yield what differs, the first image before the second."""
    first, second = comparison.first, comparison.second
    for sign, image in (("-", first), ("+", second)):
        yield f"{sign} {written(image)}"
        yield field("digest", image.digest)
        yield field("size", _size(image))
        yield field("created", created_text(image, now))
        if image.base is not None:
            yield field("base", image.base.name or image.base.digest or "")
        yield ""
    yield from _summary(comparison)
    for name in _SECTIONS:
        changes: Sequence[Change] = getattr(comparison, name)
        if name == "annotations":
            # Many tools write the same into both, and nobody wants to read it twice.
            changes = [each for each in changes if each not in comparison.labels]
        if changes:
            yield from heading(name)
            yield from _changes(changes, width, digests=name == "platforms")
    if comparison.only_first or comparison.only_second:
        yield from heading("layers")
        yield from _layers(comparison, width)


def _summary(comparison: Comparison) -> Iterator[str]:
    if comparison.identical:
        yield "Both are the same, byte for byte."
        return
    if comparison.same_image:
        yield "Both lead to the same image for this platform."
    base = comparison.base_layers
    same = f", the first {base} in the same order" if base else ""
    yield f"{plural(len(comparison.shared), 'layer')} shared{same}."
    if (difference := comparison.size_difference) is not None:
        yield f"{_difference(difference)}."
    if comparison.to_pull is not None:
        yield f"Who has the first pulls {size_text(comparison.to_pull)} for the second."


def _difference(difference: int) -> str:
    if difference == 0:
        return "Both have the same size"
    larger = "larger" if difference > 0 else "smaller"
    return f"The second is {size_text(abs(difference))} {larger}"


def _size(image: Image) -> str:
    platform = f", {image.platform}" if image.platform else ""
    return f"{size_text(image.size)} in {plural(len(image.layers), 'layer')}{platform}"


def _changes(changes: Sequence[Change], width: int, *, digests: bool) -> Iterator[str]:
    rows = []
    for change in changes:
        for sign, value in (("-", change.first), ("+", change.second)):
            if value is not None:
                rows.append((sign, change.name, short(value) if digests else value))
    yield from table(rows, width)


def _layers(comparison: Comparison, width: int) -> Iterator[str]:
    rows = []
    for sign, image, layers in (
        ("-", comparison.first, comparison.only_first),
        ("+", comparison.second, comparison.only_second),
    ):
        commands = {step.layer.digest: step.command for step in image.steps if step.layer}
        rows += [
            (sign, size_text(each.size), short(each.digest), commands.get(each.digest) or "")
            for each in layers
        ]
    yield from table(rows, width, right=(1,))


def _side(image: Image) -> dict[str, Any]:
    base = image.base
    return {
        "reference": written(image),
        "kind": image.nature.kind.value,
        "digest": image.digest,
        "image_digest": image.image_digest,
        "platform": str(image.platform) if image.platform else None,
        "size": image.size,
        "created": rfc3339(image.created.moment),
        "base": {"name": base.name, "digest": base.digest} if base else None,
    }


def _change(change: Change) -> dict[str, str | None]:
    return {"name": change.name, "first": change.first, "second": change.second}


def _layer(layer: Descriptor) -> dict[str, Any]:
    return {"digest": layer.digest, "size": layer.size, "media_type": layer.media_type or None}
