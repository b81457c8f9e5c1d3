"""The config of an image: what it runs, and how it was built.

Source: OCI image-spec config.md; moby `image/spec` for what docker adds. Each field may be null or
absent, and unknown ones are left alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from regbrowse.domain.image.created import UNKNOWN, BuildTime, read_created
from regbrowse.domain.image.platform import Platform, read_platform
from regbrowse.domain.image.reading import (
    Document,
    keys_at,
    list_at,
    object_at,
    pairs_at,
    parse_document,
    size_at,
    text_at,
    texts_at,
)

_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Healthcheck:
    """How an engine finds out whether a container works. Times are seconds, None for default."""

    test: tuple[str, ...]
    interval_s: float | None = None
    timeout_s: float | None = None
    start_period_s: float | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A step of the build. `empty_layer` says that it changed no files and has no layer."""

    created_by: str = ""
    created: BuildTime = UNKNOWN
    empty_layer: bool = False
    comment: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What the config of an image says; empty and None for what it does not say.

    `env` has `NAME=value` entries in their order. `diff_ids` are the digests of the uncompressed
    layers.
    """

    platform: Platform | None = None
    created: BuildTime = UNKNOWN
    author: str | None = None
    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    workdir: str | None = None
    stop_signal: str | None = None
    shell: tuple[str, ...] = ()
    onbuild: tuple[str, ...] = ()
    healthcheck: Healthcheck | None = None
    history: tuple[HistoryEntry, ...] = ()
    diff_ids: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """The variables by name; the last of two with one name counts, as in a container."""
        pairs = (entry.partition("=") for entry in self.env)
        return {name: value for name, _, value in pairs}


def read_config(data: bytes) -> ImageConfig:
    """Read the config blob of an image. Raises BadAnswer with `manifest-invalid`."""
    return config_of(parse_document(data))


def config_of(document: Document) -> ImageConfig:
    """Read the config of an image from its JSON. What is not as it should be is left out."""
    inner = object_at(document, "config")
    return ImageConfig(
        platform=read_platform(document),
        created=read_created(text_at(document, "created")),
        author=text_at(document, "author"),
        env=texts_at(inner, "Env"),
        entrypoint=texts_at(inner, "Entrypoint"),
        cmd=texts_at(inner, "Cmd"),
        ports=keys_at(inner, "ExposedPorts"),
        volumes=keys_at(inner, "Volumes"),
        labels=pairs_at(inner, "Labels"),
        user=text_at(inner, "User"),
        workdir=text_at(inner, "WorkingDir"),
        stop_signal=text_at(inner, "StopSignal"),
        shell=texts_at(inner, "Shell"),
        onbuild=texts_at(inner, "OnBuild"),
        healthcheck=_healthcheck(object_at(inner, "Healthcheck")),
        history=tuple(
            _entry(item) for item in list_at(document, "history") if isinstance(item, dict)
        ),
        diff_ids=texts_at(object_at(document, "rootfs"), "diff_ids"),
    )


def schema1_config(document: Document) -> ImageConfig:
    """Put the config of a schema 1 image together (distribution manifest-v2-1.md).

    Each history entry holds the v1 config of a layer as JSON in a text, the newest first; the
    newest is the image's own.
    """
    layers = [
        _v1_compatibility(entry)
        for entry in list_at(document, "history")
        if isinstance(entry, dict)
    ]
    newest = layers[0] if layers else {}
    config = config_of({"architecture": text_at(document, "architecture"), "os": "linux", **newest})
    return replace(config, history=tuple(_v1_entry(layer) for layer in reversed(layers)))


def _v1_compatibility(entry: Document) -> Document:
    try:
        found = json.loads(text_at(entry, "v1Compatibility") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _v1_entry(layer: Document) -> HistoryEntry:
    command = " ".join(texts_at(object_at(layer, "container_config"), "Cmd"))
    return HistoryEntry(
        command,
        read_created(text_at(layer, "created")),
        layer.get("throwaway") is True,
        text_at(layer, "comment"),
        text_at(layer, "author"),
    )


def _entry(item: Document) -> HistoryEntry:
    return HistoryEntry(
        text_at(item, "created_by") or "",
        read_created(text_at(item, "created")),
        item.get("empty_layer") is True,
        text_at(item, "comment"),
        text_at(item, "author"),
    )


def _healthcheck(document: Document) -> Healthcheck | None:
    test = texts_at(document, "Test")
    if not test:
        return None
    interval, timeout, start = (
        _seconds(size_at(document, key)) for key in ("Interval", "Timeout", "StartPeriod")
    )
    return Healthcheck(test, interval, timeout, start, size_at(document, "Retries") or None)


def _seconds(nanoseconds: int | None) -> float | None:
    """Zero stands for the engine's own default."""
    return nanoseconds / _NANOSECONDS if nanoseconds else None
