"""Manifests of every form, and what is refused as none."""

import base64
import hashlib
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.domain.image.config import read_config, schema1_config
from regbrowse.domain.image.history import pair
from regbrowse.domain.image.kinds import nature_of, nature_of_referrer
from regbrowse.domain.image.manifest import (
    Form,
    digest_of,
    manifest_digest,
    read_manifest,
    signed_payload,
)
from regbrowse.domain.image.media_types import (
    ACCEPT,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_ARTIFACT,
    OCI_INDEX,
    OCI_MANIFEST,
    ORAS_ARTIFACT,
    SCHEMA1,
    SCHEMA1_SIGNED,
)
from tests.support.images import docker_image, docker_list, oci_image, oci_index

DIGEST = "sha256:" + "a" * 64
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)
KEYS = [
    *("mediaType", "schemaVersion", "config", "layers", "manifests", "blobs", "subject", "digest"),
    *("size", "annotations", "artifactType", "platform", "os", "architecture", "history", "rootfs"),
    *("Env", "Labels", "ExposedPorts", "created", "created_by", "Healthcheck", "fsLayers", "data"),
    *("v1Compatibility", "signatures", "blobSum", "diff_ids", "urls", "Test", "Interval", "Cmd"),
]
HOSTILE = st.recursive(
    JSON | st.just(DIGEST) | st.sampled_from(ACCEPT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=40,
)


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def refused(data: bytes, label: str = "") -> str:
    with pytest.raises(BadAnswer) as caught:
        read_manifest(data, label)
    assert caught.value.code is Code.MANIFEST_INVALID
    return caught.value.facts["reason"]


@pytest.mark.parametrize("label", [True, False])
@pytest.mark.parametrize(
    ("made", "form"),
    [
        (oci_image(), Form.IMAGE),
        (docker_image(), Form.IMAGE),
        (oci_index(), Form.INDEX),
        (docker_list(), Form.INDEX),
    ],
)
def test_what_tools_push(made: Any, form: Form, label: bool) -> None:
    manifest = read_manifest(made.data, made.media_type if label else "text/plain; charset=utf-8")
    assert (manifest.form, manifest.media_type) == (form, made.media_type)
    assert [each.digest for each in manifest.layers] == [each.digest for each in made.blobs[1:]]
    assert [each.size for each in manifest.manifests] == [each.size for each in made.manifests]


@pytest.mark.parametrize(
    ("document", "media_type", "form"),
    [
        ({"layers": [], "config": {}}, OCI_MANIFEST, Form.IMAGE),
        ({"layers": [{"digest": DIGEST, "mediaType": "application/vnd.docker.x"}]},
         DOCKER_MANIFEST, Form.IMAGE),
        ({"manifests": []}, OCI_INDEX, Form.INDEX),
        ({"manifests": None}, OCI_INDEX, Form.INDEX),
        ({"manifests": [{"digest": DIGEST, "mediaType": DOCKER_MANIFEST}]}, DOCKER_LIST,
         Form.INDEX),
        ({"blobs": []}, OCI_ARTIFACT, Form.ARTIFACT),
        ({"mediaType": ORAS_ARTIFACT}, ORAS_ARTIFACT, Form.ARTIFACT),
        ({"schemaVersion": 1}, SCHEMA1, Form.SCHEMA1),
        ({"fsLayers": [], "signatures": []}, SCHEMA1_SIGNED, Form.SCHEMA1),
    ],
)  # fmt: skip
def test_what_is_not_labelled(document: object, media_type: str, form: Form) -> None:
    for label in ("", "application/json", "application/octet-stream"):
        manifest = read_manifest(encoded(document), label)
        assert (manifest.media_type, manifest.form) == (media_type, form)


@pytest.mark.parametrize(
    ("data", "label", "reason"),
    [
        (b"", "", "not JSON"),
        (b"<html>", OCI_MANIFEST, "not JSON"),
        (b"\xff\xfe{}", "", "not JSON"),
        (b"[1]", OCI_MANIFEST, "no JSON object"),
        (b"{}", OCI_MANIFEST, "no manifest"),
        (b'{"mediaType": "application/json"}', "", "application/json, which is no manifest"),
        (encoded({"mediaType": OCI_INDEX, "manifests": []}), OCI_MANIFEST, "labelled as"),
        (encoded({"layers": [], "config": {}}), OCI_INDEX, "built like"),
        (encoded({"mediaType": OCI_MANIFEST, "manifests": []}), "", "built like"),
        (encoded({"layers": [], "config": {}, "manifests": []}), OCI_MANIFEST, "at once"),
        (b'{"layers":' * 50_000 + b"1" + b"}" * 50_000, "", "nested too deeply"),
        (encoded({"layers": [[[[[]]]]]})[:-2].replace(b"[]", b"[" * 99 + b"]" * 99) + b"]}", "",
         "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, label: str, reason: str) -> None:
    assert reason in refused(data, label)


def test_what_is_wrong_inside_is_left_out() -> None:
    document = {
        "mediaType": OCI_MANIFEST,
        "config": 7,
        "layers": [None, {}, {"digest": 5}, {"digest": DIGEST, "size": -1, "platform": []}, []],
        "annotations": {"a": 1, "b": "c", "d": None},
        "subject": "x",
        "artifactType": {},
    }
    manifest = read_manifest(encoded(document))
    assert [(each.digest, each.size, each.platform) for each in manifest.layers] == [
        (DIGEST, None, None)
    ]
    assert (manifest.config, manifest.subject, manifest.artifact_type) == (None, None, None)
    assert manifest.annotations == {"b": "c"}


@given(HOSTILE, st.sampled_from(["", *ACCEPT]))
def test_no_document_surprises(document: Any, label: str) -> None:
    data = json.dumps(document).encode()
    try:
        manifest = read_manifest(data, label)
    except BadAnswer:
        return
    nature_of(manifest)
    for each in (*manifest.layers, *manifest.manifests):
        nature_of_referrer(each)
    pair(schema1_config(manifest.document).history, manifest.layers)


@given(HOSTILE)
def test_no_config_surprises(document: Any) -> None:
    data = json.dumps({"config": document, "history": document, "rootfs": document}).encode()
    config = read_config(data)
    assert isinstance(config.environment, dict)
    with suppress(BadAnswer):
        read_config(json.dumps(document).encode())


@given(st.binary(max_size=200))
def test_no_bytes_surprise(data: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_manifest(data)
    signed_payload(data)


def signed() -> tuple[bytes, bytes]:
    """A signed schema 1 manifest and the payload that its digest is of."""
    payload = b'{\n   "schemaVersion": 1,\n   "name": "app",\n   "fsLayers": []\n}'
    length = len(payload) - 2
    protected = {
        "formatLength": length,
        "formatTail": base64.urlsafe_b64encode(payload[length:]).decode().rstrip("="),
    }
    text = base64.urlsafe_b64encode(json.dumps(protected).encode()).decode().rstrip("=")
    rest = b',\n   "signatures": [{"protected": "%s"}]\n}' % text.encode()
    return payload[:length] + rest, payload


def test_a_signed_manifest_has_the_digest_of_its_payload() -> None:
    data, payload = signed()
    assert signed_payload(data) == payload
    expected = "sha256:" + hashlib.sha256(payload).hexdigest()
    for label in (SCHEMA1_SIGNED, SCHEMA1_SIGNED.upper() + "; charset=utf-8", "application/json"):
        assert manifest_digest(data, label) == expected
    assert manifest_digest(data, OCI_MANIFEST) == digest_of(data)
    assert read_manifest(data, SCHEMA1_SIGNED).form is Form.SCHEMA1


def test_digests_that_cannot_be_computed() -> None:
    assert digest_of(b"x", "blake3") is None
    assert digest_of(b"", "sha512") == "sha512:" + hashlib.sha512(b"").hexdigest()
