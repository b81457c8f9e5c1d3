"""What was read once, and whom it answers for: the repository that has shown it, and no other."""

import base64
import json
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.service.registry_service import RegistryService
from tests.conftest import RegistryFactory, ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.images import OCI_INDEX, Blob, oci_image, oci_index
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer, error_reply
from tests.support.serving_images import PING, manifest_reply, serve
from tests.support.sockets import ClosedPort

IMAGE = oci_image()
SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json"
SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


async def refusal(service: RegistryService, feed: Feed, repository: str, reference: str) -> Code:
    with pytest.raises(RegbrowseError) as caught:
        await service.image(feed, repository, reference)
    with pytest.raises(RegbrowseError) as raw:
        await service.raw_manifest(feed, repository, reference)
    assert raw.value.code is caught.value.code
    return caught.value.code


async def test_nobody_answers_for_another_registry(
    service: RegistryService, docker_registry: RegistryFactory, closed_port: ClosedPort
) -> None:
    registry = docker_registry()
    push(registry.url, "team/app", ["1"], IMAGE)
    feed = feed_at(registry.url)
    await service.image(feed, "team/app", "1")
    assert await refusal(service, feed, "team/other", IMAGE.digest) is Code.MANIFEST_NOT_FOUND
    gone = feed_at(f"http://127.0.0.1:{closed_port.port}")
    assert await refusal(service, gone, "team/app", IMAGE.digest) is Code.CONNECTION_REFUSED
    # What the repository itself has shown is there without it.
    registry.stop()
    assert (await service.image(feed, "team/app", IMAGE.digest)).raw == IMAGE.data


async def test_what_is_kept_of_an_image_is_there_without_a_request(
    service: RegistryService, server: ScriptedServer
) -> None:
    index = oci_index()
    serve(server, "app", {"1": index})
    feed = feed_at(server.url)
    assert await service.kept_image(feed, "app", index.digest) is None
    session = service.tag_details(feed, "app")
    session.want(["1"])
    assert [each async for each in session.found()]
    await session.aclose()
    server.requests.clear()
    image = await service.kept_image(feed, "app", index.digest)
    assert image is not None
    assert image.image_raw == index.manifests[0].data
    assert image.config is not None
    assert [each.size is None for each in image.platforms] == [False, True]
    assert await service.kept_image(feed, "other", index.digest) is None
    assert not server.requests


async def test_another_login_is_shown_nothing(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, "app", {"1": IMAGE})
    await service.image(feed_at(server.url), "app", "1")
    server.on(f"/v2/app/manifests/{IMAGE.digest}", error_reply(403, "DENIED"))
    ann = feed_at(server.url, "ann")
    with pytest.raises(RegbrowseError):
        await service.image(ann, "app", IMAGE.digest)


async def test_a_config_is_no_manifest(
    service: RegistryService, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    push(registry.url, "team/app", ["1"], IMAGE)
    feed = feed_at(registry.url)
    await service.image(feed, "team/app", "1")
    # distribution answers 500 for a blob that is no manifest.
    assert await refusal(service, feed, "team/app", IMAGE.blobs[0].digest) is Code.SERVER_ERROR


async def test_a_wrong_label_is_not_healed(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, "right", {"1": IMAGE})
    feed = feed_at(server.url)
    await service.image(feed, "right", "1")
    for reference in ("1", IMAGE.digest):
        server.on(f"/v2/wrong/manifests/{reference}", manifest_reply(IMAGE, label=OCI_INDEX))
    for _ in range(2):
        with pytest.raises(RegbrowseError) as caught:
            await service.image(feed, "wrong", "1")
        assert caught.value.code is Code.MANIFEST_INVALID


async def test_a_platform_that_only_another_repository_has(
    service: RegistryService, server: ScriptedServer
) -> None:
    index = oci_index(["linux/s390x"], attested=False)
    serve(server, "whole", {"1": index})
    serve(server, "torn", {"1": index})
    child = index.manifests[0]
    server.on(f"/v2/torn/manifests/{child.digest}", Reply(404))
    feed = feed_at(server.url)
    assert (await service.image(feed, "whole", "1")).failure is None
    assert (await service.image(feed, "torn", "1")).failure is not None


def signed(payload: bytes) -> bytes:
    """The payload with a signature put in before its last brace, as libtrust does."""
    tail = payload[-2:]
    protected = {"formatLength": len(payload) - 2, "formatTail": _base64(tail)}
    signatures = [{"protected": _base64(json.dumps(protected).encode())}]
    return payload[:-2] + b',"signatures":' + json.dumps(signatures).encode() + tail


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


async def test_schema_1_with_and_without_signatures(
    service: RegistryService, server: ScriptedServer
) -> None:
    document = {"schemaVersion": 1, "fsLayers": [], "history": [], "name": "app", "tag": "1"}
    plain = Blob(SCHEMA1, json.dumps(document)[:-1].encode() + b"\n}")
    both = Blob(SIGNED, signed(plain.data))
    server.on("/v2/", PING)
    feed = feed_at(server.url)
    for tag, made in (("plain", plain), ("signed", both)):
        server.on(f"/v2/app/manifests/{tag}", manifest_reply(made, digest=plain.digest))
    for _ in range(2):
        for tag, made in (("signed", both), ("plain", plain)):
            found = await service.raw_manifest(feed, "app", tag)
            assert (found.data, found.digest) == (made.data, plain.digest)
