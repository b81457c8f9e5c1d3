"""An image as text for people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from regbrowse.cli.sheet import field, heading, table
from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.words import (
    about_platform,
    chart_of,
    config_rows,
    entry_title,
    overview,
    own_annotations,
    predicates_text,
    short,
    step_texts,
    written,
)
from regbrowse.domain.wording import size_text


def image_lines(
    image: Image, referrers: Sequence[Referrer] | None, now: datetime, width: int
) -> Iterator[str]:
    """Yield what there is to say of an image."""
    yield from _overview(image, now)
    yield from _platforms(image, width)
    yield from _pairs("chart", chart_of(image) or {}, width)
    if image.config is not None:
        yield from _config(image.config, width)
    yield from _layers(image, width)
    yield from _pairs("labels", image.labels, width)
    yield from _pairs("annotations", own_annotations(image), width)
    yield from _beside(image, referrers or (), width)


def _overview(image: Image, now: datetime) -> Iterator[str]:
    yield written(image)
    yield ""
    yield from (field(name, value) for name, value in overview(image, now))


def _platforms(image: Image, width: int) -> Iterator[str]:
    if not image.platforms:
        return
    yield from heading("platforms")
    rows = [
        (
            ">" if each.digest == image.image_digest else " ",
            each.platform.full,
            size_text(each.size),
            short(each.digest),
        )
        for each in image.platforms
    ]
    yield from table(rows, width, right=(2,))


def _config(config: ImageConfig, width: int) -> Iterator[str]:
    rows = config_rows(config)
    if rows:
        yield from heading("config")
        yield from table(rows, width)
    if config.env:
        yield from heading("env")
        yield from (f"  {entry}" for entry in config.env)


def _layers(image: Image, width: int) -> Iterator[str]:
    if not image.steps:
        return
    yield from heading("layers")
    rows = []
    number = 0
    for step, text in zip(image.steps, step_texts(image), strict=True):
        number += step.layer is not None
        rows.append(
            (
                str(number) if step.layer else "",
                size_text(step.layer.size) if step.layer else "",
                short(step.layer.digest) if step.layer else "",
                text,
            )
        )
    yield from table(rows, width, right=(0, 1))


def _pairs(title: str, pairs: Mapping[str, str], width: int) -> Iterator[str]:
    rows = sorted(pairs.items())
    if rows:
        yield from heading(title)
        yield from table(rows, width)


def _beside(image: Image, referrers: Sequence[Referrer], width: int) -> Iterator[str]:
    rows = [
        (
            "attestation",
            short(each.digest),
            predicates_text(each.predicates) + about_platform(image, each.subject),
        )
        for each in image.attestations
    ]
    for referrer in referrers:
        about = referrer.nature.title + about_platform(image, referrer.subject)
        rows.append((referrer.nature.kind.value, short(referrer.digest), about))
        rows += [
            (f"  {own.nature.kind.value}", short(own.digest), own.nature.title)
            for own in referrer.referrers
        ]
    rows += [("entry", short(each.digest), entry_title(each)) for each in image.others]
    if rows:
        yield from heading("signatures, attestations and the like")
        yield from table(rows, width)
