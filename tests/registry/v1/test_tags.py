"""Tags in both shapes, `library/` for bare names, and what is known of images."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.domain.v1_image import V1Config, V1Image
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import tags_of
from tests.registry.v1.support import v1_of
from tests.support.registries.v1 import (
    BUSYBOX,
    DESCRIPTION,
    HTML_404,
    IMAGE,
    PARENT,
    PUSHED,
    V1Registry,
    said,
)
from tests.support.scripted import Reply, ScriptedServer

IMAGE_JSON = f"/v1/images/{IMAGE}/json"
TAGS = "/v1/repositories/team/api/tags"


@pytest.fixture
def registry(scripted_server: ServerFactory) -> V1Registry:
    return V1Registry(scripted_server())


@pytest.fixture
def server(registry: V1Registry) -> ScriptedServer:
    return registry.server


async def failure_of(connect: Connect, server: ScriptedServer, repository: str) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await tags_of(connect(server.url), repository)
    return failure.value


@pytest.mark.parametrize("as_list", [False, True])
async def test_tags(connect: Connect, registry: V1Registry, as_list: bool) -> None:
    registry.tags_as_list = as_list
    client = connect(registry.server.url)
    [page] = [page async for page in client.tags("team/api")]
    assert (page.names, page.cursor, page.skipped) == (["latest", "v2"], None, 0)
    assert await tags_of(client, "library/busybox") == ["1.0", "1.1", "latest"]


@pytest.mark.parametrize("implied", [True, False])
async def test_a_bare_name_is_one_of_the_library(
    connect: Connect, registry: V1Registry, implied: bool
) -> None:
    registry.implies_library = implied
    client = connect(registry.server.url)
    for _ in range(2):
        assert await tags_of(client, "busybox") == ["1.0", "1.1", "latest"]
    asked = [r.path.removeprefix("/v1/repositories/") for r in registry.server.requests[2:]]
    both = ["busybox/tags", "library/busybox/tags"]
    assert asked == (both[:1] * 2 if implied else [*both, both[1]])
    assert await (await v1_of(client)).tag_image("busybox", "1.0") == BUSYBOX
    error = await failure_of(connect, registry.server, "nope")
    assert (error.code, error.registry_message) == (Code.TAGS_NOT_FOUND, "Repository not found")


@pytest.mark.parametrize("empty", [said({}), said([]), Reply(200, b" {}\n"), HTML_404])
async def test_an_unknown_repository(
    connect: Connect, server: ScriptedServer, empty: Reply
) -> None:
    for name in ("nope", "library/nope"):
        server.on(f"/v1/repositories/{name}/tags", empty)
    for name in ("nope", "library/nope"):
        error = await failure_of(connect, server, name)
        assert isinstance(error, NotFound)
        assert error.code is Code.TAGS_NOT_FOUND
    server.on("/v1/repositories/library/nope/tags", said({"1": BUSYBOX}))
    assert await tags_of(connect(server.url), "nope") == ["1"]


@pytest.mark.parametrize(
    "name",
    ["", "/", "a/../b", "..", ".", "a//b", "a/", "a b", "a?b", "a%2f", "ü", "a\n", "x" * 256],
)
async def test_names_that_are_not_asked_for(
    connect: Connect, server: ScriptedServer, name: str
) -> None:
    assert (await failure_of(connect, server, name)).code is Code.TAGS_NOT_FOUND
    assert [asked.path for asked in server.requests] == ["/v2/", "/v1/_ping"]


async def test_names_that_only_version_1_allows(connect: Connect, server: ScriptedServer) -> None:
    server.on("/v1/repositories/team_/a--_/tags", said({"1": BUSYBOX}))
    assert await tags_of(connect(server.url), "team_/a--_") == ["1"]


@pytest.mark.parametrize(
    ("document", "names", "skipped"),
    [
        ({"1": IMAGE, "2": None, "3": 7, "4": "nonsense", "5": "97dde7ca"}, ["1", "5"], 3),
        ([{"name": "1", "layer": IMAGE}, {"name": 2, "layer": IMAGE}, None, "x", {}], ["1"], 4),
        ([{"name": "1", "layer": IMAGE}, {"name": "1", "layer": IMAGE}], ["1"], 0),
        ({"a\nb\ud800": IMAGE, "": IMAGE}, ["a\u240ab?"], 1),
    ],
)
async def test_what_is_no_tag_is_skipped(
    connect: Connect, server: ScriptedServer, document: object, names: list[str], skipped: int
) -> None:
    server.on(TAGS, said(document))
    [page] = [page async for page in connect(server.url).tags("team/api")]
    assert page.names == names
    assert page.skipped == skipped


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (said({"error": "Repository not found"}), Code.TAGS_INVALID),
        (said(None), Code.TAGS_INVALID),
        (said("abc"), Code.TAGS_INVALID),
        (said([1, 2]), Code.TAGS_INVALID),
        (Reply(200, b""), Code.TAGS_INVALID),
        (Reply(200, b'{"a": "'), Code.TAGS_INVALID),
        (Reply(200, b"[" * 100_000), Code.TAGS_INVALID),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (said({"error": "no"}, 403), Code.TAGS_DENIED),
        (said({"error": "no"}, 400), Code.TAGS_INVALID),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(500), Code.SERVER_ERROR),
    ],
)
async def test_broken_tags(
    connect: Connect, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on(TAGS, reply)
    assert (await failure_of(connect, server, "team/api")).code is code


async def test_an_image(connect: Connect, server: ScriptedServer) -> None:
    registry = await v1_of(connect(server.url))
    image_id = await registry.tag_image("team/api", "v2")
    assert await registry.image(image_id) == V1Image(
        IMAGE,
        PARENT,
        datetime(2015, 3, 2, 10, 11, 12, 123456, UTC),
        "me",
        None,
        "amd64",
        "linux",
        10240,
        "1.5.0",
        ("/bin/sh", "-c", "#(nop) COPY x"),
        V1Config(command=("/bin/sh",), environment=("PATH=/bin",), ports=("80/tcp",)),
    )
    assert await registry.ancestry(image_id, "team/api") == [IMAGE, PARENT]
    pushed = datetime.fromtimestamp(PUSHED, UTC)
    assert await registry.last_update("team/api", "v2") == pushed
    assert await registry.last_update("team/api", "nope") is None


@pytest.mark.parametrize("size", ["", "-1", "1e3", "x", "9" * 30])
async def test_a_size_that_is_not_in_the_header(
    connect: Connect, server: ScriptedServer, size: str
) -> None:
    server.on(IMAGE_JSON, said(DESCRIPTION, headers=[("X-Docker-Size", size)]))
    assert (await (await v1_of(connect(server.url))).image(IMAGE)).size == 5


async def test_an_image_of_garbage(connect: Connect, server: ScriptedServer) -> None:
    config: dict[str, object] = {
        "Env": {"A": 1},
        "Cmd": "sh",
        "Labels": {"a": 1, "b": "\ud800"},
        "User": [],
    }
    config |= {"ExposedPorts": [1], "Volumes": {"/data": None}, "Entrypoint": [None, "x"]}
    garbage = {key: [] for key in DESCRIPTION} | {"created": "0001-01-01T00:00:00Z", "Size": -5}
    server.on(IMAGE_JSON, said({**garbage, "config": config, "parent": "../../x"}))
    registry = await v1_of(connect(server.url))
    labels = {"b": "?"}
    read = V1Config(command=("sh",), entrypoint=("x",), volumes=("/data",), labels=labels)
    assert await registry.image(IMAGE) == V1Image(IMAGE, config=read)
    for created in ("9999-12-31T23:59:59-23:00", "2015", 7, "x" * 10_000, None):
        server.on(IMAGE_JSON, said({"created": created}))
        time = (await registry.image(IMAGE)).created
        assert time is None
    times: list[object] = [10**18, -1, "x", [], True]
    server.on(f"{TAGS}/v2/json", *(said({"last_update": time}) for time in times))
    for _ in times:
        assert await registry.last_update("team/api", "v2") is None


async def test_images_that_are_not_there(connect: Connect, server: ScriptedServer) -> None:
    registry = await v1_of(connect(server.url))
    asked = len(server.requests)
    for call in (
        registry.image("../../v2"),
        registry.ancestry("xyz"),
        registry.tag_image("team/api", "../x"),
        registry.last_update("team/api", ""),
    ):
        with pytest.raises(NotFound) as failure:
            await call
        assert failure.value.code is Code.MANIFEST_NOT_FOUND
    assert len(server.requests) == asked
    for call in (registry.image("0" * 64), registry.tag_image("team/api", "nope")):
        with pytest.raises(NotFound) as failure:
            await call
        assert failure.value.code is Code.MANIFEST_NOT_FOUND
        assert failure.value.status == 404


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"nonsense"), Code.MANIFEST_INVALID),
        (said(7), Code.MANIFEST_INVALID),
        (said({"error": "x"}, 403), Code.MANIFEST_DENIED),
        (said({"error": "Image is being uploaded, retry later"}, 400), Code.MANIFEST_INVALID),
        (said([IMAGE] * 1001), Code.MANIFEST_INVALID),
        (said([IMAGE, "nonsense"]), Code.MANIFEST_INVALID),
        (Reply(200, b"x" * (5 << 20)), Code.OVERSIZED_RESPONSE),
    ],
)
async def test_broken_images(
    connect: Connect, server: ScriptedServer, reply: Reply, code: Code
) -> None:
    server.on(f"/v1/images/{IMAGE}/ancestry", reply)
    server.on(IMAGE_JSON, reply)
    server.on(f"{TAGS}/v2", reply)
    registry = await v1_of(connect(server.url))
    calls = [registry.ancestry(IMAGE), registry.tag_image("team/api", "v2")]
    for call in (*calls, *([] if b"[" in reply.body else [registry.image(IMAGE)])):
        with pytest.raises(RegistryError) as failure:
            await call
        assert failure.value.code is code
