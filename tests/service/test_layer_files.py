"""Files in the layers of an image, as the service finds them."""

import json
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
from tests.support.layers import tar_layer
from tests.support.scripted import ScriptedServer
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
