"""The images of the demo: believable, and true to their digests."""

import hashlib
import io
import json
import tarfile
import zlib
from typing import Any

import pytest

from regbrowse.demo.content.blobs import Blob
from regbrowse.demo.content.registry import Content
from tests.demo.looking import images_under, layers, manifest_of, read

ONE_OF_EACH_KIND = [
    "base/alpine",
    "base/python",
    "base/python-cuda",
    "builds/nightly",
    "catalogue/api",
    "charts/kafka",
    "data/dbt-runner",
    "edge",
    "finance/budget",
    "identity/token-service",
    "logistics/tracker",
    "mirror/library/nginx",
    "mirror/registry.k8s.io/pause",
    "ml/models/eta",
    "ml/ranker",
    "orders/api",
    "payments/api",
    "payments/legacy-api",
    "platform/policy-gate",
    "policies/images",
    "sandbox/ana/hello",
    "tools/backup",
    "wasm/header-rewrite",
    "web/blog",
]


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_digests_and_sizes_are_true(content: Content, name: str) -> None:
    repository = content.repositories[name]
    tags = [tag for tag in repository.tags() or [] if repository.manifest(tag)][-3:]
    checked: set[str] = set()

    def check(descriptor: dict[str, Any]) -> None:
        digest = descriptor["digest"]
        if digest in checked:
            return
        checked.add(digest)
        if "manifest" in descriptor["mediaType"] or "index" in descriptor["mediaType"]:
            found = manifest_of(repository, digest)
            data = found.body
            assert found.media_type == found.document["mediaType"] == descriptor["mediaType"]
            for key in ("config", "subject"):
                if key in found.document:
                    check(found.document[key])
            for child in found.document.get("layers", []) + found.document.get("manifests", []):
                check(child)
        else:
            data = read(repository.blob(digest))
        assert digest == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert descriptor["size"] == len(data)

    for tag in tags:
        root = manifest_of(repository, tag)
        check({"mediaType": root.media_type, "digest": root.digest, "size": len(root.body)})
    assert checked


@pytest.mark.parametrize(
    ("name", "tag", "inside"),
    [
        ("payments/api", "latest", "app/src/api/settings.py"),
        ("payments/legacy-api", "latest", "etc/os-release"),
        ("mirror/library/postgres", "13.18", "usr/sbin/postgres"),
        ("base/python", "3.12-alpine", "usr/local/bin/pip3"),
        ("base/dotnet", "latest", "Files/License.txt"),
    ],
)
def test_layers_are_archives_that_fit_the_configuration(
    content: Content, name: str, tag: str, inside: str
) -> None:
    repository = content.repositories[name]
    files: set[str] = set()
    for image in images_under(repository, tag):
        if image.document["layers"][0]["mediaType"] == "application/vnd.in-toto+json":
            continue
        document = json.loads(read(repository.blob(image.document["config"]["digest"])))
        unpacked = [zlib.decompress(read(repository.blob(one)), 31) for one in layers(image)]
        assert document["rootfs"]["diff_ids"] == [
            f"sha256:{hashlib.sha256(tar).hexdigest()}" for tar in unpacked
        ]
        with_layer = [line for line in document["history"] if not line.get("empty_layer")]
        assert len(with_layer) == len(unpacked)
        for tar in unpacked:
            with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
                files |= set(archive.getnames())
    assert inside in files


def test_successive_versions_share_layers_and_differ(content: Content) -> None:
    payments = content.repositories["payments/api"]
    newer, older = (layers(images_under(payments, tag)[0]) for tag in ("2.7.1", "2.7.0"))
    assert newer[:-1] == older[:-1]
    assert newer[-1] != older[-1]
    distant = layers(images_under(payments, "2.6.0")[0])
    assert set(newer) != set(distant)


def test_an_index_lists_its_attestations_as_buildkit_does(content: Content) -> None:
    index = manifest_of(content.repositories["payments/api"], "latest").document
    platforms = [
        f"{m['platform']['os']}/{m['platform']['architecture']}" for m in index["manifests"]
    ]
    assert platforms == ["linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown"]
    for image, attestation in zip(index["manifests"][:2], index["manifests"][2:], strict=True):
        assert attestation["annotations"] == {
            "vnd.docker.reference.digest": image["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        }


def test_every_kind_of_manifest_is_there(content: Content) -> None:
    def media_type(name: str, tag: str) -> str:
        return manifest_of(content.repositories[name], tag).media_type.removeprefix("application/")

    assert media_type("payments/api", "latest") == "vnd.oci.image.index.v1+json"
    assert media_type("ml/models/eta", "latest") == "vnd.oci.image.manifest.v1+json"
    assert media_type("sandbox/ana/hello", "latest") == "vnd.oci.image.manifest.v1+json"
    docker = "vnd.docker.distribution.manifest"
    assert media_type("payments/legacy-api", "latest") == f"{docker}.v2+json"
    assert media_type("mirror/library/postgres", "13.18") == f"{docker}.list.v2+json"


def test_a_chart_has_its_description_as_configuration(content: Content) -> None:
    kafka = content.repositories["charts/kafka"]
    tag = (kafka.tags() or [])[0]
    document = manifest_of(kafka, tag).document
    assert document["config"]["mediaType"] == "application/vnd.cncf.helm.config.v1+json"
    config = json.loads(read(kafka.blob(document["config"]["digest"])))
    assert (config["name"], config["version"]) == ("kafka", tag)
    archive = io.BytesIO(read(kafka.blob(document["layers"][0]["digest"])))
    with tarfile.open(fileobj=archive) as chart:
        assert "kafka/Chart.yaml" in chart.getnames()


def test_part_of_a_blob_is_read_across_its_pieces() -> None:
    blob = Blob("", 9, (b"abc", b"def", b"ghi"))
    for start in range(10):
        for stop in range(start, 11):
            assert b"".join(blob.read(start, stop)) == b"abcdefghi"[start:stop]
