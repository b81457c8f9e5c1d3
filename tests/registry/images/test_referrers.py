"""Referrers: by the API, by the fall-back tag, and what cosign keeps under tags."""

import json

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.referrers import Referrers, fallback_tag
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Connect
from tests.support.images import (
    OCI_INDEX,
    Manifest,
    artifact,
    cosign_signature,
    cosign_tag,
    oci_image,
)
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer, error_reply
from tests.support.serving_images import serve

IMAGE = oci_image()
SBOM = artifact("application/spdx+json", b"{}", subject=IMAGE)
OTHER = artifact("application/vnd.example", b"x", subject=IMAGE)
API = f"/v2/team/app/referrers/{IMAGE.digest}"
TAG = f"/v2/team/app/manifests/{IMAGE.digest.replace(':', '-')}"


def index(*manifests: Manifest) -> bytes:
    entries = [each.descriptor(artifactType=each.document["artifactType"]) for each in manifests]
    return json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}).encode()


def index_reply(*manifests: Manifest, link: str | None = None, label: str = OCI_INDEX) -> Reply:
    links = [("Link", link)] if link else []
    return Reply(200, index(*manifests), [("Content-Type", label), *links])


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, "team/app", {"1.0": IMAGE})
    return server


async def referrers(connect: Connect, url: str) -> Referrers:
    return (await connect(url).images()).referrers


async def listed(connect: Connect, server: ScriptedServer) -> list[str]:
    reader = await referrers(connect, server.url)
    return [each.digest for each in await reader.listed("team/app", IMAGE.digest) or ()]


async def test_by_the_api(connect: Connect, server: ScriptedServer) -> None:
    following = f'<{API}?last=x>; rel="next"'
    server.on(API, index_reply(SBOM, link=following))
    server.on(API, index_reply(SBOM, OTHER), query={"last": "x"})
    reader = await referrers(connect, server.url)
    found = await reader.listed("team/app", IMAGE.digest) or ()
    assert [(each.digest, each.artifact_type) for each in found] == [
        (SBOM.digest, "application/spdx+json"),
        (OTHER.digest, "application/vnd.example"),
    ]
    assert server.asked(TAG) == []
    assert server.asked(API)[0].header("Accept") == OCI_INDEX


async def test_an_api_without_referrers_is_believed(
    connect: Connect, server: ScriptedServer
) -> None:
    server.on(API, index_reply())
    assert await listed(connect, server) == []
    assert server.asked(TAG) == []


async def test_pages_without_end(connect: Connect, server: ScriptedServer) -> None:
    server.on(API, index_reply(SBOM, link=f'<{API}?last=x>; rel="next"'))
    assert await listed(connect, server) == [SBOM.digest]
    assert len(server.asked(API)) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, b"404 page not found"),
        error_reply(400, "UNSUPPORTED"),
        error_reply(405, "UNSUPPORTED"),
        Reply(406),
        Reply(200, b"<!doctype html><title>An application"),
        Reply(200, b'{"token": ""}', [("Content-Type", "application/json")]),
    ],
    ids=["404", "400", "405", "406", "page", "other JSON"],
)
async def test_the_tag_where_there_is_no_api(
    connect: Connect, server: ScriptedServer, reply: Reply
) -> None:
    server.on(API, reply)
    assert await listed(connect, server) == []
    server.on(TAG, index_reply(SBOM))
    assert await listed(connect, server) == [SBOM.digest]


async def test_a_tag_that_is_no_index(connect: Connect, server: ScriptedServer) -> None:
    server.on(TAG, Reply(200, IMAGE.data, [("Content-Type", IMAGE.media_type)]))
    assert await listed(connect, server) == []


async def test_a_refusal_is_one(connect: Connect, server: ScriptedServer) -> None:
    server.on(API, error_reply(403, "DENIED"))
    with pytest.raises(RegistryError) as caught:
        await listed(connect, server)
    assert caught.value.code is Code.MANIFEST_DENIED


async def test_on_a_real_registry(connect: Connect, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    signature = cosign_signature(IMAGE)
    push(registry.url, "team/app", ["1.0"], IMAGE)
    push(registry.url, "team/app", [cosign_tag(IMAGE)], signature)
    push(registry.url, "team/app", [cosign_tag(IMAGE, "sbom")], SBOM)
    fallback = Manifest(OCI_INDEX, index(OTHER), (), (OTHER,))
    push(registry.url, "team/app", [fallback_tag(IMAGE.digest)], fallback)
    reader = await referrers(connect, registry.url)
    found = await reader.listed("team/app", IMAGE.digest) or ()
    assert [each.digest for each in found] == [OTHER.digest]
    tagged = await reader.tagged("team/app", IMAGE.digest)
    assert [(each.nature.kind.value, each.digest, each.size) for each in tagged] == [
        ("signature", signature.digest, signature.size),
        ("sbom", SBOM.digest, SBOM.size),
    ]
    assert await reader.tagged("team/app", SBOM.digest) == []


@pytest.mark.parametrize(
    ("digest", "tag"),
    [
        (f"sha256:{'a' * 64}", f"sha256-{'a' * 64}"),
        (f"sha512:{'b' * 128}", f"sha512-{'b' * 64}"),
        (f"x+y:{'c' * 40}=", f"x-y-{'c' * 40}-"),
        (f"{'n' * 40}:{'d' * 40}", f"{'n' * 32}-{'d' * 40}"),
    ],
)
def test_the_fall_back_tag(digest: str, tag: str) -> None:
    assert fallback_tag(digest) == tag
