"""What is under tags, as the service tells it: from a real registry, and from a broken one."""

import platform
from collections.abc import Iterable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.kinds import Kind
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag_details import TagDetails
from regbrowse.service.registry_service import RegistryService
from tests.conftest import RegistryFactory, ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.images import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
    artifact,
    docker_image,
    docker_list,
    helm_chart,
    oci_image,
    oci_index,
)
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import manifest_reply, serve

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HERE = int(platform.machine() in {"aarch64", "arm64"})
"""Which of the platforms of an index this machine pulls."""

BOTH = ("linux/amd64", "linux/arm64/v8")[:: -1 if HERE else 1]


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


@pytest.fixture
def service(tmp_path: Path) -> RegistryService:
    return service_on(tmp_path)


async def details(
    service: RegistryService, feed: Feed, names: Iterable[str], repository: str = "app"
) -> dict[str, TagDetails]:
    """All that is said of tags; of none twice."""
    found: dict[str, TagDetails] = {}
    async with aclosing(service.tag_details(feed, repository)) as session:
        session.want(names)
        async for event in session.found():
            assert isinstance(event, TagDetails)
            assert event.name not in found
            found[event.name] = event
    return found


def layers_of(manifest: Manifest) -> int:
    return sum(blob.size for blob in manifest.blobs[1:])


