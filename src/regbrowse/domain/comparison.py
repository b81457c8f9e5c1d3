"""What differs between two images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Image


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs. A side is None where it does not have it."""

    name: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two images, and what differs between them; each list is in the order of names.

    `base_layers` counts the layers at the bottom that both have in the same order, which are what
    they were built on; `shared` are all that both have, in the order of the second.
    """

    first: Image
    second: Image
    platforms: Sequence[Change]
    config: Sequence[Change]
    env: Sequence[Change]
    labels: Sequence[Change]
    annotations: Sequence[Change]
    shared: Sequence[Descriptor]
    only_first: Sequence[Descriptor]
    only_second: Sequence[Descriptor]
    base_layers: int

    @property
    def identical(self) -> bool:
        """Whether both are the same, byte for byte."""
        return self.first.digest == self.second.digest

    @property
    def same_image(self) -> bool:
        """Whether the images that were chosen from both are the same."""
        return self.first.image_digest is not None and (
            self.first.image_digest == self.second.image_digest
        )

    @property
    def size_difference(self) -> int | None:
        """Bytes by which the second is larger, as transferred; None if a size is not known."""
        if self.first.size is None or self.second.size is None:
            return None
        return self.second.size - self.first.size

    @property
    def to_pull(self) -> int | None:
        """Bytes that who has the first pulls for the second; None if a size is not known."""
        sizes = [layer.size for layer in self.only_second]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None


def compare(first: Image, second: Image) -> Comparison:
    """Compare two images."""
    shared = first.shared_layers & second.shared_layers
    mine, theirs = first.config or ImageConfig(), second.config or ImageConfig()
    return Comparison(
        first,
        second,
        changes(_platforms(first), _platforms(second)),
        changes(_settings(mine), _settings(theirs)),
        changes(mine.environment, theirs.environment),
        changes(mine.labels, theirs.labels),
        changes(first.annotations, second.annotations),
        [layer for layer in second.layers if layer.digest in shared],
        [layer for layer in first.layers if layer.digest not in shared],
        [layer for layer in second.layers if layer.digest not in shared],
        _common_start(first.layers, second.layers),
    )


def changes(first: Mapping[str, str], second: Mapping[str, str]) -> list[Change]:
    """Return what differs between two mappings, in the order of their names."""
    return [
        Change(name, first.get(name), second.get(name))
        for name in sorted({*first, *second})
        if first.get(name) != second.get(name)
    ]


def _common_start(first: Sequence[Descriptor], second: Sequence[Descriptor]) -> int:
    pairs = zip(first, second, strict=False)
    differing = (n for n, (mine, theirs) in enumerate(pairs) if mine.digest != theirs.digest)
    return next(differing, min(len(first), len(second)))


def _platforms(image: Image) -> dict[str, str]:
    """The digest of the image for each platform; of an image alone that of its own."""
    if image.platforms:
        return {str(each.platform): each.digest for each in image.platforms}
    if image.platform is None:
        return {}
    return {str(image.platform): image.image_digest or image.digest}


def _settings(config: ImageConfig) -> dict[str, str]:
    """The settings of a config that have a value, as text."""
    said = {
        "cmd": " ".join(config.cmd),
        "entrypoint": " ".join(config.entrypoint),
        "healthcheck": " ".join(config.healthcheck.test) if config.healthcheck else "",
        "onbuild": "; ".join(config.onbuild),
        "ports": ", ".join(config.ports),
        "shell": " ".join(config.shell),
        "stop_signal": config.stop_signal or "",
        "user": config.user or "",
        "volumes": ", ".join(config.volumes),
        "workdir": config.workdir or "",
    }
    return {name: value for name, value in said.items() if value}
