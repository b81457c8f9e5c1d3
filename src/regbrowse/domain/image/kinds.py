"""What a thing in a registry is for, told by its media types.

The order is that of OCI image-spec manifest.md, "Guidelines for Artifact Usage": `artifactType`,
then the type of the config unless that is an image's or empty, then what the layers tell. A type
that nobody has seen yet is no error: it is an artifact, and named by its type.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.index import may_be_image
from regbrowse.domain.image.manifest import Form, Manifest
from regbrowse.domain.image.media_types import IMAGE_CONFIGS, OCI_EMPTY


class Kind(StrEnum):
    """What a manifest is, as JSON and screens name it."""

    IMAGE = "image"
    INDEX = "index"
    CHART = "chart"
    SIGNATURE = "signature"
    ATTESTATION = "attestation"
    SBOM = "sbom"
    WASM = "wasm"
    CACHE = "build-cache"
    PLUGIN = "plugin"
    CONFIGURATION = "configuration"
    """What tools for deployment push: Flux, Argo, policies, devcontainers."""
    ARTIFACT = "artifact"
    """Anything else."""


PULLED = frozenset({Kind.IMAGE, Kind.INDEX, Kind.WASM, Kind.PLUGIN})
"""What a container engine can pull."""


class Nature(NamedTuple):
    """A kind, and how people call it: `Helm chart`."""

    kind: Kind
    title: str


IMAGE = Nature(Kind.IMAGE, "image")
ARTIFACTS = Nature(Kind.ARTIFACT, "index of artifacts")
"""An index without any image in it, which no engine pulls."""

_CACHE_CONFIG = "application/vnd.buildkit.cacheconfig."

# Beginnings of media types; the first that fits counts.
_TYPES: tuple[tuple[str, Nature], ...] = (
    ("application/vnd.cncf.helm.", Nature(Kind.CHART, "Helm chart")),
    ("application/vnd.cncf.flux.", Nature(Kind.CONFIGURATION, "Flux source")),
    ("application/vnd.cncf.argoproj.", Nature(Kind.CONFIGURATION, "Argo artifact")),
    ("application/vnd.cncf.openpolicyagent.", Nature(Kind.CONFIGURATION, "OPA policy")),
    ("application/vnd.cncf.notary.signature", Nature(Kind.SIGNATURE, "Notation signature")),
    ("application/vnd.dev.cosign.simplesigning.", Nature(Kind.SIGNATURE, "cosign signature")),
    ("application/vnd.dev.cosign.artifact.sig.", Nature(Kind.SIGNATURE, "cosign signature")),
    ("application/vnd.dev.cosign.artifact.sbom.", Nature(Kind.SBOM, "SBOM")),
    ("application/vnd.dev.sigstore.bundle", Nature(Kind.SIGNATURE, "Sigstore bundle")),
    ("application/vnd.dsse.envelope.", Nature(Kind.ATTESTATION, "signed attestation (DSSE)")),
    ("application/vnd.in-toto", Nature(Kind.ATTESTATION, "in-toto attestation")),
    ("application/vnd.docker.attestation.", Nature(Kind.ATTESTATION, "BuildKit attestation")),
    ("application/spdx", Nature(Kind.SBOM, "SBOM (SPDX)")),
    ("text/spdx", Nature(Kind.SBOM, "SBOM (SPDX)")),
    ("application/vnd.cyclonedx", Nature(Kind.SBOM, "SBOM (CycloneDX)")),
    ("application/vnd.syft", Nature(Kind.SBOM, "SBOM (Syft)")),
    ("application/sarif", Nature(Kind.ARTIFACT, "scan report (SARIF)")),
    ("application/vnd.wasm.", Nature(Kind.WASM, "WebAssembly module")),
    ("application/wasm", Nature(Kind.WASM, "WebAssembly module")),
    ("application/vnd.module.wasm.", Nature(Kind.WASM, "WebAssembly module")),
    (_CACHE_CONFIG, Nature(Kind.CACHE, "BuildKit cache")),
    ("application/vnd.docker.plugin.", Nature(Kind.PLUGIN, "Docker plugin")),
    ("application/vnd.devcontainers", Nature(Kind.CONFIGURATION, "dev container")),
)
_PREDICATES = (
    ("https://spdx.dev/", "SBOM (SPDX)"),
    ("https://cyclonedx.org/", "SBOM (CycloneDX)"),
    ("https://slsa.dev/provenance/", "provenance (SLSA)"),
    ("https://slsa.dev/verification_summary/", "verification summary (SLSA)"),
    ("https://in-toto.io/attestation/vulns", "vulnerabilities"),
    ("https://cosign.sigstore.dev/attestation/vuln/", "vulnerabilities"),
    ("https://openvex.dev/", "exploitability (OpenVEX)"),
)
_PREDICATE_KEYS = (
    "in-toto.io/predicate-type",
    "predicateType",
    "dev.sigstore.bundle.predicateType",
)


def nature_of(manifest: Manifest) -> Nature:
    """Say what a manifest is."""
    if manifest.form is Form.SCHEMA1:
        return Nature(Kind.IMAGE, "image (schema 1)")
    if manifest.artifact_type:
        return nature_of_type(manifest.artifact_type)
    if manifest.form is Form.INDEX:
        return _index(manifest.manifests)
    config_type = manifest.config.media_type if manifest.config else ""
    if config_type and config_type not in IMAGE_CONFIGS | {OCI_EMPTY}:
        return nature_of_type(config_type)
    # cosign and BuildKit give an image's config to what is no image.
    for layer in manifest.layers:
        if (found := _known(layer.media_type)) is not None:
            return found
    if config_type in IMAGE_CONFIGS:
        return IMAGE
    types = [layer.media_type for layer in manifest.layers if layer.media_type]
    return Nature(Kind.ARTIFACT, f"artifact ({types[0]})" if types else "artifact")


def nature_of_type(media_type: str) -> Nature:
    """Say what an artifact of this type is; of an unknown one the type is its name."""
    if media_type in IMAGE_CONFIGS:
        return IMAGE
    return _known(media_type) or Nature(Kind.ARTIFACT, f"artifact ({media_type})")


def nature_of_referrer(descriptor: Descriptor) -> Nature:
    """Say what an entry of a list of referrers is.

    A Sigstore bundle may hold a signature or a statement; its annotation tells (cosign
    BUNDLE_SPEC.md).
    """
    predicate = predicate_of(descriptor)
    if predicate is not None and predicate.startswith("https://sigstore.dev/cosign/sign"):
        return Nature(Kind.SIGNATURE, "Sigstore bundle")
    if predicate is not None:
        return Nature(Kind.ATTESTATION, predicate_title(predicate))
    if descriptor.artifact_type:
        return nature_of_type(descriptor.artifact_type)
    return Nature(Kind.ARTIFACT, "artifact")


def predicate_of(descriptor: Descriptor) -> str | None:
    """Return what an attestation is about (SPDX, SLSA provenance), if its descriptor says so."""
    found = (descriptor.annotations.get(key) for key in _PREDICATE_KEYS)
    return next((predicate for predicate in found if predicate), None)


def predicate_title(predicate: str) -> str:
    """Say for people what a predicate states; one that nobody knows is its own name."""
    found = (title for start, title in _PREDICATES if predicate.startswith(start))
    return next(found, predicate)


def _known(media_type: str) -> Nature | None:
    return next((nature for start, nature in _TYPES if media_type.startswith(start)), None)


def _index(manifests: Sequence[Descriptor]) -> Nature:
    """An index of layers with a cache config is what BuildKit exports as a cache."""
    if any(each.media_type.startswith(_CACHE_CONFIG) for each in manifests):
        return Nature(Kind.CACHE, "BuildKit cache")
    if manifests and not any(map(may_be_image, manifests)):
        return ARTIFACTS
    return Nature(Kind.INDEX, "image index")
