"""Finding tags and digests: in a real registry, and in ones that deny, limit, die and dawdle."""

import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import Finding, FoundTag, Looked, read_query
from regbrowse.domain.progress import WalkProgress
from regbrowse.service.feed_search import AT_ONCE
from regbrowse.service.registry_service import RegistryService
from regbrowse.service.tag_search import MAX_TAGS
from tests.conftest import RegistryFactory, ServerFactory
from tests.service.support import feed_at, service_on, walk
from tests.support import serving_images
from tests.support.dialects import Distribution2, serve_catalog, serve_tags
from tests.support.images import cosign_signature, cosign_tag, docker_image, oci_image, oci_index
from tests.support.push import push
from tests.support.registries.v1 import BUSYBOX, IMAGE, V1Registry
from tests.support.scripted import End, Raw, Reply, Request, ScriptedServer, error_reply
from tests.support.sockets import ClosedPort

INDEX = oci_index()
OTHER = oci_image(text="other")


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


def serve(server: ScriptedServer, names: list[str], has: str = "") -> None:
    """A registry with repositories, of which those with `has` in their names have tag 1."""
    serve_catalog(server, Distribution2(names))
    for name in names:
        if has and has in name:
            serving_images.serve(server, name, {"1": OTHER})


async def find(service: RegistryService, text: str, *feeds: Feed, within: str = "") -> Finding:
    finding = Finding(read_query(text))
    async for event in service.find(feeds, finding.query, within):
        finding.take(event)
    return finding


def named(finding: Finding) -> list[str]:
    return [f"{each.repository}:{each.tag}" for each in finding.results]


def manifests(server: ScriptedServer) -> list[str]:
    return [each.method for each in server.requests if "/manifests/" in each.path]


async def test_a_real_registry(service: RegistryService, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    push(registry.url, "team/app", ["1.0", "latest", "1"], INDEX)
    push(registry.url, "team/app", ["0.9"], OTHER)
    push(registry.url, "old/app", ["1.0"], docker_image())
    push(registry.url, "signed", ["1.0"], OTHER)
    push(registry.url, "signed", [cosign_tag(OTHER)], cosign_signature(OTHER))
    feed = feed_at(registry.url)
    found = await find(service, "1.0", feed)
    assert set(found.results) == {
        FoundTag("prod", "team/app", "1.0", INDEX.digest),
        FoundTag("prod", "old/app", "1.0", docker_image().digest),
        FoundTag("prod", "signed", "1.0", OTHER.digest),
    }
    assert (found.searched, found.total, found.complete) == (3, 3, True)
    assert named(await find(service, "1.0", feed, within="team")) == ["team/app:1.0"]
    assert named(await find(service, "1*", feed, within="team")) == ["team/app:1", "team/app:1.0"]
    by_digest = await find(service, INDEX.digest, feed)
    assert named(by_digest) == ["team/app:1", "team/app:1.0", "team/app:latest"]
    assert sorted(named(await find(service, OTHER.digest, feed))) == ["signed:1.0", "team/app:0.9"]
    platform = INDEX.manifests[0].digest
    assert (await find(service, platform, feed)).results == [
        FoundTag("prod", "team/app", None, platform)
    ]
    signature = cosign_signature(OTHER).digest
    assert named(await find(service, signature, feed)) == [f"signed:{cosign_tag(OTHER)}"]
    nothing = await find(service, "9.9", feed)
    assert (nothing.results, nothing.searched, nothing.complete) == ([], 3, True)


async def test_a_tag_is_one_head_each_and_never_a_pull(
    service: RegistryService, server: ScriptedServer
) -> None:
    names = [f"team/app-{number:02}" for number in range(30)]
    serve(server, names, has="5")
    feed = feed_at(server.url)
    walked: list[WalkProgress] = []
    finding = Finding(read_query("1"))
    async for event in service.find([feed], finding.query):
        finding.take(event)
        if isinstance(event, WalkProgress):
            walked.append(event)
    assert walked[-1].repositories == 30
    assert named(finding) == ["team/app-05:1", "team/app-15:1", "team/app-25:1"]
    assert finding.complete
    assert manifests(server) == ["HEAD"] * 30
    assert not any("tags/list" in each.path for each in server.requests)
    server.requests.clear()
    assert (await find(service, "1", feed, within="app-05")).searched == 1
    assert [each.path for each in server.requests] == ["/v2/", "/v2/team/app-05/manifests/1"]


async def test_a_registry_that_knows_no_head_is_asked_by_get(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["a", "b"], has="a")
    server.on(re.compile(".*/manifests/.*"), Reply(405), method="HEAD")
    found = await find(service, "1", feed_at(server.url))
    assert found.results == [FoundTag("prod", "a", "1", OTHER.digest)]
    assert found.complete


async def test_repositories_that_cannot_be_read_are_named(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["a", "b", "c", "Not/Valid", "../../etc"], has="c")
    server.on("/v2/a/manifests/1", Reply(403))
    server.on("/v2/b/manifests/1", Reply(401))
    found = await find(service, "1", feed_at(server.url))
    assert named(found) == ["c:1"]
    assert {each.repository for each in found.skipped} == {"a", "b", "Not/Valid", "../../etc"}
    codes = {each.repository: each.error.code for each in found.skipped if each.error}
    assert codes["a"] is Code.MANIFEST_DENIED
    assert codes["b"] is Code.CHALLENGE_MISSING
    assert (found.searched, found.complete, found.failures) == (5, False, [])
    assert not any("etc" in each.path or "Not" in each.path for each in server.requests)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(429, headers=[("Retry-After", "86400")]), Code.RATE_LIMITED),
        (Raw(end=End.RESET), Code.CONNECTION_RESET),
        (error_reply(500, "UNKNOWN"), Code.SERVER_ERROR),
    ],
    ids=["limited", "dead", "broken"],
)
async def test_a_registry_that_fails_ends_the_search_with_what_was_found(
    service: RegistryService, server: ScriptedServer, reply: Reply | Raw, code: Code
) -> None:
    names = [f"app-{number:03}" for number in range(300)]
    serve(server, names, has="app-00")
    for name in names[10:]:
        server.on(f"/v2/{name}/manifests/1", reply)
    found = await find(service, "1", feed_at(server.url))
    assert [each.error.code for each in found.failures] == [code]
    assert 0 < found.found <= 10
    assert found.searched < 30
    assert not found.complete
    assert len(server.requests) < 100


