"""Manifests, indexes and configurations, put together as build tools do.

Sources: OCI image-spec manifest.md, image-index.md and config.md; distribution's image manifest
version 2 schema 2; BuildKit docs/attestations/attestation-storage.md.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regbrowse.demo.content.blobs import Blob, digest_of, json_blob, json_bytes
from regbrowse.demo.content.tarball import Layer

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """The media types of one family, and whether its manifests are indented."""

    manifest: str
    index: str
    config: str
    layer: str
    indent: int | None


OCI = Format(OCI_MANIFEST, OCI_INDEX, OCI_CONFIG, OCI_LAYER, 2)
DOCKER = Format(DOCKER_MANIFEST, DOCKER_LIST, DOCKER_CONFIG, DOCKER_LAYER, 3)


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform of an image, as an index names it."""

    os: str
    architecture: str
    variant: str = ""
    os_version: str = ""

    @property
    def document(self) -> Document:
        """The platform as JSON, without what is unknown."""
        names = {"variant": self.variant, "os.version": self.os_version}
        rest = {key: value for key, value in names.items() if value}
        return {"architecture": self.architecture, "os": self.os, **rest}

    def __str__(self) -> str:
        return "/".join(filter(None, (self.os, self.architecture, self.variant)))


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest or index: its bytes, and the digest of its `subject` if it has one."""

    media_type: str
    body: bytes
    digest: str
    subject: str | None = None

    @classmethod
    def of(cls, document: Document, *, indent: int | None = None) -> "Manifest":
        """Return the manifest that `document` says."""
        body = json_bytes(document, indent=indent)
        subject = document.get("subject")
        return cls(
            document["mediaType"], body, digest_of(body), subject["digest"] if subject else None
        )

    @property
    def document(self) -> Document:
        """The manifest as JSON."""
        document: Document = json.loads(self.body)
        return document


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is pushed for one tag: the manifest it points to, and all that this one needs."""

    root: Manifest
    children: tuple[Manifest, ...] = ()
    blobs: tuple[Blob, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A line of an image's history, with the layer that it made if it made one."""

    created: str
    created_by: str
    layer: Layer | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image for one platform. `config` is the inner configuration; times are RFC 3339."""

    platform: Platform
    created: str
    steps: Sequence[Step]
    config: Document
    annotations: Mapping[str, str] = field(default_factory=dict)


def descriptor(media_type: str, content: Blob | Manifest, **more: object) -> Document:
    """Return the descriptor of a blob or manifest; what is empty in `more` is left out."""
    size = content.size if isinstance(content, Blob) else len(content.body)
    rest = {key: value for key, value in more.items() if value}
    return {"mediaType": media_type, "digest": content.digest, "size": size, **rest}


def build_image(image: Image, kind: Format) -> Bundle:
    """Return the manifest, the configuration and the layers of `image`."""
    layers = [step.layer for step in image.steps if step.layer]
    config = json_blob(_config(image, layers))
    document: Document = {
        "schemaVersion": 2,
        "mediaType": kind.manifest,
        "config": descriptor(kind.config, config),
        "layers": [descriptor(kind.layer, layer.blob) for layer in layers],
    }
    if image.annotations:
        document["annotations"] = dict(image.annotations)
    root = Manifest.of(document, indent=kind.indent)
    return Bundle(root, (), (config, *(layer.blob for layer in layers)))


def build_index(
    members: Iterable[tuple[Document, Bundle]], kind: Format, annotations: Mapping[str, str]
) -> Bundle:
    """Return the index of `members`: what their descriptors say besides, and their bundles."""
    listed = list(members)
    document: Document = {
        "schemaVersion": 2,
        "mediaType": kind.index,
        "manifests": [
            descriptor(bundle.root.media_type, bundle.root, **more) for more, bundle in listed
        ],
    }
    if annotations and kind is OCI:
        document["annotations"] = dict(annotations)
    return Bundle(
        Manifest.of(document, indent=kind.indent),
        tuple(manifest for _, b in listed for manifest in (b.root, *b.children)),
        tuple(blob for _, bundle in listed for blob in bundle.blobs),
    )


def _config(image: Image, layers: Sequence[Layer]) -> Document:
    return {
        "created": image.created,
        **image.platform.document,
        "config": image.config,
        "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
        "history": [_history(step) for step in image.steps],
    }


def _history(step: Step) -> Document:
    line: Document = {"created": step.created, "created_by": step.created_by}
    if step.comment:
        line["comment"] = step.comment
    if step.layer is None:
        line["empty_layer"] = True
    return line
