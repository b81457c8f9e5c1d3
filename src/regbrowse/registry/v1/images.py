"""Read the JSON of images, ancestries and tags as v1 registries send it.

Source: docker-registry 0.9.1 docker_registry/images.py and tags.py; docker 1.8.3 image/image.go for
the fields. Everything that is not of the right type is left out.
"""

import re
from datetime import UTC, datetime
from typing import Any

from regbrowse.domain.v1_image import V1Config, V1Image
from regbrowse.registry.answer import Answer
from regbrowse.registry.json_reading import field, moment, number, storable

_ID = re.compile(r"[0-9a-f]{16}\Z|[0-9a-f]{64}\Z")

MOST_LAYERS = 1000
"""Docker stacks 127; a longer ancestry is none."""

_MOST_ENTRIES = 10_000
"""Of a list inside a config."""


def is_image_id(text: object) -> bool:
    """Whether `text` is the id of an image (docker-registry's `toolkit.valid_image_id`)."""
    return isinstance(text, str) and _ID.match(text) is not None


def read_image(answer: Answer, image_id: str) -> V1Image:
    """Read `GET images/<id>/json`. Raises ValueError if it is no JSON object.

    The size in the header is that of the layer as it is stored; in the JSON it is what the layer
    takes when unpacked, which is used where the header is missing.
    """
    said = answer.json()
    if not isinstance(said, dict):
        msg = "it is no object"
        raise ValueError(msg)
    parent = said.get("parent")
    size = number(answer.headers.get("x-docker-size", "").strip())
    return V1Image(
        image_id,
        parent if is_image_id(parent) else None,
        moment(said.get("created")),
        _text(said.get("author")),
        _text(said.get("comment")),
        _text(said.get("architecture")),
        _text(said.get("os")),
        number(said.get("Size")) if size is None else size,
        _text(said.get("docker_version")),
        _texts(field(said, "container_config", "Cmd")),
        _config(said.get("config")),
        answer.body,
    )


def read_ancestry(answer: Answer) -> list[str]:
    """Read `GET images/<id>/ancestry`: ids, the image itself first. Raises ValueError."""
    said = answer.json()
    if not isinstance(said, list) or len(said) > MOST_LAYERS or not all(map(is_image_id, said)):
        msg = f"it is no list of up to {MOST_LAYERS} image ids"
        raise ValueError(msg)
    return list(dict.fromkeys(said))


def read_id(answer: Answer) -> str:
    """Read `GET repositories/<name>/tags/<tag>`: the id as a JSON string. Raises ValueError."""
    said = answer.json()
    if not is_image_id(said):
        msg = "it is no image id"
        raise ValueError(msg)
    return str(said)


def read_last_update(answer: Answer) -> datetime | None:
    """Read when a tag was pushed from `tags/<tag>/json`. Raises ValueError if it is no JSON.

    An unknown tag is answered like one whose time is not known.
    """
    seconds = number(field(answer.json(), "last_update"))
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _config(said: Any) -> V1Config:
    labels = field(said, "Labels")
    pairs = list(labels.items())[:_MOST_ENTRIES] if isinstance(labels, dict) else []
    return V1Config(
        _text(field(said, "User")) or "",
        _text(field(said, "WorkingDir")) or "",
        _texts(field(said, "Entrypoint")),
        _texts(field(said, "Cmd")),
        _texts(field(said, "Env")),
        _keys(field(said, "ExposedPorts")),
        _keys(field(said, "Volumes")),
        {storable(key): storable(value) for key, value in pairs if isinstance(value, str)},
    )


def _text(value: Any) -> str | None:
    return storable(value) if isinstance(value, str) and value else None


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts; a single one stands for a list of it, as in old Dockerfiles."""
    if isinstance(value, str):
        return (storable(value),)
    entries = value[:_MOST_ENTRIES] if isinstance(value, list) else []
    return tuple(storable(entry) for entry in entries if isinstance(entry, str))


def _keys(value: Any) -> tuple[str, ...]:
    """The keys of an object whose values say nothing."""
    return tuple(map(storable, list(value)[:_MOST_ENTRIES])) if isinstance(value, dict) else ()
