"""Images of a v1 registry, told in the words of today's."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.domain.image.image import Image
from regbrowse.domain.image.platform import Platform
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.registries.v1 import BASE, DESCRIPTION, IMAGE, PARENT, PUSHED, V1Registry, said
from tests.support.scripted import Reply, ScriptedServer

AMD64 = Platform("linux", "amd64")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    V1Registry(server)
    return server


async def read(service: RegistryService, server: ScriptedServer, reference: str = "v2") -> Image:
    return await service.image(feed_at(server.url), "team/api", reference)


async def test_an_image_is_its_ancestry(service: RegistryService, server: ScriptedServer) -> None:
    image = await read(service, server)
    assert (image.by_id, image.digest, image.platform) == (True, IMAGE, AMD64)
    assert [(layer.digest, layer.size) for layer in image.layers] == [
        (PARENT, BASE["Size"]),
        (IMAGE, 10240),
    ]
    assert image.size == 2_433_303 + 10240
    assert [step.command for step in image.steps] == ["ADD file:a in /", "COPY x"]
    assert image.config is not None
    assert (image.config.cmd, image.config.env) == (("/bin/sh",), ("PATH=/bin",))
    assert (image.config.ports, image.config.author) == (("80/tcp",), "me")
    assert [entry.author for entry in image.config.history] == [None, "me"]
    assert image.created.moment == datetime(2015, 3, 2, 10, 11, 12, 123456, UTC)
    assert image.pushed == datetime.fromtimestamp(PUSHED, UTC)
    assert image.notices == ()


async def test_nothing_of_v2_is_asked(service: RegistryService, server: ScriptedServer) -> None:
    image = await read(service, server)
    assert await service.referrers(image) == ()
    below = {request.path for request in server.requests if request.path != "/v2/"}
    assert all(path.startswith("/v1/") for path in below)
    assert len(server.asked(f"/v1/images/{IMAGE}/json")) == 1


async def test_a_layer_that_is_gone(service: RegistryService, server: ScriptedServer) -> None:
    server.on(f"/v1/images/{PARENT}/json", said({"error": "Image not found"}, 404))
    image = await read(service, server)
    assert [layer.size for layer in image.layers] == [None, 10240]
    assert image.size is None
    [notice] = image.notices
    assert notice.error.code is Code.MANIFEST_NOT_FOUND


async def test_registries_that_know_no_pushes(
    service: RegistryService, server: ScriptedServer
) -> None:
    server.on("/v1/repositories/team/api/tags/v2/json", Reply(404))
    image = await read(service, server)
    assert (image.pushed, image.notices) == (None, ())


async def test_the_oldest_images_say_no_platform(
    service: RegistryService, server: ScriptedServer
) -> None:
    bare = {key: DESCRIPTION[key] for key in ("id", "created", "parent")}
    server.on(f"/v1/images/{IMAGE}/json", said(bare))
    image = await service.image(feed_at(server.url), "team/api", "v2", Platform("linux", "arm64"))
    assert image.platform is None
    assert [layer.size for layer in image.layers] == [BASE["Size"], None]


@pytest.mark.parametrize(
    ("reference", "code"),
    [("nope", Code.MANIFEST_NOT_FOUND), (f"sha256:{IMAGE}", Code.MANIFEST_NOT_FOUND)],
)
async def test_what_is_not_there(
    service: RegistryService, server: ScriptedServer, reference: str, code: Code
) -> None:
    with pytest.raises(NotFound) as failure:
        await read(service, server, reference)
    assert failure.value.code is code


async def test_another_platform(service: RegistryService, server: ScriptedServer) -> None:
    with pytest.raises(NotFound) as failure:
        await service.image(feed_at(server.url), "team/api", "v2", Platform("linux", "arm64"))
    assert failure.value.code is Code.PLATFORM_NOT_FOUND
    assert failure.value.facts["platforms"] == "linux/amd64"


async def test_hostile_descriptions_are_data(
    service: RegistryService, server: ScriptedServer
) -> None:
    wild = {"created": "x", "os": "\x1b[2J", "architecture": ["a"], "config": {"Env": [1, "A\nB"]}}
    server.on(f"/v1/images/{IMAGE}/json", said(wild))
    image = await read(service, server)
    assert image.platform == Platform("\x1b[2J", "unknown")
    assert image.config is not None
    assert image.config.env == ("A\nB",)
    server.on(f"/v1/images/{IMAGE}/ancestry", Reply(200, b"[[[["))
    with pytest.raises(RegistryError) as failure:
        await read(service, server)
    assert failure.value.code is Code.MANIFEST_INVALID
