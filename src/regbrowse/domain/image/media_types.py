"""The media types that are told apart by name.

Sources: OCI image-spec media-types.md; distribution docs/content/spec/manifest-v2-2.md; the
specifications of the tools that push artifacts, as far as they have one.
"""

import re

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json"
"""Withdrawn before OCI 1.1 was finished, and still found."""
ORAS_ARTIFACT = "application/vnd.cncf.oras.artifact.manifest.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json"
SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"

OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
OCI_EMPTY = "application/vnd.oci.empty.v1+json"
"""The config of an artifact that needs none: `{}`."""
HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json"
IN_TOTO = "application/vnd.in-toto+json"
DOCKER_ATTESTATION = "application/vnd.docker.attestation.manifest.v1+json"

IMAGE_CONFIGS = frozenset({OCI_CONFIG, DOCKER_CONFIG})
SCHEMA1_TYPES = frozenset({SCHEMA1, SCHEMA1_SIGNED})
INDEX_TYPES = frozenset({OCI_INDEX, DOCKER_LIST})
ARTIFACT_TYPES = frozenset({OCI_ARTIFACT, ORAS_ARTIFACT})
IMAGE_TYPES = frozenset({OCI_MANIFEST, DOCKER_MANIFEST})

ACCEPT = (
    OCI_INDEX,
    OCI_MANIFEST,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    SCHEMA1_SIGNED,
    SCHEMA1,
    OCI_ARTIFACT,
    ORAS_ARTIFACT,
)
"""Everything that a manifest may be. A registry converts, or says 404, for what is left out
(distribution handlers/manifests.go), so all of it is asked for each time."""

MANIFEST_TYPES = frozenset(ACCEPT)

_ARCHIVE = re.compile(r"(?:^|[./+-])(?:x-g?)?tar(?:$|[.+])")


def is_archive(media_type: str) -> bool:
    """Whether a type names an archive, as `application/vnd.oci.image.layer.v1.tar+gzip` does.

    What has no type, as the layers of schema 1, is taken for one.
    """
    return not media_type or _ARCHIVE.search(media_type) is not None


def base_type(text: str) -> str:
    """Return a media type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return text.partition(";")[0].strip().lower()
