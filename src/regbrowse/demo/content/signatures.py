"""What others push about an image: signatures, attestations and referrers.

Sources: cosign specs/SIGNATURE_SPEC.md; OCI image-spec manifest.md, "Guidelines for Artifact
Usage"; OCI distribution-spec, "Listing Referrers". The signatures are made of noise: nobody has a
key to them.
"""

import base64
import hashlib

from regbrowse.demo.content.attestations import IN_TOTO, SPDX, spdx, statement
from regbrowse.demo.content.blobs import Blob, json_blob
from regbrowse.demo.content.images import (
    OCI_CONFIG,
    OCI_INDEX,
    OCI_MANIFEST,
    Bundle,
    Document,
    Manifest,
    descriptor,
)

EMPTY = "application/vnd.oci.empty.v1+json"


def cosign_signature(subject: Manifest, name: str) -> Bundle:
    """Return what `cosign sign` pushes under `sha256-<hex>.sig`."""
    payload = json_blob(
        {
            "critical": {
                "identity": {"docker-reference": name},
                "image": {"docker-manifest-digest": subject.digest},
                "type": "cosign container image signature",
            },
            "optional": None,
        }
    )
    layer = descriptor(
        "application/vnd.dev.cosign.simplesigning.v1+json",
        payload,
        annotations={"dev.cosignproject.cosign/signature": _noise(subject.digest)},
    )
    return _tagged_statement(payload, layer)


def cosign_attestation(subject: Manifest, name: str, created: str) -> Bundle:
    """Return what `cosign attest --type spdx` pushes under `sha256-<hex>.att`."""
    claim = json_blob(statement(subject, name, SPDX, spdx(name, created)))
    envelope = json_blob(
        {
            "payloadType": IN_TOTO,
            "payload": base64.b64encode(b"".join(claim.read())).decode(),
            "signatures": [{"keyid": "", "sig": _noise(subject.digest)}],
        }
    )
    layer = descriptor(
        "application/vnd.dsse.envelope.v1+json", envelope, annotations={"predicateType": SPDX}
    )
    return _tagged_statement(envelope, layer)


def attached_sbom(name: str, created: str) -> Bundle:
    """Return what `cosign attach sbom` pushes under `sha256-<hex>.sbom`."""
    sbom = json_blob(spdx(name, created))
    return _tagged_statement(sbom, descriptor("text/spdx+json", sbom))


def referrer(
    subject: Manifest, artifact_type: str, content: Blob, created: str, title: str
) -> Bundle:
    """Return an artifact that refers to `subject`, as `oras attach` pushes it."""
    empty = json_blob({})
    manifest = Manifest.of(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "artifactType": artifact_type,
            "config": descriptor(EMPTY, empty, data="e30="),
            "layers": [
                descriptor(
                    artifact_type, content, annotations={"org.opencontainers.image.title": title}
                )
            ],
            "subject": descriptor(subject.media_type, subject),
            "annotations": {"org.opencontainers.image.created": created},
        }
    )
    return Bundle(manifest, (), (empty, content))


def referrers_index(referrers: list[Manifest]) -> Manifest:
    """Return the index that lists `referrers` (distribution-spec, "Listing Referrers")."""
    entries = [(manifest, manifest.document) for manifest in referrers]
    return Manifest.of(
        {
            "schemaVersion": 2,
            "mediaType": OCI_INDEX,
            "manifests": [
                descriptor(
                    manifest.media_type,
                    manifest,
                    artifactType=document.get("artifactType") or document["config"]["mediaType"],
                    annotations=document.get("annotations"),
                )
                for manifest, document in entries
            ],
        }
    )


def _tagged_statement(content: Blob, layer: Document) -> Bundle:
    config = json_blob(
        {
            "architecture": "",
            "os": "",
            "created": "0001-01-01T00:00:00Z",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [content.digest]},
        }
    )
    manifest = Manifest.of(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": descriptor(OCI_CONFIG, config),
            "layers": [layer],
        }
    )
    return Bundle(manifest, (), (config, content))


def _noise(seed: str) -> str:
    return base64.b64encode(hashlib.sha512(seed.encode()).digest()).decode()