async def test_what_a_real_registry_has(
    service: RegistryService, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    arm = oci_image(text="arm", platform="linux/arm64/v8", created="2025-06-07T08:09:10.5+02:00")
    schema2, index, listed, chart = docker_image(), oci_index(), docker_list(), helm_chart()
    pushed = {"arm": arm, "two": schema2, "index": index, "list": listed, "chart": chart}
    for tag, manifest in pushed.items():
        push(registry.url, "team/app", [tag], manifest)
    found = await details(service, feed_at(registry.url), pushed, "team/app")
    created = datetime(2025, 6, 7, 6, 9, 10, 500_000, tzinfo=UTC)
    # Of an index the size is that of the platform that this machine pulls.
    index_size, list_size = layers_of(index.manifests[HERE]), layers_of(listed.manifests[HERE])
    assert index_size != layers_of(index.manifests[1 - HERE])
    arms, amds = ("linux/arm64/v8",), ("linux/amd64",)
    kind = Kind.IMAGE
    assert [found[name] for name in pushed] == [
        TagDetails("arm", arm.digest, layers_of(arm), created, arms, OCI_MANIFEST, kind),
        TagDetails("two", schema2.digest, layers_of(schema2), CREATED, amds, DOCKER_MANIFEST, kind),
        TagDetails("index", index.digest, index_size, CREATED, BOTH, OCI_INDEX, Kind.INDEX),
        TagDetails("list", listed.digest, list_size, CREATED, BOTH, DOCKER_LIST, Kind.INDEX),
        TagDetails("chart", chart.digest, layers_of(chart), None, (), OCI_MANIFEST, Kind.CHART),
    ]
    assert all(each.error is None for each in found.values())


async def test_an_index_for_other_machines(
    service: RegistryService, server: ScriptedServer
) -> None:
    index = oci_index(["linux/s390x", "windows/amd64"], attested=False)
    serve(server, "app", {"1": index})
    found = (await details(service, feed_at(server.url), ["1"]))["1"]
    assert (found.digest, found.platforms) == (index.digest, ("linux/s390x", "windows/amd64"))
    assert found.error is None


async def test_when_what_has_no_date_was_made(
    service: RegistryService, server: ScriptedServer
) -> None:
    said = {"org.opencontainers.image.created": "2024-05-06T07:08:09Z"}
    index = oci_index(attested=False, annotations=said)
    serve(server, "app", {"index": index, "sbom": artifact("application/spdx+json", b"{}")})
    server.on(f"/v2/app/blobs/{index.manifests[HERE].blobs[0].digest}", Reply(404))
    found = await details(service, feed_at(server.url), ["index", "sbom"])
    assert found["index"].created == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert found["index"].size == layers_of(index.manifests[HERE])
    assert (found["sbom"].created, found["sbom"].size) == (None, 2)


async def test_a_platform_that_is_gone(service: RegistryService, server: ScriptedServer) -> None:
    index = oci_index()
    serve(server, "app", {"1": index})
    server.on(f"/v2/app/manifests/{index.manifests[HERE].digest}", Reply(404))
    found = (await details(service, feed_at(server.url), ["1"]))["1"]
    assert (found.digest, found.size, found.platforms) == (index.digest, None, BOTH)
    assert found.error is None


async def test_broken_tags_do_not_hold_up_the_others(
    service: RegistryService, server: ScriptedServer
) -> None:
    good = {f"good{number}": oci_image(text=str(number)) for number in range(8)}
    broken = Manifest(OCI_MANIFEST, b'{"schemaVersion": 2, "layers": 17')
    swapped, other = oci_image(text="swapped"), oci_image(text="another")
    serve(server, "app", {**good, "broken": broken, "swapped": swapped})
    server.on(f"/v2/app/manifests/{swapped.digest}", manifest_reply(other))
    server.on("/v2/app/manifests/huge", Reply(200, b"x" * (5 << 20)))
    server.on("/v2/app/manifests/denied", Reply(403, b"{}"))
    names = ["gone", "broken", "huge", "denied", *good]
    feed = feed_at(server.url)
    # The first one is asked for by HEAD, and then by its digest: there it can be a lie.
    found = await details(service, feed, ["swapped"])
    found |= await details(service, feed, names)
    assert {name for name, each in found.items() if each.error is None} == set(good)
    codes = {name: each.error.code for name, each in found.items() if each.error is not None}
    assert codes == {
        "gone": Code.MANIFEST_NOT_FOUND,
        "broken": Code.MANIFEST_INVALID,
        "swapped": Code.DIGEST_MISMATCH,
        "huge": Code.OVERSIZED_RESPONSE,
        "denied": Code.MANIFEST_DENIED,
    }
    gone = found["gone"]
    assert gone.error is not None
    assert (gone.digest, gone.size, gone.created, gone.platforms) == (None, None, None, ())
    assert gone.error.facts["reference"] == "app:gone"
    assert gone.error.facts["repository"] == "app"


async def test_a_tag_that_was_moved(
    service: RegistryService, server: ScriptedServer, tmp_path: Path
) -> None:
    before, after = oci_image(text="before"), oci_image(text="after")
    serve(server, "app", {"1": before})
    await details(service, feed_at(server.url), ["1"])
    serve(server, "app", {"1": after})
    found = await details(service_on(tmp_path), feed_at(server.url), ["1"])
    assert found["1"].digest == after.digest


async def test_waits_are_told(service: RegistryService, server: ScriptedServer) -> None:
    image = oci_image()
    serve(server, "app", {"1": image})
    refusal = Reply(429, b"", [("Retry-After", "1")])
    server.on("/v2/app/manifests/1", refusal, manifest_reply(image))
    async with aclosing(service.tag_details(feed_at(server.url), "app")) as session:
        session.want(["1"])
        events = [event async for event in session.found()]
    assert [each.seconds_left for each in events if isinstance(each, Waiting)] == [1, 0]
    assert isinstance(events[-1], TagDetails)
    assert events[-1].digest == image.digest


async def test_a_tag_at_which_the_server_fails(
    service: RegistryService, server: ScriptedServer
) -> None:
    """distribution answers 500 for a damaged manifest; but it may be the server, and soon over."""
    good, mended = {f"1.{n}": oci_image(text=str(n)) for n in range(8)}, oci_image()
    serve(server, "app", {**good, "bad": mended})
    server.on("/v2/app/manifests/bad", Reply(500))
    feed = feed_at(server.url)
    found = await details(service, feed, ["bad", *good])
    assert {name for name, each in found.items() if each.error is None} == set(good)
    error = found["bad"].error
    assert error is not None
    assert (error.code, error.facts["reference"]) == (Code.SERVER_ERROR, "app:bad")
    server.on("/v2/app/manifests/bad", manifest_reply(mended))
    assert (await details(service, feed, ["bad"]))["bad"].digest == mended.digest


async def test_anew_means_asked_again(service: RegistryService, server: ScriptedServer) -> None:
    before, after = oci_image(text="before"), oci_image(text="after")
    feed = feed_at(server.url)
    for made in (before, after):
        serve(server, "app", {"1": made})
        async with aclosing(service.tag_details(feed, "app", anew=True)) as session:
            session.want(["1"])
            [found] = [event async for event in session.found()]
        assert isinstance(found, TagDetails)
        assert found.digest == made.digest
