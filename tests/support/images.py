"""Images and other artifacts, byte for byte the same each time they are made.

image = oci_image(labels={"team": "payments"})
image.digest, image.size, image.document["layers"]
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
OCI_EMPTY = "application/vnd.oci.empty.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json"
HELM_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
COSIGN_PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json"
IN_TOTO = "application/vnd.in-toto+json"

CREATED = "2026-01-02T03:04:05Z"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with a media type, found by their digest."""

    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        return "sha256:" + hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return len(self.data)

    def descriptor(self, **more: object) -> dict[str, object]:
        """How a manifest refers to it."""
        found_by = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        return {**found_by, **more}


@dataclass(frozen=True, slots=True)
class Manifest(Blob):
    """A manifest or an index, with everything that it refers to."""

    blobs: tuple[Blob, ...] = ()
    """The config and the layers."""
    manifests: tuple["Manifest", ...] = ()
    """The manifests of an index."""

    @property
    def document(self) -> Any:
        return json.loads(self.data)

    @property
    def config(self) -> Any:
        """The decoded config blob."""
        return json.loads(self.blobs[0].data)


def oci_image(
    *,
    text: str = "hello",
    platform: str = "linux/amd64",
    created: str = CREATED,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    subject: Blob | None = None,
) -> Manifest:
    """An OCI image of two layers; another `text` makes it another image."""
    layers = _layers(text, OCI_LAYER)
    config = _blob(OCI_CONFIG, _image_config(layers, platform, created, labels or {}))
    return _manifest(OCI_MANIFEST, config, layers, annotations=annotations, subject=subject)


def docker_image(
    *,
    text: str = "hello",
    platform: str = "linux/amd64",
    created: str = CREATED,
    labels: Mapping[str, str] | None = None,
) -> Manifest:
    """The same in Docker's schema 2."""
    layers = _layers(text, DOCKER_LAYER)
    config = _blob(DOCKER_CONFIG, _image_config(layers, platform, created, labels or {}))
    return _manifest(DOCKER_MANIFEST, config, layers)


def oci_index(
    platforms: Sequence[str] = ("linux/amd64", "linux/arm64/v8"),
    *,
    text: str = "hello",
    attested: bool = True,
    annotations: Mapping[str, str] | None = None,
) -> Manifest:
    """An image for several platforms, with BuildKit's attestation for the first of them."""
    images = [oci_image(text=f"{text} {each}", platform=each) for each in platforms]
    children = list(images)
    entries = _entries(images, platforms)
    if attested:
        attestation = _attestation(images[0])
        children.append(attestation)
        entries.append(_attestation_entry(attestation, images[0]))
    document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
    if annotations:
        document["annotations"] = annotations
    return Manifest(OCI_INDEX, _json(document), (), tuple(children))


def docker_list(
    platforms: Sequence[str] = ("linux/amd64", "linux/arm64/v8"), *, text: str = "hello"
) -> Manifest:
    """An image for several platforms, as a Docker manifest list."""
    images = [docker_image(text=f"{text} {each}", platform=each) for each in platforms]
    entries = _entries(images, platforms)
    document = {"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": entries}
    return Manifest(DOCKER_LIST, _json(document), (), tuple(images))


def helm_chart(name: str = "mychart", version: str = "1.2.3") -> Manifest:
    """A Helm chart, kept as an OCI artifact."""
    metadata = {"apiVersion": "v2", "name": name, "version": version, "description": "A chart"}
    content = Blob(HELM_CHART, _tar_gz(f"{name}/Chart.yaml", json.dumps(metadata)))
    return _manifest(OCI_MANIFEST, _blob(HELM_CONFIG, metadata), [content])


