"""Statements about images: what they hold and how they were built.

Sources: BuildKit docs/attestations/attestation-storage.md; in-toto Statement v1; SPDX 2.3.
"""

from regbrowse.demo.content.blobs import json_blob
from regbrowse.demo.content.images import (
    OCI_CONFIG,
    OCI_MANIFEST,
    Bundle,
    Document,
    Manifest,
    Platform,
    descriptor,
)

IN_TOTO = "application/vnd.in-toto+json"
SPDX = "https://spdx.dev/Document"
SLSA = "https://slsa.dev/provenance/v1"
UNKNOWN_PLATFORM = {"architecture": "unknown", "os": "unknown"}


def build_attestation(
    image: Manifest, name: str, platform: Platform, created: str
) -> tuple[Document, Bundle]:
    """Return BuildKit's attestation of `image`: its entry in the index, and its bundle."""
    statements = [
        (SPDX, json_blob(statement(image, name, SPDX, spdx(name, created)))),
        (SLSA, json_blob(statement(image, name, SLSA, _provenance(name, platform, created)))),
    ]
    config = json_blob(
        {
            **UNKNOWN_PLATFORM,
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [blob.digest for _, blob in statements]},
        }
    )
    manifest = Manifest.of(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": descriptor(OCI_CONFIG, config),
            "layers": [
                descriptor(IN_TOTO, blob, annotations={"in-toto.io/predicate-type": predicate})
                for predicate, blob in statements
            ],
        },
        indent=2,
    )
    entry = {
        "annotations": {
            "vnd.docker.reference.digest": image.digest,
            "vnd.docker.reference.type": "attestation-manifest",
        },
        "platform": UNKNOWN_PLATFORM,
    }
    return entry, Bundle(manifest, (), (config, *(blob for _, blob in statements)))


def spdx(name: str, created: str) -> Document:
    """Return a short list of contents in SPDX."""
    packages = ["ca-certificates", "libssl3", "openssl", "tzdata", "zlib1g", name.rsplit("/")[-1]]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "creationInfo": {"created": created, "creators": ["Tool: syft-1.17.0"]},
        "packages": [
            {"name": package, "SPDXID": f"SPDXRef-Package-{package}", "filesAnalyzed": False}
            for package in packages
        ],
    }


def statement(subject: Manifest, name: str, predicate_type: str, predicate: object) -> Document:
    """Return an in-toto statement about an image."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": predicate_type,
        "subject": [{"name": name, "digest": {"sha256": subject.digest.removeprefix("sha256:")}}],
        "predicate": predicate,
    }


def _provenance(name: str, platform: Platform, created: str) -> Document:
    return {
        "buildDefinition": {
            "buildType": "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
            "externalParameters": {
                "configSource": {"path": "Dockerfile"},
                "request": {"frontend": "dockerfile.v0", "args": {"platform": str(platform)}},
            },
        },
        "runDetails": {
            "builder": {"id": f"https://ci.acme.example/{name}"},
            "metadata": {"startedOn": created, "finishedOn": created},
        },
    }
