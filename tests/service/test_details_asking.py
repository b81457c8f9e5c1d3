"""How details of tags are asked for: how often, in which order, and what is left undone."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from regbrowse.domain.errors import RegistryError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.service.details import AT_ONCE
from regbrowse.service.registry_service import RegistryService
from tests.cli.support import wait_until
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.service.test_details import details
from tests.support.images import Manifest, oci_image, oci_index
from tests.support.scripted import End, Raw, Reply, ScriptedServer
from tests.support.serving_images import manifest_reply, serve

TAGS = {f"t{number:02}": oci_image(text=str(number)) for number in range(30)}
DELAY_S = 0.05
HANG = Raw(end=End.HANG)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


@pytest.fixture
async def complaints() -> AsyncIterator[list[str]]:
    """What the event loop says of tasks whose errors nobody has seen."""
    said: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: said.append(str(context["message"])))
    yield said
    loop.set_exception_handler(None)


def asked(server: ScriptedServer) -> list[str]:
    """`HEAD t01`, `GET sha256:...`: all but the version check."""
    return [
        f"{request.method} {request.path.rpartition('/')[2]}"
        for request in server.requests
        if request.path != "/v2/"
    ]


def tags_asked(server: ScriptedServer) -> list[str]:
    """The tags that were asked for, each as often as that."""
    return sorted(name for each in asked(server) if (name := each.partition(" ")[2]) in TAGS)


def hang(server: ScriptedServer, *names: str) -> None:
    for name in names:
        server.on(f"/v2/app/manifests/{name}", HANG)


def others_running() -> list[str]:
    """The tasks that are not the test's own."""
    return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]


async def nothing_follows(server: ScriptedServer, complaints: list[str]) -> None:
    gc.collect()
    await asyncio.sleep(0.2)  # The server may not have read yet what was sent before.
    asked_before = len(server.requests)
    await asyncio.sleep(0.3)
    assert (complaints, len(server.requests)) == ([], asked_before)


@pytest.mark.parametrize("made", [oci_image(), oci_index(["linux/s390x"])])
async def test_head_first_and_what_is_kept_is_not_asked_for(
    service: RegistryService, server: ScriptedServer, tmp_path: Path, made: Manifest
) -> None:
    serve(server, "app", {"1": made, "latest": made})
    feed = feed_at(server.url)
    first = await details(service, feed, ["1"])
    head, *gets = asked(server)
    below = [made, *made.blobs[:1]]
    for child in made.manifests[:1]:
        below += [child, child.blobs[0]]
    assert (head, gets) == ("HEAD 1", [f"GET {each.digest}" for each in below])
    server.requests.clear()
    # Read a moment ago, and so not even the version check is made.
    assert await details(service, feed, ["1"]) == first
    assert server.requests == []
    assert (await details(service, feed, ["latest"]))["latest"].digest == made.digest
    assert asked(server) == ["HEAD latest"]
    server.requests.clear()
    # On another day.
    assert await details(service_on(tmp_path), feed, ["1"]) == first
    assert asked(server) == ["HEAD 1"]


async def test_one_digest_is_read_once(service: RegistryService, server: ScriptedServer) -> None:
    image = oci_image()
    serve(server, "app", dict.fromkeys(TAGS, image))
    found = await details(service, feed_at(server.url), TAGS)
    assert {each.digest for each in found.values()} == {image.digest}
    assert len(found) == len(TAGS)
    assert asked(server).count(f"GET {image.digest}") == 1
    assert asked(server).count(f"GET {image.blobs[0].digest}") == 1
    # Those that were begun before it was known that a HEAD pays.
    assert len([each for each in asked(server) if each.startswith("GET t")]) <= AT_ONCE


async def test_many_digests_cost_two_requests_each(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, "app", TAGS)
    found = await details(service, feed_at(server.url), TAGS)
    assert {name: each.digest for name, each in found.items()} == {
        name: image.digest for name, image in TAGS.items()
    }
    # Manifest and config; the first ones also a HEAD, which did not pay.
    assert len(asked(server)) <= 2 * len(TAGS) + AT_ONCE


