"""Fills the storage of a registry by writing its layout, which is far faster than pushing.

    fill(storage, {"team/app": {"1.0": oci_image(), "latest": oci_image()}})
    fill(storage, dict.fromkeys(names, ("1.0", "latest")))

A repository that is given as a list of tags shares its files with all others of the same tags: it
can be read, not pushed to or deleted from. Start the registry before or after, as you like.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.images import (
    Blob,
    Manifest,
    cosign_signature,
    cosign_tag,
    docker_image,
    docker_list,
    helm_chart,
    oci_image,
    oci_index,
)

Tags = Mapping[str, Manifest]
Repositories = Mapping[str, Tags | Sequence[str]]

DEFAULT_IMAGE = oci_image()
"""What the tags of a list of tags point to."""


def _sample() -> dict[str, dict[str, Manifest]]:
    first, second, signed = (oci_image(text=text) for text in ("first", "second", "signed"))
    return {
        "charts/mychart": {"1.2.3": helm_chart()},
        "team/api": {"1.0.0": first, "1.1.0": second, "1.1": second, "latest": second},
        "team/docker": {"latest": docker_image(), "list": docker_list()},
        "team/multi": {"2.0.0": oci_index(), "latest": oci_index()},
        "team/signed": {"1.0.0": signed, cosign_tag(signed): cosign_signature(signed)},
    }


SAMPLE: Mapping[str, Mapping[str, Manifest]] = _sample()
"""One repository for each kind of content; the fixture `open_registry` serves it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written."""

    repositories: Mapping[str, Tags]

    @property
    def names(self) -> list[str]:
        return list(self.repositories)

    def digest(self, repository: str, tag: str) -> str:
        return self.repositories[repository][tag].digest


def fill(storage: Path, repositories: Repositories, *, image: Manifest = DEFAULT_IMAGE) -> Filled:
    """Write repositories into the storage directory of a registry, and say what they hold.

    `image` is what the tags point to where only their names are given.
    """
    root = storage / "docker" / "registry" / "v2"
    nesting = _namespaces(repositories)
    for namespace in nesting:
        _make_namespace(root, namespace)
    templates: dict[tuple[str, ...], _Template] = {}
    written: dict[str, Tags] = {}
    for name, tags in repositories.items():
        if isinstance(tags, Mapping):
            written[name] = tags
            _write_repository(root / "repositories" / name, tags)
            _write_blobs(root, tags)
            continue
        key = tuple(tags)
        if key not in templates:
            templates[key] = _template(root, dict.fromkeys(key, image))
        written[name] = templates[key].tags
        _link_repository(f"{root}/repositories/{name}", templates[key], nested=name in nesting)
    return Filled(written)


@dataclass(frozen=True, slots=True)
class _Template:
    directory: str
    tags: Tags


def _namespaces(names: Iterable[str]) -> set[str]:
    """What stands before a slash in some name; the empty one too."""
    namespaces = {""}
    for name in names:
        parent = name.rpartition("/")[0]
        while parent not in namespaces:
            namespaces.add(parent)
            parent = parent.rpartition("/")[0]
    return namespaces


def _make_namespace(root: Path, namespace: str) -> None:
    directory = root / "repositories" / namespace
    if directory.resolve().is_relative_to((root / "templates").resolve()):
        message = f"{namespace} shares its files with others, so it can hold no repositories"
        raise ValueError(message)
    directory.mkdir(parents=True, exist_ok=True)


def _template(root: Path, tags: Tags) -> _Template:
    # Beside the repositories, where the catalog does not look; one that is there is left alone.
    templates = root / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(dir=templates))
    _write_repository(directory, tags)
    _write_blobs(root, tags)
    return _Template(str(directory), tags)


def _link_repository(directory: str, template: _Template, *, nested: bool) -> None:
    # Plain functions of os: this is done tens of thousands of times.
    if not nested:
        os.symlink(template.directory, directory)  # noqa: PTH211
        return
    for part in ("_layers", "_manifests"):
        os.symlink(f"{template.directory}/{part}", f"{directory}/{part}")  # noqa: PTH211


def _write_repository(directory: Path, tags: Tags) -> None:
    for part in ("_layers", "_uploads", "_manifests/tags", "_manifests/revisions"):
        (directory / part).mkdir(parents=True, exist_ok=True)
    for tag, manifest in tags.items():
        pointer = f"_manifests/tags/{tag}"
        _write_link(directory / pointer / "current", manifest)
        _write_link(directory / pointer / "index" / _path(manifest), manifest)
    for blob in _everything(set(tags.values())):
        kind = "_manifests/revisions" if isinstance(blob, Manifest) else "_layers"
        _write_link(directory / kind / _path(blob), blob)


def _everything(manifests: Iterable[Manifest]) -> Iterable[Blob]:
    for manifest in manifests:
        yield manifest
        yield from manifest.blobs
        yield from _everything(manifest.manifests)


def _write_link(directory: Path, blob: Blob) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "link").write_text(blob.digest)


def _write_blobs(root: Path, tags: Tags) -> None:
    for blob in _everything(set(tags.values())):
        hexadecimal = blob.digest.removeprefix("sha256:")
        directory = root / "blobs" / "sha256" / hexadecimal[:2] / hexadecimal
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "data").write_bytes(blob.data)


def _path(blob: Blob) -> str:
    return blob.digest.replace(":", "/")
