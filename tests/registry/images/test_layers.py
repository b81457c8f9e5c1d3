"""Layers streamed over HTTP: listed, verified, and stopped at their limits."""

import asyncio
import gzip
import resource
import tracemalloc
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.image.files import LayerPart
from regbrowse.registry.blobs import Blobs
from regbrowse.registry.layers import LayerReader
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Connect
from tests.support.images import Blob, oci_image
from tests.support.layers import archive, file, layer, member, pax, tar_layer
from tests.support.push import push
from tests.support.scripted import End, Reply, ScriptedServer, error_reply
from tests.support.serving_images import PING, serve_blob
from tests.support.sockets import ClosedPort

MIB = 1 << 20
FILES = {"etc/os-release": b"ID=x\n", "etc/.wh.motd": b"", "usr/bin/app": b"\x7fELF" * 5000}


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", PING)
    return server


async def blobs(connect: Connect, server: ScriptedServer) -> Blobs:
    return (await connect(server.url).images()).blobs


async def parts_of(
    connect: Connect, server: ScriptedServer, blob: Blob, parts: list[LayerPart] | None = None
) -> list[LayerPart]:
    """Read a layer; what came before a failure is in `parts`."""
    reader = await blobs(connect, server)
    parts = [] if parts is None else parts
    chunks = reader.stream("team/app", blob.digest)
    async with aclosing(LayerReader("the layer").read(chunks, blob.size)) as read:
        async for part in read:
            parts.append(part)
    return parts


async def failure(
    connect: Connect, server: ScriptedServer, blob: Blob
) -> tuple[RegistryError, list[LayerPart]]:
    parts: list[LayerPart] = []
    with pytest.raises(RegistryError) as caught:
        await parts_of(connect, server, blob, parts)
    return caught.value, parts


async def drained(connect: Connect, server: ScriptedServer, blob: Blob) -> RegistryError:
    """Read a layer without keeping what it yields, and return how that failed."""
    chunks = (await blobs(connect, server)).stream("team/app", blob.digest)
    try:
        async for _ in LayerReader("the layer").read(chunks):
            pass
    except RegistryError as error:
        return error
    pytest.fail("it was read to its end")


@pytest.mark.parametrize("packing", ["gzip", "zstd", "none"])
async def test_the_files_of_a_layer(connect: Connect, server: ScriptedServer, packing: str) -> None:
    blob = tar_layer(FILES, packing)
    serve_blob(server, "team/app", blob)
    parts = await parts_of(connect, server, blob)
    found = [entry for part in parts for entry in part.files]
    assert [(entry.path, entry.kind.value, entry.size) for entry in found] == [
        ("etc/os-release", "file", 5),
        ("etc/motd", "removed", 0),
        ("usr/bin/app", "file", 20_000),
    ]
    assert (parts[-1].received, parts[-1].size, parts[-1].entries) == (blob.size, blob.size, 3)


