"""What things are: told by their types, and named honestly where nobody knows them."""

import pytest

from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.kinds import nature_of, nature_of_referrer, predicate_of
from regbrowse.domain.image.manifest import Form, Manifest, read_manifest
from regbrowse.domain.image.media_types import OCI_CONFIG, OCI_EMPTY, OCI_INDEX, OCI_MANIFEST
from tests.support.images import (
    IN_TOTO,
    artifact,
    cosign_signature,
    docker_image,
    helm_chart,
    oci_image,
    oci_index,
)


def made(config: str, *layers: str, artifact_type: str | None = None) -> Manifest:
    return Manifest(
        Form.IMAGE,
        OCI_MANIFEST,
        artifact_type,
        Descriptor("sha256:c", media_type=config) if config else None,
        tuple(Descriptor("sha256:l", media_type=each) for each in layers),
    )


@pytest.mark.parametrize(
    ("manifest", "kind", "title"),
    [
        (oci_image(), "image", "image"),
        (docker_image(), "image", "image"),
        (oci_index(), "index", "image index"),
        (helm_chart(), "chart", "Helm chart"),
        (cosign_signature(oci_image()), "signature", "cosign signature"),
        (artifact("application/spdx+json", b""), "sbom", "SBOM (SPDX)"),
        (artifact("application/x.new", b""), "artifact", "artifact (application/x.new)"),
        (oci_index().manifests[2], "attestation", "in-toto attestation"),
    ],
)
def test_what_tools_push(manifest: Manifest, kind: str, title: str) -> None:
    nature = nature_of(read_manifest(manifest.data, manifest.media_type))  # type: ignore[attr-defined]
    assert (nature.kind.value, nature.title) == (kind, title)


@pytest.mark.parametrize(
    ("manifest", "kind"),
    [
        (made("application/vnd.cncf.flux.config.v1+json"), "configuration"),
        (made("application/vnd.wasm.config.v0+json", "application/wasm"), "wasm"),
        (made(OCI_EMPTY, "application/vnd.wasm.content.layer.v1+wasm"), "wasm"),
        (made("application/vnd.docker.plugin.v1+json"), "plugin"),
        (made("application/vnd.buildkit.cacheconfig.v0"), "build-cache"),
        (made("application/vnd.devcontainers"), "configuration"),
        (made(OCI_EMPTY, artifact_type="application/vnd.cncf.notary.signature"), "signature"),
        (made(OCI_CONFIG, IN_TOTO), "attestation"),
        (made(OCI_CONFIG), "image"),
        (made(OCI_EMPTY, "text/plain"), "artifact"),
        (made("", "text/plain"), "artifact"),
        (Manifest(Form.INDEX, OCI_INDEX, "application/vnd.cncf.helm.x"), "chart"),
        (Manifest(Form.SCHEMA1, "x"), "image"),
        (Manifest(Form.INDEX, OCI_INDEX), "index"),
        (
            Manifest(
                Form.INDEX,
                OCI_INDEX,
                manifests=(
                    Descriptor(
                        "sha256:l", media_type="application/vnd.oci.image.layer.v1.tar+gzip"
                    ),
                    Descriptor("sha256:c", media_type="application/vnd.buildkit.cacheconfig.v0"),
                ),
            ),
            "build-cache",
        ),
    ],
)
def test_kinds(manifest: Manifest, kind: str) -> None:
    assert nature_of(manifest).kind.value == kind


@pytest.mark.parametrize(
    ("artifact_type", "predicate", "kind", "title"),
    [
        (None, None, "artifact", "artifact"),
        ("application/vnd.cyclonedx+json", None, "sbom", "SBOM (CycloneDX)"),
        ("application/vnd.dev.sigstore.bundle.v0.3+json", None, "signature", "Sigstore bundle"),
        (
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "https://slsa.dev/provenance/v1",
            "attestation",
            "provenance (SLSA)",
        ),
        (
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "https://sigstore.dev/cosign/sign/v1",
            "signature",
            "Sigstore bundle",
        ),
        ("a/b", "https://example.com/mine", "attestation", "https://example.com/mine"),
    ],
)
def test_referrers(artifact_type: str | None, predicate: str | None, kind: str, title: str) -> None:
    said = {"dev.sigstore.bundle.predicateType": predicate} if predicate else {}
    descriptor = Descriptor("sha256:r", artifact_type=artifact_type, annotations=said)
    nature = nature_of_referrer(descriptor)
    assert (nature.kind.value, nature.title) == (kind, title)
    assert predicate_of(descriptor) == predicate
