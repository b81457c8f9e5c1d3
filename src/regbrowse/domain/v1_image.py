"""An image as v1 registries describe it: one layer each, that stands on a parent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class V1Config:
    """What a container of an image is started with; empty for what is not said.

    `ports` are as in `80/tcp`, `environment` as in `NAME=value`.
    """

    user: str = ""
    working_directory: str = ""
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class V1Image:
    """One image of a v1 registry, which adds one layer to its parent; None for what is not said.

    `id` is 16 or 64 hex digits, chosen at random: it is no digest, and proves nothing of the
    content. `size` is that of this layer alone, in bytes as it is stored; an image takes the sum
    over its ancestry. `created_by` is the command that made the layer, `created` is in UTC. `raw`
    is the JSON as it was sent.
    """

    id: str
    parent: str | None = None
    created: datetime | None = None
    author: str | None = None
    comment: str | None = None
    architecture: str | None = None
    os: str | None = None
    size: int | None = None
    docker_version: str | None = None
    created_by: tuple[str, ...] = ()
    config: V1Config = field(default_factory=V1Config)
    raw: bytes = field(default=b"", repr=False, compare=False)
