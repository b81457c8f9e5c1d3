"""What differs between two images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.descriptor import Descriptor, total_size
from regbrowse.domain.image.image import ConfigState, Image


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs. A side is None where it does not have it."""

    name: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class LayerComparison:
    """The layers of two images. Each is told once, however often an image has it.

    `base` counts those at the bottom that both have in the same order, which are what they were
    built on; `shared` are all that both have, in the order of the second.
    """

    base: int
    shared: Sequence[Descriptor]
    only_first: Sequence[Descriptor]
    only_second: Sequence[Descriptor]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two images, and what differs between them; each list is in the order of names.

    What could not be read of one side is not compared, and None: it need not differ.
    """

    first: Image
    second: Image
    platforms: Sequence[Change] | None
    config: Sequence[Change] | None
    env: Sequence[Change] | None
    labels: Sequence[Change] | None
    annotations: Sequence[Change] | None
    layers: "LayerComparison | None"

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
        return None if self.layers is None else total_size(self.layers.only_second)


def compare(first: Image, second: Image) -> Comparison:
    """Compare two images."""
    mine, theirs = first.config or ImageConfig(), second.config or ImageConfig()
    sides = (first, second)
    platforms = all(map(_says_platforms, sides))
    image = not any(side.failure is not None for side in sides)
    config = image and not any(side.config_state is ConfigState.FAILED for side in sides)
    return Comparison(
        first,
        second,
        changes(_platforms(first), _platforms(second)) if platforms else None,
        changes(_settings(mine), _settings(theirs)) if config else None,
        changes(mine.environment, theirs.environment) if config else None,
        changes(mine.labels, theirs.labels) if config else None,
        changes(first.annotations, second.annotations) if image else None,
        compare_layers(first.layers, second.layers) if image else None,
    )


def compare_layers(first: Sequence[Descriptor], second: Sequence[Descriptor]) -> LayerComparison:
    """Compare the layers of two images, the base first."""
    mine, theirs = ({each.digest: each for each in layers} for layers in (first, second))
    start = first[: _common_start(first, second)]
    return LayerComparison(
        len({each.digest for each in start}),
        [each for digest, each in theirs.items() if digest in mine],
        [each for digest, each in mine.items() if digest not in theirs],
        [each for digest, each in theirs.items() if digest not in mine],
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
        found: dict[str, str] = {}
        for each in image.platforms:
            # The very same platform may be there twice, told apart by features that few know.
            there = found.get(each.platform.full)
            found[each.platform.full] = f"{there}, {each.digest}" if there else each.digest
        return found
    if image.platform is None:
        return {}
    return {image.platform.full: image.image_digest or image.digest}


def _says_platforms(image: Image) -> bool:
    """Whether it is known for what it is, which of an image alone its config says."""
    return bool(image.platforms or image.platform) or image.config_state is not ConfigState.FAILED


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