async def test_at_most_so_many_at_once(service: RegistryService, server: ScriptedServer) -> None:
    serve(server, "app", {})
    for name, image in TAGS.items():
        _serve_slowly(server, name, image)
    await details(service, feed_at(server.url), TAGS)
    begun = [request.at for request in server.requests if request.path != "/v2/"]
    at_once = [sum(at <= each < at + 0.9 * DELAY_S for each in begun) for at in begun]
    assert max(at_once) == AT_ONCE


def _serve_slowly(server: ScriptedServer, name: str, image: Manifest) -> None:
    headers = manifest_reply(image).headers
    for reference in (name, image.digest):
        slow = Reply(200, image.data, headers, delay=DELAY_S)
        server.on(f"/v2/app/manifests/{reference}", slow)
    config = image.blobs[0]
    server.on(f"/v2/app/blobs/{config.digest}", Reply(200, config.data, delay=DELAY_S))


async def test_wishes_are_replaced(service: RegistryService, server: ScriptedServer) -> None:
    serve(server, "app", TAGS)
    found: list[str] = []
    async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
        session.want(TAGS)
        async for event in session.found():
            assert isinstance(event, TagDetails)
            if not found:
                session.want(["t29", "t28"])
            found.append(event.name)
        begun = [f"t{number:02}" for number in range(AT_ONCE)]
        assert sorted(found) == [*begun, "t28", "t29"]
        assert set(tags_asked(server)) == set(found)
        # And the same session may be asked for more.
        session.want(["t10"])
        assert [event.name async for event in session.found() if isinstance(event, TagDetails)] == [
            "t10"
        ]


async def test_what_is_being_asked_is_not_asked_again(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, "app", TAGS)
    names = list(TAGS)[: AT_ONCE + 1]
    for name in names[1:]:
        reply = manifest_reply(TAGS[name])
        server.on(f"/v2/app/manifests/{name}", Reply(200, reply.body, reply.headers, delay=0.5))
    found: list[str] = []
    async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
        session.want(names)
        async for event in session.found():
            assert isinstance(event, TagDetails)
            if not found:
                session.want(names[1:])
            found.append(event.name)
    assert sorted(found) == names
    assert tags_asked(server) == names


async def test_a_registry_that_dies_in_the_middle(
    service: RegistryService, server: ScriptedServer, complaints: list[str]
) -> None:
    serve(server, "app", TAGS)
    found: list[object] = []

    async def read() -> None:
        async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
            session.want(TAGS)
            async for event in session.found():
                found.append(event)
                server.on(None, Raw(end=End.RESET))

    with pytest.raises(RegistryError) as failure:
        await read()
    assert failure.value.facts["repository"] == "app"
    assert 0 < len(found) <= 2 * AT_ONCE
    assert others_running() == []
    del failure
    await nothing_follows(server, complaints)


async def test_closing_in_the_middle(
    service: RegistryService, server: ScriptedServer, complaints: list[str]
) -> None:
    serve(server, "app", TAGS)
    hang(server, *[name for name in TAGS if name != "t03"])
    began = time.monotonic()
    async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
        session.want(TAGS)
        async with aclosing(session.found()) as events:
            async for event in events:
                assert isinstance(event, TagDetails)
                assert event.name == "t03"
                break
    assert time.monotonic() - began < 3
    assert others_running() == []
    await nothing_follows(server, complaints)


async def test_cancelled_while_it_waits(
    service: RegistryService, server: ScriptedServer, complaints: list[str]
) -> None:
    serve(server, "app", TAGS)
    for image in TAGS.values():
        server.on(f"/v2/app/manifests/{image.digest}", HANG)
    reading = asyncio.create_task(details(service, feed_at(server.url), TAGS))
    await asyncio.to_thread(
        wait_until, lambda: sum(each.startswith("GET ") for each in asked(server)) >= AT_ONCE
    )
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(reading, 3)
    del reading
    gc.collect()
    assert (others_running(), complaints) == ([], [])
