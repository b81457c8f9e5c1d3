"""Finding tags and digests in registries that work."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from regbrowse.domain.finding import Finding, FoundTag, read_query
from regbrowse.domain.progress import WalkProgress
from regbrowse.service.registry_service import RegistryService
from regbrowse.service.tag_search import MAX_TAGS
from tests.conftest import RegistryFactory, ServerFactory
from tests.service.finding import OTHER, find, manifests, named, serve
from tests.service.support import feed_at, service_on
from tests.support import serving_images
from tests.support.dialects import Distribution2, serve_tags
from tests.support.images import cosign_signature, cosign_tag, docker_image, oci_index
from tests.support.push import push
from tests.support.registries.v1 import BUSYBOX, IMAGE, V1Registry
from tests.support.scripted import Reply, ScriptedServer

INDEX = oci_index()


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


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
