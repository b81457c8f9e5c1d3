"""Finding tags in registries that deny, limit, die, dawdle, or show no list."""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import Finding, Looked, read_query
from regbrowse.service.feed_search import AT_ONCE
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.finding import OTHER, find, manifests, named, serve
from tests.service.support import feed_at, service_on, walk
from tests.support import serving_images
from tests.support.scripted import End, Raw, Reply, ScriptedServer, error_reply, json_reply
from tests.support.sockets import ClosedPort


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


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


async def test_one_slow_repository_holds_up_no_other(
    service: RegistryService, server: ScriptedServer
) -> None:
    names = ["a-slow-one", *(f"app-{number:02}" for number in range(20))]
    serve(server, names, has="app")
    server.on("/v2/a-slow-one/manifests/1", Reply(404, delay=1))
    events = service.find([feed_at(server.url)], read_query("1"))
    looked = [event.repository async for event in events if isinstance(event, Looked)]
    assert looked[-1] == "a-slow-one"
    assert sorted(looked) == sorted(names)


async def test_a_search_that_is_stopped_keeps_what_it_found_and_asks_no_more(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["app", *(f"slow-{number:02}" for number in range(50))], has="app")
    server.on(re.compile(".*slow.*/manifests/1"), Reply(404, delay=20))
    finding = Finding(read_query("1"))
    began = time.monotonic()
    async with aclosing(service.find([feed_at(server.url)], finding.query)) as events:
        async for event in events:
            finding.take(event)
            if isinstance(event, Looked):
                break
    assert time.monotonic() - began < 10
    assert (named(finding), finding.searched, finding.complete) == (["app:1"], 1, False)
    asked = len(manifests(server))
    assert asked <= 1 + AT_ONCE
    await asyncio.sleep(0.2)
    assert len(manifests(server)) == asked


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


@pytest.mark.parametrize("query", ["v*", OTHER.digest])
async def test_one_broken_tag_loses_no_other(
    service: RegistryService, server: ScriptedServer, query: str
) -> None:
    serve(server, ["app"])
    tags = [f"v{number}" for number in range(12)]
    serving_images.serve(server, "app", dict.fromkeys(tags, OTHER))
    server.on("/v2/app/tags/list", json_reply({"name": "app", "tags": tags}))
    server.on("/v2/app/manifests/v5", Reply(403))
    server.on("/v2/app/manifests/v7", error_reply(500, "UNKNOWN"))
    found = await find(service, query, feed_at(server.url))
    digests = {each.tag: each.digest for each in found.results}
    read = [tag for tag in tags if tag not in {"v5", "v7"}]
    assert {tag: digests.get(tag) for tag in read} == dict.fromkeys(read, OTHER.digest)
    [torn] = found.torn
    assert {each.tag: each.error.code for each in torn.unread} == {
        "v5": Code.MANIFEST_DENIED,
        "v7": Code.SERVER_ERROR,
    }
    assert (found.skipped, found.failures, found.complete) == ([], [], False)


async def test_tags_that_all_fail_are_not_all_asked_for(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve(server, ["app"])
    tags = [f"v{number}" for number in range(100)]
    server.on("/v2/app/tags/list", json_reply({"name": "app", "tags": tags}))
    server.on(re.compile("/v2/app/manifests/.*"), error_reply(500, "UNKNOWN"))
    found = await find(service, "v*", feed_at(server.url))
    assert [each.error and each.error.code for each in found.skipped] == [Code.SERVER_ERROR]
    assert len({each.path for each in server.requests if "/manifests/" in each.path}) < 20
