"""Details of tags where a registry's own API describes many at once, and where it does not."""

import asyncio
import gc
import json
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.kinds import Kind
from regbrowse.domain.tag_details import TagDetails
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.service.test_details import details
from tests.service.test_details_asking import others_running
from tests.support.certificates import Certificates
from tests.support.images import OCI_INDEX, Manifest, oci_image, oci_index
from tests.support.registries import hub as docker_hub
from tests.support.registries.hosts import Hosts, token_gate
from tests.support.registries.hub import Hub
from tests.support.registries.quay import Quay
from tests.support.registries.v1 import IMAGE, V1Registry
from tests.support.scripted import Raw, Reply, ScriptedServer
from tests.support.serving_images import manifest_reply

QUAY = "quay.example.com"
HUB_TAGS, QUAY_TAGS = "/v2/repositories/library/nginx/tags/", "/api/v1/repository/team/app/tag/"
PUSHED = datetime(2026, 5, 1, tzinfo=UTC)
FAILURES = [
    Reply(401, b"{}"),
    Reply(404, b"{}"),
    Reply(200, b"<html></html>"),
    Reply(200, b'{"results": 17, "tags": [{"name":'),
    Reply(500),
    Raw(),
]


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


@pytest.fixture
def hub(scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    return Hub(scripted_server, certificates)


@pytest.fixture
def quay(scripted_server: ServerFactory, certificates: Certificates) -> Quay:
    quay = Quay(scripted_server, certificates, QUAY)
    quay.public = ["team/app"]
    return quay


def feed_of(hosts: Hosts, address: str, certificates: Certificates) -> Feed:
    return Feed("prod", Address.parse(address), proxy=hosts.proxy.url, ca_file=certificates.ca)


def in_registry(
    server: ScriptedServer, challenge: str, repository: str, tags: dict[str, Manifest]
) -> None:
    """Let the registry itself give what a token is needed for."""
    root = f"/v2/{repository}"
    for tag, manifest in tags.items():
        for each in (manifest, *manifest.manifests):
            reply = token_gate(manifest_reply(each), challenge)
            server.on(f"{root}/manifests/{each.digest}", reply)
            for blob in each.blobs:
                blob_reply = token_gate(Reply(200, blob.data), challenge)
                server.on(f"{root}/blobs/{blob.digest}", blob_reply)
        server.on(f"{root}/manifests/{tag}", token_gate(manifest_reply(manifest), challenge))


def methods(server: ScriptedServer, part: str = "/manifests/") -> list[str]:
    """The methods by which manifests were asked for with a token."""
    requests = [r for r in server.requests if part in r.path and r.header("Authorization")]
    return [request.method for request in requests]


def hub_tag(name: str, manifest: Manifest, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "full_size": 70_000_000,
        "tag_last_pushed": "2026-05-01T00:00:00Z",
        "digest": manifest.digest,
        "media_type": manifest.media_type,
        "images": [docker_hub.image("linux/riscv64", 5)],
        **more,
    }


def quay_tag(name: str, manifest: Manifest, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "start_ts": int(PUSHED.timestamp()),
        "manifest_digest": manifest.digest,
        "is_manifest_list": manifest.media_type == OCI_INDEX,
        "size": 1_234,
        **more,
    }


async def test_the_hub_describes_with_one_call(
    service: RegistryService, hub: Hub, certificates: Certificates
) -> None:
    names = [f"1.{number}" for number in range(100)]
    index = oci_index()
    hub.tags["library/nginx"] = [hub_tag(name, index) for name in names]
    feed = feed_of(hub.hosts, "docker.io", certificates)
    found = await details(service, feed, names, "library/nginx")
    assert set(found) == set(names)
    assert found["1.7"] == TagDetails(
        "1.7", index.digest, 70_000_000, PUSHED, ("linux/riscv64",), OCI_INDEX
    )
    assert len(hub.hosts[docker_hub.WEB].asked(HUB_TAGS)) == 1
    assert {r.path for r in hub.hosts[docker_hub.REGISTRY].requests} <= {"/v2/"}
    # And what was not even wished for is remembered.
    asked = len(hub.hosts[docker_hub.WEB].requests)
    assert await details(service, feed, names, "library/nginx") == found
    assert len(hub.hosts[docker_hub.WEB].requests) == asked


@pytest.mark.parametrize("failure", FAILURES)
async def test_no_pull_is_ever_made_from_the_hub(
    service: RegistryService, hub: Hub, certificates: Certificates, failure: Reply | Raw
) -> None:
    """Each GET of a manifest would count; a HEAD does not, and tells the digest at least."""
    images = {f"1.{number}": oci_image(text=str(number)) for number in range(10)}
    images["index"] = oci_index()
    registry = hub.hosts[docker_hub.REGISTRY]
    in_registry(registry, docker_hub.CHALLENGE, "library/nginx", images)
    hub.hosts[docker_hub.WEB].on(HUB_TAGS, failure)
    feed = feed_of(hub.hosts, "docker.io", certificates)
    found = await details(service, feed, [*images, "gone"], "library/nginx")
    assert {name: each.digest for name, each in found.items()} == {
        **{name: image.digest for name, image in images.items()},
        "gone": None,
    }
    assert methods(registry) == ["HEAD"] * (len(images) + 1)
    assert all(each.error is None for each in found.values())


async def test_what_was_pulled_from_the_hub_before_is_used(
    service: RegistryService, hub: Hub, certificates: Certificates
) -> None:
    image = oci_image()
    registry = hub.hosts[docker_hub.REGISTRY]
    in_registry(registry, docker_hub.CHALLENGE, "library/nginx", {"1": image})
    feed = feed_of(hub.hosts, "docker.io", certificates)
    await service.image(feed, "library/nginx", "1")
    registry.requests.clear()
    found = (await details(service, feed, ["1"], "library/nginx"))["1"]
    assert (found.digest, found.platforms) == (image.digest, ("linux/amd64",))
    assert found.size == sum(blob.size for blob in image.blobs[1:])
    assert methods(registry) == ["HEAD"]


async def test_of_an_image_on_the_hub_only_what_is_shown_is_pulled(
    service: RegistryService, hub: Hub, certificates: Certificates
) -> None:
    index = oci_index()
    entries = [index.descriptor()]
    document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
    nested = Manifest(OCI_INDEX, json.dumps(document).encode(), (), (index,))
    registry = hub.hosts[docker_hub.REGISTRY]
    in_registry(registry, docker_hub.CHALLENGE, "library/nginx", {"1": index, "2": nested})
    feed = feed_of(hub.hosts, "docker.io", certificates)
    await service.raw_manifest(feed, "library/nginx", "2")
    image = await service.image(feed, "library/nginx", "2")
    assert methods(registry) == ["HEAD", "GET", "HEAD"]
    # That there is more is told, and it can be asked for.
    assert [notice.error.code for notice in image.notices] == [Code.INDEX_LIMIT]
    assert [each.digest for each in image.others] == [index.digest]
    registry.requests.clear()
    image = await service.image(feed, "library/nginx", image.others[0].digest)
    # The index, and of its platforms the one of this machine.
    assert methods(registry) == ["GET", "GET"]
    assert image.image_raw is not None
    assert sorted(each.size is None for each in image.platforms) == [False, True]


async def test_quay_describes_and_what_it_does_not_say_is_asked(
    service: RegistryService, quay: Quay, certificates: Certificates
) -> None:
    index, image = oci_index(["linux/s390x"]), oci_image()
    other = oci_image(text="not listed")
    in_registry(
        quay.server, quay.challenge, "team/app", {"index": index, "1": image, "other": other}
    )
    quay.tags["team/app"] = [quay_tag("1", image), quay_tag("index", index, size=None)]
    feed = feed_of(quay.hosts, QUAY, certificates)
    found = await details(service, feed, ["index", "1", "other"], "team/app")
    assert found["1"] == TagDetails("1", image.digest, 1_234, PUSHED)
    assert found["index"].platforms == ("linux/s390x",)
    assert found["index"].size == sum(blob.size for blob in index.manifests[0].blobs[1:])
    assert found["other"].digest == other.digest
    assert len(quay.server.asked(QUAY_TAGS)) == 1
    # The digest of the index was known: no tag is asked for but the one that the API left out.
    assert not [r for r in quay.server.requests if r.path.endswith(("/index", "/manifests/1"))]


@pytest.mark.parametrize("failure", FAILURES)
async def test_an_api_that_fails_is_no_failure(
    service: RegistryService, quay: Quay, certificates: Certificates, failure: Reply | Raw
) -> None:
    images = {f"{number}": oci_image(text=str(number)) for number in range(5)}
    in_registry(quay.server, quay.challenge, "team/app", images)
    quay.server.on(QUAY_TAGS, failure)
    feed = feed_of(quay.hosts, QUAY, certificates)
    found = await details(service, feed, images, "team/app")
    assert {name: each.digest for name, each in found.items()} == {
        name: image.digest for name, image in images.items()
    }


async def test_an_api_that_fails_in_the_middle(
    service: RegistryService, quay: Quay, certificates: Certificates
) -> None:
    listed, image = [f"1.{number}" for number in range(150)], oci_image()
    in_registry(quay.server, quay.challenge, "team/app", {"1.149": image})
    quay.tags["team/app"] = [quay_tag(name, image) for name in listed]
    quay.server.on(QUAY_TAGS, Reply(404), query={"page": "2"})
    feed = feed_of(quay.hosts, QUAY, certificates)
    found = await details(service, feed, ["1.5", "1.149"], "team/app")
    assert {"1.5", "1.149"} <= set(found)
    assert (found["1.5"].size, found["1.149"].created) == (
        1_234,
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


async def test_leaving_while_the_api_lists(
    service: RegistryService, quay: Quay, certificates: Certificates
) -> None:
    listed = [f"1.{number}" for number in range(250)]
    quay.tags["team/app"] = [quay_tag(name, oci_image()) for name in listed]
    feed = feed_of(quay.hosts, QUAY, certificates)
    async with aclosing(service.tag_details(feed, "team/app")) as session:
        session.want(listed)
        async with aclosing(session.found()) as events:
            await anext(events)
    assert others_running() == []
    gc.collect()
    await asyncio.sleep(0.1)
    assert len(quay.server.asked(QUAY_TAGS)) == 1


async def test_a_v1_registry(service: RegistryService, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server)
    feed = feed_at(server.url)
    found = await details(service, feed, ["latest", "v2", "gone"], "team/api")
    created = datetime(2015, 3, 2, 10, 11, 12, 123456, UTC)
    # An id is no digest, and the size is not known without the whole ancestry.
    for name in ("latest", "v2"):
        assert found[name] == TagDetails(
            name,
            created=created,
            platforms=("linux/amd64",),
            kind=Kind.IMAGE,
            image_id=IMAGE,
        )
    assert found["gone"].error is not None
    assert found["gone"].error.code is Code.MANIFEST_NOT_FOUND
    assert all(r.path.startswith("/v1/") for r in server.requests if r.path != "/v2/")
    assert len(server.asked("/v1/repositories/team/api/tags")) == 1
