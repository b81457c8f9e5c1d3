"""An image as text for people."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from regbrowse.cli.image_json import chart_of, pull_line, written
from regbrowse.cli.sheet import field, heading, table
from regbrowse.domain.image.annotations import NAMES
from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.kinds import predicate_title
from regbrowse.domain.wording import age_text, plural, size_text

_SHORT = 19
"""Characters of a digest in a table: enough to tell and to type it."""

_SHORT_NAMES = {"description": "about", "documentation": "docs"}
_HIDDEN_FACTS = frozenset({"created", "base.name", "base.digest"})


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
    # Many tools write the same into both, and nobody wants to read it twice.
    own = {key: said for key, said in image.annotations.items() if image.labels.get(key) != said}
    yield from _pairs("annotations", own, width)
    yield from _beside(image, referrers or (), width)


def short(digest: str) -> str:
    """Return the beginning of a digest."""
    return digest[:_SHORT]


def command_text(words: Sequence[str]) -> str:
    """Return a command with quotes where they are needed."""
    return shlex.join(words)


def created_text(image: Image, now: datetime) -> str:
    """Return when an image was built."""
    created = image.created
    if created.moment is not None:
        return f"{created.moment:%Y-%m-%d %H:%M:%S} UTC, {age_text(created.moment, now)}"
    return "not said, so that builds are reproducible" if created.reproducible else "not known"


def _overview(image: Image, now: datetime) -> Iterator[str]:
    yield written(image)
    yield ""
    yield field("what", image.nature.title)
    yield field("digest", image.digest)
    yield field("type", image.media_type)
    if image.artifact_type:
        yield field("artifact", image.artifact_type)
    yield field("created", created_text(image, now))
    if image.layers:
        platform = f", {image.platform}" if image.platform else ""
        layers = plural(len(image.layers), "layer")
        yield field("size", f"{size_text(image.size)} in {layers}{platform}")
    if image.subject is not None:
        yield field("subject", image.subject.digest)
    for name in NAMES:
        if name in image.facts and name not in _HIDDEN_FACTS:
            yield field(_SHORT_NAMES.get(name, name), image.facts[name])
    if image.base is not None:
        name, digest = image.base.name or "", image.base.digest or ""
        yield field("base", f"{name}{'@' if name and digest else ''}{digest}")
    if (pull := pull_line(image)) is not None:
        yield field("pull", pull)


def _platforms(image: Image, width: int) -> Iterator[str]:
    if not image.platforms:
        return
    yield from heading("platforms")
    rows = [
        (
            ">" if each.digest == image.image_digest else " ",
            str(each.platform),
            size_text(each.size),
            short(each.digest),
        )
        for each in image.platforms
    ]
    yield from table(rows, width, right=(2,))


def _config(config: ImageConfig, width: int) -> Iterator[str]:
    check = config.healthcheck
    said = {
        "entrypoint": command_text(config.entrypoint),
        "cmd": command_text(config.cmd),
        "user": config.user or "",
        "workdir": config.workdir or "",
        "ports": ", ".join(config.ports),
        "volumes": ", ".join(config.volumes),
        "stop signal": config.stop_signal or "",
        "shell": command_text(config.shell),
        "onbuild": "; ".join(config.onbuild),
        "healthcheck": command_text(check.test) if check else "",
        "author": config.author or "",
    }
    rows = [(name, value) for name, value in said.items() if value]
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
    for step in image.steps:
        number += step.layer is not None
        command = step.command or (step.entry.comment if step.entry else None) or ""
        title = step.layer.annotations.get("org.opencontainers.image.title") if step.layer else None
        rows.append(
            (
                str(number) if step.layer else "",
                size_text(step.layer.size) if step.layer else "",
                short(step.layer.digest) if step.layer else "",
                command or title or (step.layer.media_type if step.layer else ""),
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
            (", ".join(map(predicate_title, each.predicates)) or "BuildKit attestation")
            + _of(image, each.subject),
        )
        for each in image.attestations
    ]
    for referrer in referrers:
        rows.append((referrer.nature.kind.value, short(referrer.digest), _about(image, referrer)))
        rows += [
            (f"  {own.nature.kind.value}", short(own.digest), own.nature.title)
            for own in referrer.referrers
        ]
    if rows:
        yield from heading("signatures, attestations and the like")
        yield from table(rows, width)


def _about(image: Image, referrer: Referrer) -> str:
    return referrer.nature.title + _of(image, referrer.subject)


def _of(image: Image, subject: str | None) -> str:
    """Which platform of an index something is about."""
    found = (each.platform for each in image.platforms if each.digest == subject)
    platform = next(found, None)
    return f", of {platform}" if platform else ""
