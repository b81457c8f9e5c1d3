"""Images as the service reads them: from a real registry, and from one that misbehaves."""

import json
import platform
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.image import ConfigState, Image
from regbrowse.domain.image.platform import parse_platform
from regbrowse.service.compare import ImageName
from regbrowse.service.registry_service import RegistryService
from tests.conftest import RegistryFactory, ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.images import (
    OCI_CONFIG,
    OCI_INDEX,
    OCI_MANIFEST,
    Blob,
    Manifest,
    artifact,
    docker_image,
    helm_chart,
    oci_image,
    oci_index,
)
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import manifest_reply, serve

INDEX = oci_index()
AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
HERE = int(platform.machine() in {"aarch64", "arm64"})


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


def nested(inner: Manifest) -> Manifest:
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_INDEX,
        "manifests": [inner.descriptor()],
    }
    return Manifest(OCI_INDEX, json.dumps(document).encode(), (), (inner,))


def codes(image: Image) -> list[Code]:
    return [notice.error.code for notice in image.notices]


async def test_an_index(service: RegistryService, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    push(registry.url, "team/app", ["1.0"], INDEX)
    feed = feed_at(registry.url)
    image = await service.image(feed, "team/app", "1.0", AMD64)
    amd64, arm64, attestation = INDEX.manifests
    sizes = [sum(blob.size for blob in each.blobs[1:]) for each in (amd64, arm64)]
    assert (image.raw, image.image_raw) == (INDEX.data, amd64.data)
    assert (image.digest, image.image_digest) == (INDEX.digest, amd64.digest)
    assert {(str(each.platform), each.digest, each.size) for each in image.platforms} == {
        ("linux/amd64", amd64.digest, sizes[0]),
        ("linux/arm64/v8", arm64.digest, sizes[1]),
    }
    [attested] = image.attestations
    assert (attested.digest, attested.subject) == (attestation.digest, amd64.digest)
    assert (image.size, str(image.platform)) == (sizes[0], "linux/amd64")
    assert [step.command for step in image.steps] == [
        "ADD base.tar /",
        'CMD ["/bin/sh"]',
        "COPY app /app",
    ]
    assert image.notices == ()
    other = await service.image(feed, "team/app", INDEX.digest, ARM64)
    assert other.image_digest == arm64.digest
    with pytest.raises(RegbrowseError) as caught:
        await service.image(feed, "team/app", "1.0", parse_platform("linux/s390x"))
    assert caught.value.code is Code.PLATFORM_NOT_FOUND
    assert caught.value.facts["platforms"] == "linux/amd64, linux/arm64/v8"


async def test_what_a_digest_names_is_asked_for_once(
    service: RegistryService, server: ScriptedServer
) -> None:
    image = oci_image()
    serve(server, "app", {"1": image})
    feed = feed_at(server.url)
    first = await service.image(feed, "app", "1")
    assert [r.method for r in server.requests if r.path != "/v2/"] == ["HEAD", "GET", "GET"]
    server.requests.clear()
    assert await service.image(feed, "app", "1") == first
    assert [r.method for r in server.requests if r.path != "/v2/"] == ["HEAD"]
    server.requests.clear()
    assert (await service.image(feed, "app", image.digest)).raw == image.data
    assert server.requests == []


async def test_an_index_in_an_index(service: RegistryService, server: ScriptedServer) -> None:
    made = nested(nested(INDEX))
    serve(server, "app", {"1": made})
    image = await service.image(feed_at(server.url), "app", "1", ARM64)
    assert (image.digest, image.image_digest) == (made.digest, INDEX.manifests[1].digest)
    assert len(image.platforms) == 2
    assert len(image.attestations) == 1


async def test_indexes_without_end(service: RegistryService, server: ScriptedServer) -> None:
    made = INDEX
    for _ in range(10):
        made = nested(made)
    serve(server, "app", {"1": made})
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.platforms, image.image_digest, image.size) == ((), None, None)
    assert len([r for r in server.requests if r.method == "GET"]) < 8


async def test_a_platform_that_is_gone(service: RegistryService, server: ScriptedServer) -> None:
    serve(server, "app", {"1": INDEX})
    # For this machine, which nobody has named, either of the two will do.
    gone = INDEX.manifests[HERE]
    server.on(f"/v2/app/manifests/{gone.digest}", Reply(404))
    feed = feed_at(server.url)
    image = await service.image(feed, "app", "1")
    assert {each.digest: each.size is None for each in image.platforms} == {
        each.digest: each is gone for each in INDEX.manifests[:2]
    }
    assert codes(image) == [Code.MANIFEST_NOT_FOUND]
    assert image.failure is image.notices[0].error
    assert (image.image_raw, image.size, image.config_state) == (None, None, ConfigState.FAILED)
    # Who asks for it gets its error, and not the index in its place.
    for asked in ({"platform": (AMD64, ARM64)[HERE]}, {"entry": gone.digest}):
        with pytest.raises(RegbrowseError) as caught:
            await service.image(feed, "app", "1", **asked)
        assert caught.value.code is Code.MANIFEST_NOT_FOUND
        assert gone.digest in caught.value.facts["reference"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404), Code.MANIFEST_NOT_FOUND),
        (Reply(200, b"{}"), Code.DIGEST_MISMATCH),
        (Reply(200, b"x" * (5 << 20)), Code.OVERSIZED_RESPONSE),
    ],
)
async def test_a_config_that_is_wrong(
    service: RegistryService, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    made = oci_image()
    serve(server, "app", {"1": made})
    server.on(f"/v2/app/blobs/{made.blobs[0].digest}", reply)
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.config, codes(image)) == (None, [code])
    assert (len(image.layers), len(image.steps)) == (2, 2)


