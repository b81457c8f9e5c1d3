"""Indexes that are more than images for platforms: nested, of artifacts, of layers, without end."""

import json
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.kinds import Kind
from regbrowse.domain.image.platform import parse_platform
from regbrowse.domain.image.words import entry_title, pull_line
from regbrowse.domain.tag_details import TagDetails
from regbrowse.service.index_reading import MAX_REQUESTS
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.images import OCI_INDEX, Blob, Manifest, artifact, oci_image, oci_index
from tests.support.scripted import ScriptedServer
from tests.support.serving_images import serve

WINDOWS = "windows/amd64"
VERSIONS = ("10.0.17763.6532", "10.0.20348.2849")
SBOM = "application/spdx+json"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


def index_of(entries: Iterable[dict[str, object]], children: Sequence[Manifest] = ()) -> Manifest:
    document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": list(entries)}
    return Manifest(OCI_INDEX, json.dumps(document).encode(), (), tuple(children))


def nested(*inner: Manifest) -> Manifest:
    return index_of((each.descriptor() for each in inner), inner)


def codes(image: Image) -> list[Code]:
    return [notice.error.code for notice in image.notices]


async def details(service: RegistryService, server: ScriptedServer, tag: str) -> TagDetails:
    async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
        session.want([tag])
        [found] = [event async for event in session.found()]
    assert isinstance(found, TagDetails)
    return found


async def test_details_and_images_see_the_same(
    service: RegistryService, server: ScriptedServer
) -> None:
    made = nested(nested(oci_index()))
    serve(server, "app", {"1": made})
    found = await details(service, server, "1")
    image = await service.image(feed_at(server.url), "app", "1")
    assert sorted(found.platforms) == ["linux/amd64", "linux/arm64/v8"]
    assert list(found.platforms) == [str(each.platform) for each in image.platforms]
    assert (found.size, found.created) == (image.size, image.created.moment)
    assert found.size is not None


async def test_two_versions_of_windows(service: RegistryService, server: ScriptedServer) -> None:
    images = [oci_image(text=version, platform=WINDOWS) for version in VERSIONS]
    entries = [
        image.descriptor(platform={"os": "windows", "architecture": "amd64", "os.version": version})
        for image, version in zip(images, VERSIONS, strict=True)
    ]
    serve(server, "app", {"1": index_of(entries, images), "2": images[0]})
    feed = feed_at(server.url)
    with pytest.raises(RegbrowseError) as caught:
        await service.image(feed, "app", "2", parse_platform(f"windows({VERSIONS[1]})/amd64"))
    assert caught.value.code is Code.PLATFORM_NOT_FOUND
    first = await service.image(feed, "app", "1", parse_platform(WINDOWS))
    assert [each.platform.full for each in first.platforms] == [
        f"windows({version})/amd64" for version in VERSIONS
    ]
    for each, image in zip(first.platforms, images, strict=True):
        for chosen in (
            await service.image(feed, "app", "1", each.platform),
            await service.image(feed, "app", "1", parse_platform(each.platform.full)),
            await service.image(feed, "app", "1", entry=each.digest),
        ):
            assert chosen.image_digest == image.digest


async def test_nothing_in_an_index_vanishes(
    service: RegistryService, server: ScriptedServer
) -> None:
    image, chart = oci_image(), artifact("application/vnd.cncf.helm.config.v1+json", b"chart")
    sbom, bare = artifact(SBOM, b"{}"), oci_image(text="bare")
    unknown = {"os": "unknown", "architecture": "unknown"}
    entries = [
        image.descriptor(platform={"os": "linux", "architecture": "amd64"}),
        chart.descriptor(artifactType="application/vnd.cncf.helm.config.v1+json"),
        sbom.descriptor(artifactType=SBOM),
        bare.descriptor(),
        artifact("a/b", b"unknown").descriptor(platform=unknown),
    ]
    serve(server, "app", {"1": index_of(entries, [image, chart, sbom, bare])})
    feed = feed_at(server.url)
    found = await service.image(feed, "app", "1")
    assert [each.digest for each in found.platforms] == [image.digest]
    assert [each.digest for each in found.others] == [entry["digest"] for entry in entries[1:]]
    assert [entry_title(each) for each in found.others[:3]] == [
        "Helm chart",
        "SBOM (SPDX)",
        "image or artifact",
    ]
    opened = await service.image(feed, "app", "1", entry=sbom.digest)
    assert (opened.image_digest, opened.image_raw) == (sbom.digest, sbom.data)


@pytest.mark.parametrize("said", [True, False])
async def test_an_index_of_artifacts_is_pulled_by_nobody(
    service: RegistryService, server: ScriptedServer, *, said: bool
) -> None:
    sbom = artifact(SBOM, b"{}")
    entry = sbom.descriptor(artifactType=SBOM) if said else sbom.descriptor()
    serve(server, "app", {"1": index_of([entry], [sbom])})
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.nature.title, pull_line(image)) == ("index of artifacts", None)
    assert [each.digest for each in image.others] == [sbom.digest]


async def test_a_build_cache_has_layers_and_no_manifests(
    service: RegistryService, server: ScriptedServer
) -> None:
    layer = Blob("application/vnd.oci.image.layer.v1.tar+gzip", b"layer")
    config = Blob("application/vnd.buildkit.cacheconfig.v0", b"{}")
    serve(server, "app", {"1": index_of([layer.descriptor(), config.descriptor()])})
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.nature.kind, image.notices) == (Kind.CACHE, ())
    assert [each.digest for each in image.others] == [layer.digest, config.digest]
    assert [r.method for r in server.requests if "/manifests/" in r.path] == ["HEAD", "GET"]


async def test_what_is_too_deep_is_told(service: RegistryService, server: ScriptedServer) -> None:
    made = oci_index()
    for _ in range(5):
        made = nested(made)
    serve(server, "app", {"1": made})
    image = await service.image(feed_at(server.url), "app", "1")
    assert (image.platforms, codes(image)) == ((), [Code.INDEX_LIMIT])
    assert "deep" in image.notices[0].error.facts["reason"]
    assert len(image.others) == 1


async def test_requests_are_bounded(service: RegistryService, server: ScriptedServer) -> None:
    leaves = [
        [oci_index([f"linux/a{outer}x{inner}"], attested=False) for inner in range(16)]
        for outer in range(16)
    ]
    made = nested(*(nested(*each) for each in leaves))
    serve(server, "app", {"1": made})
    image = await service.image(feed_at(server.url), "app", "1")
    asked = [r for r in server.requests if r.method == "GET" and "/manifests/" in r.path]
    # Besides those that are counted: the index itself, and the image that was chosen.
    assert len(asked) <= MAX_REQUESTS + 2
    assert codes(image) == [Code.INDEX_LIMIT]
    assert image.image_raw is not None
    assert len(image.platforms) + len(image.others) == 256
