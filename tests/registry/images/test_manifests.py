"""Manifests over HTTP: what is asked for, what is verified, and which failure says what."""

import hashlib

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.image.media_types import ACCEPT, OCI_MANIFEST
from regbrowse.registry.manifests import FetchedManifest, Manifests
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Connect
from tests.support.images import Blob, docker_image, docker_list, oci_image, oci_index
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer, error_reply
from tests.support.serving_images import manifest_reply, serve

IMAGE = oci_image()
OTHER = oci_image(text="other")
PATH = "/v2/team/app/manifests/1.0"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, "team/app", {"1.0": IMAGE})
    return server


async def manifests(connect: Connect, server: ScriptedServer) -> Manifests:
    return (await connect(server.url).images()).manifests


async def get(connect: Connect, server: ScriptedServer, reference: str = "1.0") -> FetchedManifest:
    return await (await manifests(connect, server)).get("team/app", reference)


async def failure(
    connect: Connect, server: ScriptedServer, reference: str = "1.0"
) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        await get(connect, server, reference)
    return caught.value


async def test_on_a_real_registry(connect: Connect, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    made = {
        "oci": oci_image(),
        "docker": docker_image(),
        "index": oci_index(),
        "list": docker_list(),
    }
    for tag, manifest in made.items():
        push(registry.url, "team/app", [tag], manifest)
    reader = (await connect(registry.url).images()).manifests
    for tag, manifest in made.items():
        for reference in (tag, manifest.digest):
            fetched = await reader.get("team/app", reference)
            assert (fetched.data, fetched.digest) == (manifest.data, manifest.digest)
            assert (fetched.media_type, fetched.mismatch) == (manifest.media_type, None)
            head = await reader.head("team/app", reference)
            assert head is not None
            assert (head.digest, head.media_type, head.size) == (
                manifest.digest,
                manifest.media_type,
                manifest.size,
            )
    assert await reader.head("team/app", "none") is None
    with pytest.raises(RegistryError) as caught:
        await reader.get("team/app", "none")
    assert caught.value.code is Code.MANIFEST_NOT_FOUND
    assert caught.value.facts["reference"] == "team/app:none"


async def test_everything_is_accepted(connect: Connect, server: ScriptedServer) -> None:
    await get(connect, server)
    [request] = server.asked(PATH)
    assert request.header("Accept") == ", ".join(ACCEPT)


async def test_a_wrong_digest_in_the_header_is_noted(
    connect: Connect, server: ScriptedServer
) -> None:
    server.on(PATH, manifest_reply(IMAGE, digest=OTHER.digest))
    fetched = await get(connect, server)
    assert fetched.digest == IMAGE.digest
    assert fetched.mismatch is not None
    assert fetched.mismatch.code is Code.DIGEST_MISMATCH
    assert fetched.mismatch.facts["actual"] == IMAGE.digest


async def test_another_algorithm_in_the_header(connect: Connect, server: ScriptedServer) -> None:
    digest = "sha512:" + hashlib.sha512(IMAGE.data).hexdigest()
    server.on(PATH, manifest_reply(IMAGE, digest=digest))
    server.on(f"/v2/team/app/manifests/{digest}", manifest_reply(IMAGE, digest=digest))
    assert (await get(connect, server)).digest == digest
    assert (await get(connect, server, digest)).data == IMAGE.data


async def test_no_digest_in_the_header(connect: Connect, server: ScriptedServer) -> None:
    server.on(PATH, Reply(200, IMAGE.data, [("Content-Type", "application/json")]))
    fetched = await get(connect, server)
    assert (fetched.digest, fetched.mismatch) == (IMAGE.digest, None)
    assert await (await manifests(connect, server)).head("team/app", "1.0") is None


async def test_what_is_not_what_its_digest_says(connect: Connect, server: ScriptedServer) -> None:
    server.on(f"/v2/team/app/manifests/{OTHER.digest}", manifest_reply(IMAGE, digest=OTHER.digest))
    error = await failure(connect, server, OTHER.digest)
    assert error.code is Code.DIGEST_MISMATCH
    assert (error.facts["digest"], error.facts["actual"]) == (OTHER.digest, IMAGE.digest)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (error_reply(404, "NAME_UNKNOWN"), Code.MANIFEST_NOT_FOUND),
        (Reply(404), Code.MANIFEST_NOT_FOUND),
        (error_reply(403, "DENIED"), Code.MANIFEST_DENIED),
        (error_reply(412, "PROJECTPOLICYVIOLATION"), Code.POLICY_BLOCKED),
        (error_reply(400, "MANIFEST_INVALID"), Code.MANIFEST_INVALID),
        (Reply(403, b"<html>blocked"), Code.BLOCKED_BY_GATEWAY),
        (Reply(200, b"<!doctype html><title>Login"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"{" * (10 << 20), [("Content-Type", OCI_MANIFEST)]), Code.OVERSIZED_RESPONSE),
        (error_reply(500, "UNKNOWN"), Code.SERVER_ERROR),
    ],
    ids=lambda value: str(value) if isinstance(value, Code) else "",
)
async def test_refusals(connect: Connect, server: ScriptedServer, reply: Reply, code: Code) -> None:
    server.on(PATH, reply)
    assert (await failure(connect, server)).code is code


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
async def test_a_head_that_is_refused_says_nothing(
    connect: Connect, server: ScriptedServer, status: int
) -> None:
    server.on(PATH, Reply(status), method="HEAD")
    reader = await manifests(connect, server)
    assert await reader.head("team/app", "1.0") is None
    assert (await reader.get("team/app", "1.0")).digest == IMAGE.digest


@pytest.mark.parametrize(
    ("repository", "reference"),
    [("../x", "1.0"), ("team/app", "../../_catalog"), ("team/app", "a b"), ("team/app", "sha256:x"),
     ("team/app?x", "1"), ("team/app", "")],
)  # fmt: skip
async def test_names_that_lead_elsewhere_are_not_asked_for(
    connect: Connect, server: ScriptedServer, repository: str, reference: str
) -> None:
    reader = await manifests(connect, server)
    before = len(server.requests)
    for work in (reader.get, reader.head):
        with pytest.raises(RegistryError) as caught:
            await work(repository, reference)
        assert caught.value.code is Code.MANIFEST_NOT_FOUND
    assert len(server.requests) == before


async def test_a_blob_with_another_manifest_type(connect: Connect, server: ScriptedServer) -> None:
    made = Blob("application/vnd.example.manifest+json", IMAGE.data)
    server.on(PATH, manifest_reply(made))
    assert (await get(connect, server)).media_type == made.media_type