def cosign_signature(signed: Blob) -> Manifest:
    """A signature as cosign keeps it, under the tag `cosign_tag(signed)`."""
    payload = {"critical": {"image": {"docker-manifest-digest": signed.digest}}, "optional": None}
    layer = _blob(COSIGN_PAYLOAD, payload)
    annotated = layer.descriptor(annotations={"dev.cosignproject.cosign/signature": "bm90IG9uZQ=="})
    config = _blob(OCI_CONFIG, {"architecture": "", "os": "", "rootfs": {"type": "layers"}})
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": config.descriptor(),
        "layers": [annotated],
    }
    return Manifest(OCI_MANIFEST, _json(document), (config, layer))


def cosign_tag(signed: Blob, suffix: str = "sig") -> str:
    """`sha256-<hex>.sig`."""
    return f"{signed.digest.replace(':', '-')}.{suffix}"


def artifact(artifact_type: str, content: bytes, *, subject: Blob | None = None) -> Manifest:
    """Any other artifact, as the OCI image specification 1.1 has it."""
    layer = Blob("application/octet-stream", content)
    empty = Blob(OCI_EMPTY, b"{}")
    return _manifest(OCI_MANIFEST, empty, [layer], artifact_type=artifact_type, subject=subject)


def _entries(images: Sequence[Manifest], platforms: Sequence[str]) -> list[dict[str, object]]:
    pairs = zip(images, platforms, strict=True)
    return [image.descriptor(platform=_platform(platform)) for image, platform in pairs]


def _attestation(image: Manifest) -> Manifest:
    statement = {"_type": "https://in-toto.io/Statement/v0.1", "subject": [], "predicate": {}}
    layer = _blob(IN_TOTO, {**statement, "subject": [{"name": "", "digest": image.digest}]})
    return _manifest(OCI_MANIFEST, _blob(OCI_CONFIG, {"architecture": "unknown"}), [layer])


def _attestation_entry(attestation: Manifest, image: Manifest) -> dict[str, object]:
    return attestation.descriptor(
        annotations={
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": image.digest,
        },
        platform={"architecture": "unknown", "os": "unknown"},
    )


def _manifest(
    media_type: str,
    config: Blob,
    layers: Sequence[Blob],
    *,
    artifact_type: str | None = None,
    annotations: Mapping[str, str] | None = None,
    subject: Blob | None = None,
) -> Manifest:
    document: dict[str, object] = {"schemaVersion": 2, "mediaType": media_type}
    if artifact_type:
        document["artifactType"] = artifact_type
    document["config"] = config.descriptor()
    document["layers"] = [layer.descriptor() for layer in layers]
    if subject:
        document["subject"] = subject.descriptor()
    if annotations:
        document["annotations"] = dict(annotations)
    return Manifest(media_type, _json(document), (config, *layers))


def _image_config(
    layers: Sequence[Blob], platform: str, created: str, labels: Mapping[str, str]
) -> dict[str, object]:
    diffs = ["sha256:" + hashlib.sha256(gzip.decompress(each.data)).hexdigest() for each in layers]
    return {
        "created": created,
        **_platform(platform),
        "config": {"Env": ["PATH=/usr/bin:/bin"], "Cmd": ["/bin/sh"], "Labels": dict(labels)},
        "rootfs": {"type": "layers", "diff_ids": diffs},
        "history": [
            {"created": created, "created_by": "ADD base.tar /"},
            {"created": created, "created_by": 'CMD ["/bin/sh"]', "empty_layer": True},
            {"created": created, "created_by": "COPY app /app"},
        ],
    }


def _platform(text: str) -> dict[str, object]:
    return dict(zip(("os", "architecture", "variant"), text.split("/"), strict=False))


def _layers(text: str, media_type: str) -> list[Blob]:
    return [Blob(media_type, _tar_gz("base", "base")), Blob(media_type, _tar_gz("app", text))]


def _tar_gz(path: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        information = tarfile.TarInfo(path)
        information.size = len(text.encode())
        tar.addfile(information, io.BytesIO(text.encode()))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _blob(media_type: str, document: object) -> Blob:
    return Blob(media_type, _json(document))


def _json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