async def test_on_a_real_registry(connect: Connect, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    image = oci_image()
    push(registry.url, "team/app", ["1.0"], image)
    reader = (await connect(registry.url).images()).blobs
    assert await reader.get("team/app", image.blobs[0].digest) == image.blobs[0].data
    data = b"".join([chunk async for chunk in reader.stream("team/app", image.blobs[1].digest)])
    assert data == image.blobs[1].data


async def test_a_layer_with_another_digest(connect: Connect, server: ScriptedServer) -> None:
    blob, other = tar_layer(FILES), tar_layer({"other": b""})
    server.on(f"/v2/team/app/blobs/{other.digest}", Reply(200, blob.data))
    error, parts = await failure(connect, server, other)
    assert error.code is Code.DIGEST_MISMATCH
    assert (error.facts["digest"], error.facts["actual"]) == (other.digest, blob.digest)
    assert parts[-1].entries == 3
    with pytest.raises(RegistryError) as caught:
        await (await blobs(connect, server)).get("team/app", other.digest)
    assert caught.value.code is Code.DIGEST_MISMATCH


@pytest.mark.parametrize(
    ("tar", "words"),
    [
        (b'{"_type": "https://in-toto.io/Statement/v1"}' * 20, "no archive"),
        (archive(file("a", b"x" * 900))[:1000], "cut off"),
        (pax({"size": "x"}) + file("a"), "size is no number"),
        (member("x", b"x", size=2 * MIB), "an extended header of"),
    ],
    ids=["statement", "cut off", "size", "extended"],
)
async def test_what_is_no_layer(
    connect: Connect, server: ScriptedServer, tar: bytes, words: str
) -> None:
    blob = layer(tar)
    serve_blob(server, "team/app", blob)
    error, _ = await failure(connect, server, blob)
    assert (error.code, error.facts["layer"]) == (Code.LAYER_UNREADABLE, "the layer")
    assert words in error.facts["reason"]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
async def test_a_bomb(connect: Connect, server: ScriptedServer, packing: str) -> None:
    data = member("huge", size=1 << 40) + bytes(300 * MIB)
    blob = layer(data, packing)
    del data
    serve_blob(server, "team/app", blob)
    tracemalloc.start()
    try:
        error, parts = await failure(connect, server, blob)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.code is Code.LAYER_LIMIT
    assert "100 times its size" in error.facts["reason"]
    assert parts[-1].inflated <= 257 * MIB
    assert peak < 12 * MIB


async def test_a_million_entries(connect: Connect, server: ScriptedServer) -> None:
    packer = gzip.compress(file("a") * 2000, mtime=0)
    blob = Blob("application/vnd.oci.image.layer.v1.tar+gzip", packer * 500)
    serve_blob(server, "team/app", blob)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = await drained(connect, server, blob)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (found.code, "entries" in found.facts["reason"]) == (Code.LAYER_LIMIT, True)
    assert grown < 32 * 1024  # KiB; the entries alone would take 200 MiB


async def test_paths_without_end(connect: Connect, server: ScriptedServer) -> None:
    long = pax({"path": "p" * 200_000})
    tar = b"".join((long + file("x")) for _ in range(20))
    blob = layer(archive(tar))
    serve_blob(server, "team/app", blob)
    parts = await parts_of(connect, server, blob)
    assert max(len(entry.path) for part in parts for entry in part.files) == 4096


async def test_reading_can_be_stopped(connect: Connect, server: ScriptedServer) -> None:
    blob = tar_layer({f"file-{number}": b"x" * MIB for number in range(30)}, "none")
    serve_blob(server, "team/app", blob)
    client = connect(server.url)
    reader = (await client.images()).blobs
    for _ in range(20):  # more than there are connections
        chunks: AsyncGenerator[bytes] = reader.stream("team/app", blob.digest)
        async with aclosing(chunks):
            async for _ in chunks:
                break
    assert len([task for task in asyncio.all_tasks() if not task.done()]) == 1
    assert sum([len(chunk) async for chunk in reader.stream("team/app", blob.digest)]) == blob.size


async def test_a_layer_that_breaks_off_is_not_read_twice(
    connect: Connect, server: ScriptedServer
) -> None:
    blob = tar_layer({"a": bytes(range(256)) * 4000}, "none")
    broken = Reply(200, blob.data, length=blob.size + 100, end=End.CLOSE)
    server.on(f"/v2/team/app/blobs/{blob.digest}", broken)
    error, parts = await failure(connect, server, blob)
    assert error.code is Code.TRUNCATED_RESPONSE
    assert parts[-1].entries == 1
    assert len(server.asked(f"/v2/team/app/blobs/{blob.digest}")) == 1


async def test_storage_of_another_server(
    connect: Connect, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    storage = scripted_server()
    blob = tar_layer(FILES)
    storage.on("/bucket/blob", Reply(200, blob.data))
    to = [("Location", f"{storage.url}/bucket/blob")]
    server.on(f"/v2/team/app/blobs/{blob.digest}", Reply(307, headers=to))
    assert (await parts_of(connect, server, blob))[-1].entries == 3
    [request] = storage.requests
    assert request.header("Authorization") is None


async def test_storage_that_cannot_be_reached(
    connect: Connect, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    blob = tar_layer(FILES)
    to = [("Location", f"http://127.0.0.1:{closed_port.port}/blob")]
    server.on(f"/v2/team/app/blobs/{blob.digest}", Reply(307, headers=to))
    error, _ = await failure(connect, server, blob)
    assert error.code is Code.STORAGE_UNREACHABLE
    assert error.facts["storage"] == f"127.0.0.1:{closed_port.port}"
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is Code.CONNECTION_REFUSED


async def test_a_layer_that_is_gone(connect: Connect, server: ScriptedServer) -> None:
    blob = tar_layer(FILES)
    server.on(f"/v2/team/app/blobs/{blob.digest}", error_reply(404, "BLOB_UNKNOWN"))
    error, _ = await failure(connect, server, blob)
    assert error.code is Code.MANIFEST_NOT_FOUND
    assert error.facts["reference"] == f"team/app@{blob.digest}"
