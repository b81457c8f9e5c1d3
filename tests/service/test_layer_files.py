"""Files in the layers of an image, as the service finds them."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.image.files import FileContent
from regbrowse.domain.image.image import Image
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.images import (
    OCI_CONFIG,
    OCI_MANIFEST,
    Blob,
    Manifest,
)
from tests.support.layers import archive, file, layer, member, pax, tar_layer
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import serve


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


def layered(*layers: Blob) -> Manifest:
    config = Blob(OCI_CONFIG, b'{"os": "linux", "architecture": "amd64"}')
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": config.descriptor(),
        "layers": [each.descriptor() for each in layers],
    }
    return Manifest(OCI_MANIFEST, json.dumps(document).encode(), (config, *layers))


def files_below(folder: Path) -> set[Path]:
    """Everything there is but folders, wherever it is."""
    return {path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


async def file_of(service: RegistryService, image: Image, path: str) -> FileContent:
    async for event in service.layer_file(image, path):
        if isinstance(event, FileContent):
            return event
    raise AssertionError(path)


async def test_a_file_in_the_layers(service: RegistryService, server: ScriptedServer) -> None:
    base = tar_layer({"etc/os-release": b"ID=old\n", "etc/motd": b"hi", "opt/a": b"a", "x": b"x"})
    middle = tar_layer({"etc/.wh.motd": b"", "opt/.wh..wh..opq": b"", "opt/b": b"b"})
    top = tar_layer({"etc/os-release": b"ID=new\n", "big": b"x" * (2 << 20), "../x": b"evil"})
    serve(server, "app", {"1": layered(base, middle, top)})
    image = await service.image(feed_at(server.url), "app", "1")
    found = await file_of(service, image, "/etc/os-release")
    assert (found.data, found.text, found.layer) == (b"ID=new\n", "ID=new\n", top.digest)
    assert (await file_of(service, image, "x")).layer == base.digest
    assert (await file_of(service, image, "./opt/b")).layer == middle.digest
    for path, code, words in (
        ("etc/motd", Code.FILE_NOT_FOUND, "removes etc/motd"),
        ("opt/a", Code.FILE_NOT_FOUND, "what was in opt"),
        ("none", Code.FILE_NOT_FOUND, ""),
        ("big", Code.FILE_NOT_SHOWN, "2,097,152 bytes"),
    ):
        with pytest.raises(RegbrowseError) as caught:
            await file_of(service, image, path)
        assert caught.value.code is code
        assert words in caught.value.facts.get("reason", "")


async def refusal(service: RegistryService, image: Image, path: str) -> RegbrowseError:
    with pytest.raises(RegbrowseError) as caught:
        await file_of(service, image, path)
    return caught.value


async def test_a_small_layer_is_read_to_its_end(
    service: RegistryService, server: ScriptedServer
) -> None:
    twice = layer(archive(file("a", b"first"), file("b"), file("a", b"last")))
    serve(server, "app", {"1": layered(twice)})
    image = await service.image(feed_at(server.url), "app", "1")
    found = await file_of(service, image, "a")
    assert (found.data, found.verified) == (b"last", True)
    tampered = layer(archive(file("a", b"tampered with")))
    server.on(f"/v2/app/blobs/{twice.digest}", Reply(200, tampered.data))
    assert (await refusal(service, image, "a")).code is Code.DIGEST_MISMATCH


async def test_a_large_layer_is_read_until_the_file_is_there(
    service: RegistryService, server: ScriptedServer
) -> None:
    rest = b"".join(file(f"{number}", b"x" * (1 << 20)) for number in range(40))
    large = layer(archive(file("a", b"first"), rest, file("a", b"last")), "none")
    serve(server, "app", {"1": layered(large)})
    image = await service.image(feed_at(server.url), "app", "1")
    found = await file_of(service, image, "a")
    assert (found.data, found.verified) == (b"first", False)


async def test_what_is_broken_behind_a_file_takes_nothing_away(
    service: RegistryService, server: ScriptedServer
) -> None:
    broken = layer(archive(file("a", b"first"))[:1024] + b"y" + member("b")[1:])
    serve(server, "app", {"1": layered(broken)})
    image = await service.image(feed_at(server.url), "app", "1")
    found = await file_of(service, image, "a")
    assert (found.data, found.verified) == (b"first", False)
    assert (await refusal(service, image, "b")).code is Code.LAYER_UNREADABLE


async def test_why_a_file_is_not_shown(service: RegistryService, server: ScriptedServer) -> None:
    sparse = pax({"GNU.sparse.map": "0,4", "GNU.sparse.size": "9"}) + file("holes", b"data")
    odd = layer(archive(sparse, member("null", b"3"), file("../../evil", b"evil")))
    serve(server, "app", {"1": layered(odd)})
    image = await service.image(feed_at(server.url), "app", "1")
    for path, words in (
        ("holes", "sparse file"),
        ("null", "a character device"),
        ("../../evil", "leads out of the image"),
    ):
        error = await refusal(service, image, path)
        assert error.code is Code.FILE_NOT_SHOWN
        assert words in error.facts["reason"]
        # So that a hint can say how the image is inspected.
        assert error.facts["reference"] == "app:1"


async def test_a_layer_that_is_kept_elsewhere(
    service: RegistryService, server: ScriptedServer
) -> None:
    made = layered(tar_layer({"a": b"a"}))
    document = made.document
    document["layers"][0]["urls"] = ["https://mcr.example.com/layer"]
    made = Manifest(OCI_MANIFEST, json.dumps(document).encode(), made.blobs)
    serve(server, "app", {"1": made})
    server.on(f"/v2/app/blobs/{made.blobs[1].digest}", Reply(404))
    image = await service.image(feed_at(server.url), "app", "1")
    error = await refusal(service, image, "a")
    assert error.code is Code.LAYER_UNREADABLE
    assert "https://mcr.example.com/layer" in error.facts["reason"]


async def test_nothing_is_written_but_the_cache(
    tmp_path: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "a" / "b"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    service = service_on(tmp_path / "own")
    hostile = layer(
        archive(
            file(f"{tmp_path}/absolute", b"evil"),
            file("../relative", b"evil"),
            member("out", b"2", link=str(tmp_path)),
            file("out/through-a-link", b"evil"),
            member(f"{tmp_path}/hard", b"1", link="/etc/passwd"),
            member("folder/", b"5"),
            member("null", b"3"),
            file("plain", b"text"),
        )
    )
    serve(server, "app", {"1": layered(hostile)})
    image = await service.image(feed_at(server.url), "app", "1")
    kept = files_below(tmp_path)
    [only] = image.layers
    paths = [entry.path async for part in service.layer_files(image, only) for entry in part.files]
    assert len(paths) == 8
    for path in paths:
        with suppress(RegbrowseError):
            await file_of(service, image, path)
    assert files_below(tmp_path) == kept