async def test_a_config_that_is_no_config(service: RegistryService, server: ScriptedServer) -> None:
    made = oci_image()
    broken = Blob(OCI_CONFIG, b"[" * 100_000)
    document = {**made.document, "config": broken.descriptor()}
    made = Manifest(OCI_MANIFEST, json.dumps(document).encode(), (broken, *made.blobs[1:]))
    serve(server, "app", {"1": made})
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.config, codes(image)) == (None, [Code.MANIFEST_INVALID])
    assert image.config_raw == broken.data


async def test_a_header_that_lies(service: RegistryService, server: ScriptedServer) -> None:
    made, other = oci_image(), docker_image()
    serve(server, "app", {"1": made})
    server.on("/v2/app/manifests/1", manifest_reply(made, digest=other.digest))
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.digest, codes(image)) == (made.digest, [Code.DIGEST_MISMATCH])


async def test_things_that_are_no_images(service: RegistryService, server: ScriptedServer) -> None:
    signed = oci_image()
    chart, sbom = helm_chart(), artifact("application/spdx+json", b"{}", subject=signed)
    serve(server, "app", {"chart": chart, "sbom": sbom})
    feed = feed_at(server.url)
    image = await service.image(feed, "app", "chart")
    assert (image.nature.title, image.config, image.platform) == ("Helm chart", None, None)
    assert image.config_raw == chart.blobs[0].data
    image = await service.image(feed, "app", "sbom")
    assert (image.nature.kind.value, image.artifact_type) == ("sbom", "application/spdx+json")
    assert image.subject is not None
    assert image.subject.digest == signed.digest
    assert image.config_raw is None


async def test_no_cache_is_no_obstacle(tmp_path: Path, server: ScriptedServer) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    service = service_on(tmp_path)
    serve(server, "app", {"1": INDEX})
    image = await service.image(feed_at(server.url), "app", "1", AMD64)
    assert image.image_digest == INDEX.manifests[0].digest


async def test_referrers_of_index_and_platform(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, "app", {"1": INDEX})
    amd64 = INDEX.manifests[0]
    sbom = artifact("application/spdx+json", b"{}", subject=amd64)
    signature = artifact("application/vnd.cncf.notary.signature", b"s", subject=sbom)
    for subject, found in ((INDEX, []), (amd64, [sbom]), (sbom, [signature]), (signature, [])):
        entries = [e.descriptor(artifactType=e.document["artifactType"]) for e in found]
        body = json.dumps({"mediaType": OCI_INDEX, "manifests": entries}).encode()
        reply = Reply(200, body, [("Content-Type", OCI_INDEX)])
        server.on(f"/v2/app/referrers/{subject.digest}", reply)
    image = await service.image(feed_at(server.url), "app", "1", AMD64)
    [found_sbom] = await service.referrers(image)
    assert (found_sbom.digest, found_sbom.subject) == (sbom.digest, amd64.digest)
    [own] = found_sbom.referrers
    assert (own.digest, own.nature.kind.value) == (signature.digest, "signature")


async def test_comparing(service: RegistryService, server: ScriptedServer) -> None:
    first, second = oci_index(text="one"), oci_image(text="two linux/amd64", labels={"a": "b"})
    serve(server, "app", {"1": first, "2": second})
    feed = feed_at(server.url)
    one, two = ImageName(feed, "app", "1"), ImageName(feed, "app", "2")
    comparison = await service.compare(one, two, AMD64)
    assert (comparison.identical, comparison.same_image) == (False, False)
    layers = comparison.layers
    assert layers is not None
    assert [each.digest for each in layers.shared] == [second.blobs[1].digest]
    assert [each.digest for each in layers.only_second] == [second.blobs[2].digest]
    assert layers.base == 1
    assert comparison.labels is not None
    assert comparison.platforms is not None
    assert [(c.name, c.first, c.second) for c in comparison.labels] == [("a", None, "b")]
    assert [(c.name, c.second) for c in comparison.platforms] == [
        ("linux/amd64", second.digest),
        ("linux/arm64/v8", None),
    ]
    assert comparison.to_pull == second.blobs[2].size
    same = await service.compare(one, one, AMD64)
    assert (same.identical, same.size_difference, same.to_pull) == (True, 0, 0)
    assert (same.platforms, same.config, same.env, same.labels) == ([], [], [], [])


async def test_the_rest_is_read_when_it_is_asked_for(
    service: RegistryService, server: ScriptedServer
) -> None:
    sbom = artifact("application/spdx+json", b'{"spdxVersion": "SPDX-2.3"}')
    serve(server, "app", {"1": sbom})
    feed = feed_at(server.url)
    image = await service.image(feed, "app", "1")
    assert image.config_state is ConfigState.NOT_ASKED
    assert image.config_blob is not None
    assert await service.small_blob(feed, "app", image.config_blob) == b"{}"
    [layer] = image.layers
    assert await service.small_blob(feed, "app", layer) == b'{"spdxVersion": "SPDX-2.3"}'
    server.on(f"/v2/app/blobs/{layer.digest}", Reply(200, b"{}"))
    with pytest.raises(RegbrowseError) as caught:
        await service.small_blob(feed, "app", layer)
    assert caught.value.code is Code.DIGEST_MISMATCH