async def test_a_registry_that_is_not_there(
    service: RegistryService, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    serve(server, ["app"], has="app")
    gone = Feed("gone", feed_at(f"http://127.0.0.1:{closed_port.port}").address)
    found = await find(service, "1", gone, feed_at(server.url))
    assert [(each.feed, each.error.code) for each in found.failures] == [
        ("gone", Code.CONNECTION_REFUSED)
    ]
    assert (named(found), found.searched, found.complete) == (["app:1"], 1, False)


@asynccontextmanager
async def dawdling(server: ScriptedServer) -> AsyncIterator[threading.Event]:
    """Repositories with `slow` in their names are answered for when the event is set."""
    gate = threading.Event()

    def wait(_: Request) -> Reply:
        gate.wait(20)
        return Reply(404)

    server.on(re.compile(".*slow.*/manifests/.*"), wait)
    try:
        yield gate
    finally:
        gate.set()


async def test_one_slow_repository_holds_up_no_other(
    service: RegistryService, server: ScriptedServer
) -> None:
    names = ["a-slow-one", *(f"app-{number:02}" for number in range(20))]
    serve(server, names, has="app")
    finding = Finding(read_query("1"))
    async with dawdling(server) as gate:
        async for event in service.find([feed_at(server.url)], finding.query):
            finding.take(event)
            if finding.found == 20:
                gate.set()
    assert (finding.searched, finding.complete) == (21, True)


async def test_a_search_that_is_stopped_keeps_what_it_found_and_asks_no_more(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["app", *(f"slow-{number:02}" for number in range(50))], has="app")
    finding = Finding(read_query("1"))
    async with dawdling(server):
        events = service.find([feed_at(server.url)], finding.query)
        async with aclosing(events):
            async for event in events:
                finding.take(event)
                if isinstance(event, Looked):
                    break
        assert (named(finding), finding.complete) == (["app:1"], False)
        asked = len(manifests(server))
        assert asked <= 1 + 2 * AT_ONCE
        assert len(manifests(server)) == asked


async def test_a_repository_of_very_many_tags(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["app"], has="app")
    tags = [f"1.0.{number}" for number in range(MAX_TAGS + 50)]
    serve_tags(server, "app", Distribution2(tags))
    server.on(re.compile(r"/v2/app/manifests/1\.0\..*"), serving_images.manifest_reply(OTHER))
    found = await find(service, OTHER.digest, feed_at(server.url))
    assert (found.found, len(found.cut), found.complete) == (MAX_TAGS, 1, False)
    assert found.results[0].tag == tags[-1]
    assert len(manifests(server)) == MAX_TAGS + 1


async def test_v1_has_ids_in_place_of_digests(
    service: RegistryService, server: ScriptedServer
) -> None:
    V1Registry(server)
    feed = feed_at(server.url)
    found = await find(service, "latest", feed)
    assert {(each.repository, each.digest, each.image_id) for each in found.results} == {
        ("library/busybox", None, BUSYBOX),
        ("team/api", None, IMAGE),
    }
    assert found.complete
    assert named(await find(service, IMAGE, feed, within="api")) == [
        "team/api:v2",
        "team/api:latest",
    ]
    assert named(await find(service, "1.?", feed)) == ["library/busybox:1.1", "library/busybox:1.0"]


async def test_without_a_catalog_the_names_that_are_known_are_looked_at(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["app"], has="app")
    server.on("/v2/_catalog", Reply(404))
    feed = feed_at(server.url)
    await walk(service, feed)
    assert (await find(service, "1", feed)).total == 0
    await service.ways.remember(feed, "app")
    found = await find(service, "1", feed)
    assert (named(found), found.complete) == (["app:1"], False)
    assert found.begun is not None
    assert found.begun.ways["prod"].no_list is Code.CATALOG_UNSUPPORTED
