"""What there is to say of an image for people: the same words in commands and on screens."""

import json
import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regbrowse.domain.image.annotations import NAMES
from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.index import may_be_image
from regbrowse.domain.image.kinds import PULLED, Kind, nature_of_type, predicate_of, predicate_title
from regbrowse.domain.image.media_types import INDEX_TYPES
from regbrowse.domain.names import is_digest
from regbrowse.domain.pull import pull_command
from regbrowse.domain.wording import age_text, plural, size_text

_SHORT = 19
"""Characters of a digest in a table: enough to tell and to type it."""

_CHART_KEYS = ("name", "version", "appVersion", "description", "type", "apiVersion", "home")
_SHORT_NAMES = {"description": "about", "documentation": "docs"}
_HIDDEN_FACTS = frozenset({"created", "base.name", "base.digest"})
_TITLE = "org.opencontainers.image.title"


def short(digest: str) -> str:
    """Return the beginning of a digest."""
    return digest[:_SHORT]


def called(repository: str, reference: str) -> str:
    """Return how an image is called where there is little room: `app:1.0`, `app@sha256:9f3c...`."""
    if is_digest(reference):
        return f"{repository}@{short(reference)}"
    return f"{repository}:{reference}"


def command_text(words: Sequence[str]) -> str:
    """Return a command with quotes where they are needed."""
    return shlex.join(words)


def written(image: Image) -> str:
    """Return the reference of an image, as it can be typed again."""
    place = image.feed.saved_name or str(image.feed.address)
    return f"{place}/{image.repository}{'@' if image.by_digest else ':'}{image.reference}"


def pull_line(image: Image) -> str | None:
    """Return the command that pulls an image, None for what no engine pulls."""
    if not is_pulled(image):
        return None
    digest = image.digest if image.by_digest else None
    return pull_command(image.feed, image.repository, tag=image.tag, digest=digest)


def is_pulled(image: Image) -> bool:
    """Whether a container engine can pull it."""
    return image.nature.kind in PULLED


def chart_of(image: Image) -> dict[str, Any] | None:
    """Return the metadata of a Helm chart (Chart.yaml as JSON), None for anything else."""
    if image.nature.kind is not Kind.CHART or image.config_raw is None:
        return None
    try:
        document = json.loads(image.config_raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    return {key: document[key] for key in _CHART_KEYS if isinstance(document.get(key), str)}


def created_text(image: Image, now: datetime) -> str:
    """Return when an image was built."""
    created = image.created
    if created.moment is not None:
        return moment_text(created.moment, now)
    return "not said, so that builds are reproducible" if created.reproducible else "not known"


def moment_text(moment: datetime, now: datetime) -> str:
    """Return a time, and how long ago it was."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC, {age_text(moment, now)}"


def size_line(image: Image) -> str:
    """Return how large an image is, and for which platform that is said."""
    if image.failure is not None:
        return "not known"
    platform = f", {image.platform.full}" if image.platform else ""
    return f"{size_text(image.size)} in {plural(len(image.layers), 'layer')}{platform}"


def base_text(image: Image) -> str | None:
    """Return what an image was built on, None if it does not say."""
    if image.base is None:
        return None
    name, digest = image.base.name or "", image.base.digest or ""
    return f"{name}{'@' if name and digest else ''}{digest}"


def overview(image: Image, now: datetime) -> list[tuple[str, str]]:
    """Return what is said of an image first, each with its name."""
    named = "id" if image.by_id else "digest"
    rows = [("what", image.nature.title), (named, image.digest), ("type", image.media_type)]
    if image.artifact_type:
        rows.append(("artifact", image.artifact_type))
    rows.append(("created", created_text(image, now)))
    if image.pushed is not None:
        rows.append(("pushed", moment_text(image.pushed, now)))
    if image.layers:
        rows.append(("size", size_line(image)))
    if image.subject is not None:
        rows.append(("subject", image.subject.digest))
    rows += [
        (_SHORT_NAMES.get(name, name), image.facts[name])
        for name in NAMES
        if name in image.facts and name not in _HIDDEN_FACTS
    ]
    if (base := base_text(image)) is not None:
        rows.append(("base", base))
    if (pull := pull_line(image)) is not None:
        rows.append(("pull", pull))
    return rows


def config_rows(config: ImageConfig) -> list[tuple[str, str]]:
    """Return what a config says, but for env, labels and history, each with its name."""
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
    return [(name, value) for name, value in said.items() if value]


def own_annotations(image: Image) -> dict[str, str]:
    """Return the annotations that the labels do not repeat.

    Many tools write the same into both, and nobody wants to read it twice.
    """
    return {key: said for key, said in image.annotations.items() if image.labels.get(key) != said}


def entry_title(entry: Descriptor) -> str:
    """Return what an entry of an index is, as far as the index says it."""
    if entry.artifact_type is not None:
        return nature_of_type(entry.artifact_type).title
    if entry.media_type in INDEX_TYPES:
        return "image index"
    if may_be_image(entry):
        return "image or artifact"
    return nature_of_type(entry.media_type).title


def step_texts(image: Image) -> list[str]:
    """Return what made each step of an image; of a blob without history its name or its type."""
    texts = []
    for step in image.steps:
        text = step.command or (step.entry.comment if step.entry else None) or ""
        if not text and step.layer is not None:
            text = step.layer.annotations.get(_TITLE) or step.layer.media_type
            if predicate := predicate_of(step.layer):
                text = f"{predicate_title(predicate)}, {text}"
        texts.append(text)
    return texts


def predicates_text(predicates: Sequence[str]) -> str:
    """Return what a BuildKit attestation states."""
    return ", ".join(map(predicate_title, predicates)) or "BuildKit attestation"


def about_platform(image: Image, subject: str | None) -> str:
    """Return which platform of an index something is about; nothing if it is about all of it."""
    found = (each.platform.full for each in image.platforms if each.digest == subject)
    platform = next(found, None)
    return f", of {platform}" if platform else ""
