"""Manifests of every form: what they are made of, in one shape.

Sources: OCI image-spec manifest.md and image-index.md; distribution manifest-v2-2.md and
manifest-v2-1.md; ORAS artifacts-spec artifact-manifest.md.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regbrowse.domain.image.descriptor import Descriptor, read_descriptor, read_descriptors
from regbrowse.domain.image.media_types import (
    ARTIFACT_TYPES,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    IMAGE_TYPES,
    INDEX_TYPES,
    MANIFEST_TYPES,
    OCI_ARTIFACT,
    OCI_INDEX,
    OCI_MANIFEST,
    SCHEMA1,
    SCHEMA1_SIGNED,
    base_type,
)
from regbrowse.domain.image.reading import (
    Document,
    list_at,
    object_at,
    pairs_at,
    parse_document,
    text_at,
    unreadable,
)

COMPUTABLE = frozenset({"sha256", "sha384", "sha512"})
"""The digests that can be verified here; of registered ones only blake3 is not in Python."""


class Form(StrEnum):
    """How a manifest is built."""

    IMAGE = "image"
    """A config and layers: images, and most artifacts."""
    INDEX = "index"
    """A list of other manifests, which may be indexes in their turn."""
    ARTIFACT = "artifact"
    """Blobs without a config: the withdrawn artifact manifests of OCI and ORAS."""
    SCHEMA1 = "schema1"
    """Docker's first manifest, with the configs of its layers inside."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says.

    `layers` has the base layer first, also of schema 1, and the blobs of artifact manifests.
    `media_type` is what the document is, whatever it was labelled as.
    """

    form: Form
    media_type: str
    artifact_type: str | None = None
    config: Descriptor | None = None
    layers: tuple[Descriptor, ...] = ()
    manifests: tuple[Descriptor, ...] = ()
    subject: Descriptor | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    document: Document = field(default_factory=dict, repr=False)


def read_manifest(data: bytes, label: str = "") -> Manifest:
    """Read a manifest that was labelled with the media type `label`.

    Some registries label everything as JSON or text, so a label that names no manifest is not
    believed, and the document decides by itself. Raises BadAnswer with `manifest-invalid` for what
    is no manifest, and for what is two at once: a document that others read as something else
    must not be trusted (CVE-2021-41190; OCI distribution-spec, "Pulling manifests").
    """
    document = parse_document(data)
    media_type = _media_type(document, base_type(label))
    form = _form(media_type)
    if form is Form.SCHEMA1:
        return _schema1(document, media_type)
    return Manifest(
        form,
        media_type,
        text_at(document, "artifactType"),
        read_descriptor(object_at(document, "config")) if form is Form.IMAGE else None,
        _layers(document, form),
        read_descriptors(list_at(document, "manifests")) if form is Form.INDEX else (),
        read_descriptor(object_at(document, "subject")),
        pairs_at(document, "annotations"),
        document,
    )


def signed_payload(data: bytes) -> bytes | None:
    """Return the part of a signed schema 1 manifest that its digest is of, None if it has none.

    The signature protects the beginning of the document and how it went on before the signatures
    were put in (libtrust, "JSON signature"): `formatLength` and `formatTail`.
    """
    try:
        signature = json.loads(data)["signatures"][0]["protected"]
        protected = json.loads(_base64url(signature))
        length, tail = protected["formatLength"], _base64url(protected["formatTail"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    if isinstance(length, bool) or not isinstance(length, int) or not 0 < length <= len(data):
        return None
    return data[:length] + tail


def digest_of(data: bytes, algorithm: str = "sha256") -> str | None:
    """Return the digest of `data`, or None for an algorithm that we cannot compute (blake3)."""
    if algorithm not in COMPUTABLE:
        return None
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


def manifest_digest(data: bytes, label: str, algorithm: str = "sha256") -> str | None:
    """Return the digest by which a manifest is found; of signed schema 1 that of its payload."""
    if base_type(label) == SCHEMA1_SIGNED or (
        base_type(label) not in MANIFEST_TYPES and b'"signatures"' in data
    ):
        data = signed_payload(data) or data
    return digest_of(data, algorithm)


def _base64url(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError from error


def _layers(document: Document, form: Form) -> tuple[Descriptor, ...]:
    key = {Form.IMAGE: "layers", Form.ARTIFACT: "blobs"}.get(form)
    return read_descriptors(list_at(document, key)) if key else ()


_FORMS = (
    (INDEX_TYPES, Form.INDEX),
    (IMAGE_TYPES, Form.IMAGE),
    (ARTIFACT_TYPES, Form.ARTIFACT),
)


def _form(media_type: str) -> Form:
    return next((form for types, form in _FORMS if media_type in types), Form.SCHEMA1)


def _media_type(document: Document, label: str) -> str:
    """What the document is. Label, own word and content must not contradict each other."""
    own = base_type(text_at(document, "mediaType") or "")
    labelled = label if label in MANIFEST_TYPES else ""
    found = _by_content(document)
    said = own or labelled
    reason: str | None = None
    if own and own not in MANIFEST_TYPES:
        reason = f"it calls itself {own}, which is no manifest"
    elif own and labelled and own != labelled:
        reason = f"it is labelled as {labelled}, and calls itself {own}"
    elif not found and said not in ARTIFACT_TYPES:  # whose blobs are optional
        reason = "it is JSON, and no manifest"
    elif found and said and _form(said) is not _form(found):
        reason = f"it is labelled as {said}, and is built like {found}"
    if reason is not None:
        raise unreadable(reason)
    return said or found


def _by_content(document: Document) -> str:
    """The media type that fits the members of a document, empty if there is none."""
    if "fsLayers" in document or document.get("schemaVersion") == 1:
        return SCHEMA1_SIGNED if "signatures" in document else SCHEMA1
    is_index = isinstance(document.get("manifests"), list)
    is_image = "layers" in document or "config" in document
    if is_index and is_image:
        raise unreadable("it is an image and an index at once")
    if is_image:
        return DOCKER_MANIFEST if _mentions_docker(document, "layers") else OCI_MANIFEST
    if is_index:
        return DOCKER_LIST if _mentions_docker(document, "manifests") else OCI_INDEX
    if isinstance(document.get("blobs"), list):
        return OCI_ARTIFACT
    return OCI_INDEX if "manifests" in document else ""  # null: an index without entries


def _mentions_docker(document: Document, key: str) -> bool:
    found = read_descriptors(list_at(document, key))
    return bool(found) and found[0].media_type.startswith("application/vnd.docker.")


def _schema1(document: Document, media_type: str) -> Manifest:
    digests = (
        text_at(entry, "blobSum")
        for entry in reversed(list_at(document, "fsLayers"))
        if isinstance(entry, dict)
    )
    layers = tuple(Descriptor(digest) for digest in digests if digest is not None)
    return Manifest(Form.SCHEMA1, media_type, layers=layers, document=document)
