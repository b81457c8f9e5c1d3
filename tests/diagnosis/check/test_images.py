"""Steps tags and manifest: rows 68 to 72 and 75 of the protocol sheet, H.2."""

import re

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import (
    ANN,
    Checks,
    expect,
    expect_healthy,
    expect_warning,
    step_of,
    told,
)
from tests.registry.scripted_login import bearer, unauthorized
from tests.support.certificates import Certificates
from tests.support.images import oci_image, oci_index
from tests.support.registries.hub import REGISTRY, Hub
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply
from tests.support.serving_images import manifest_reply, serve

APP = "team/app"
IMAGE = oci_image()
CONFIG = str(IMAGE.document["config"]["digest"])
BLOB = f"/v2/{APP}/blobs/{CONFIG}"
MANIFEST = f"/v2/{APP}/manifests/1.0"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    """A registry with one image."""
    server = scripted_server()
    serve(server, APP, {"1.0": IMAGE})
    server.on("/v2/_catalog", json_reply({"repositories": [APP]}))
    server.on(f"/v2/{APP}/tags/list", json_reply({"name": APP, "tags": ["1.0"]}))
    return server


async def test_an_image(check: Checks, server: ScriptedServer) -> None:
    report = await check(server.url)
    expect_healthy(report)
    assert told(report, Step.MANIFEST, "digest") == IMAGE.digest
    assert told(report, Step.MANIFEST, "config") == CONFIG
    assert {request.method for request in server.requests} == {"GET"}


async def test_an_image_for_several_platforms(check: Checks, server: ScriptedServer) -> None:
    index = oci_index()
    serve(server, APP, {"1.0": index})
    report = await check(server.url)
    expect_healthy(report)
    assert told(report, Step.MANIFEST, "platform_manifest") == index.manifests[0].digest


@pytest.mark.parametrize(
    ("reply", "code", "phrases"),
    [
        pytest.param(
            error_reply(404, "NAME_UNKNOWN"), Code.TAGS_NOT_FOUND, (APP, "no such"), id="68"
        ),
        pytest.param(
            error_reply(403, "DENIED", "not for you"),
            Code.TAGS_DENIED,
            ("not for you", APP),
            id="61-tags",
        ),
        pytest.param(Reply(200, b"[]"), Code.TAGS_INVALID, ("cannot be read",), id="94-tags"),
        pytest.param(Reply(502), Code.GATEWAY_ERROR, ("502",), id="78-tags"),
        pytest.param(
            unauthorized('Basic realm="x"'), Code.CREDENTIALS_REQUIRED, ("login",), id="52-tags"
        ),
    ],
)
async def test_the_tags_of_a_repository_that_was_named(
    check: Checks,
    server: ScriptedServer,
    reply: Reply,
    code: Code,
    phrases: tuple[str, ...],
) -> None:
    server.on(f"/v2/{APP}/tags/list", reply)
    report = await check(server.url, None, repository=APP)
    expect(report, Step.TAGS, code, server.authority, *phrases)
    assert step_of(report, Step.MANIFEST).status == "skip"


@pytest.mark.parametrize("reply", [error_reply(404, "NAME_UNKNOWN"), error_reply(403, "DENIED")])
async def test_a_repository_that_was_found_gives_way_to_the_next(
    check: Checks, server: ScriptedServer, reply: Reply
) -> None:
    server.on("/v2/_catalog", json_reply({"repositories": ["team/gone", APP]}))
    server.on("/v2/team/gone/tags/list", reply)
    report = await check(server.url)
    expect_healthy(report)
    assert told(report, Step.TAGS, "repository") == APP
    assert told(report, Step.TAGS, "tried", 0, "repository") == "team/gone"


async def test_only_repositories_that_are_not_shown(check: Checks, server: ScriptedServer) -> None:
    """What can be listed and not be read is no healthy registry to whoever asks."""
    server.on("/v2/_catalog", json_reply({"repositories": ["team/gone", APP]}))
    server.on("/v2/team/gone/tags/list", error_reply(404, "NAME_UNKNOWN"))
    server.on(f"/v2/{APP}/tags/list", error_reply(403, "DENIED", "not for you"))
    report = await check(server.url)
    expect_warning(report, Step.TAGS, Code.TAGS_DENIED, server.authority, "not for you")
    assert step_of(report, Step.MANIFEST).status == "skip"


async def test_only_repositories_that_are_gone(check: Checks, server: ScriptedServer) -> None:
    server.on(f"/v2/{APP}/tags/list", error_reply(404, "NAME_UNKNOWN"))
    report = await check(server.url)
    expect_healthy(report)
    assert step_of(report, Step.TAGS).status == "skip"
    assert "--repository" in step_of(report, Step.TAGS).summary


async def test_row_58_a_right_that_is_missing(check: Checks, server: ScriptedServer) -> None:
    challenge = bearer(f"{server.url}/token", f"repository:{APP}:pull")
    server.on("/token", json_reply({"token": "opaque-token"}))
    server.on(f"/v2/{APP}/tags/list", unauthorized(f'{challenge},error="insufficient_scope"'))
    feed = Feed("prod", Address.parse(server.url), username="ann")
    report = await check(feed, ANN, repository=APP)
    expect(report, Step.TAGS, Code.TAGS_DENIED, server.authority, "ann", APP)


async def test_row_69_a_manifest_that_wants_its_type_to_be_asked_for(
    check: Checks, server: ScriptedServer
) -> None:
    def answer(request: Request) -> Reply:
        wanted = IMAGE.media_type in (request.header("Accept") or "")
        return manifest_reply(IMAGE) if wanted else error_reply(404, "MANIFEST_UNKNOWN")

    server.on(MANIFEST, answer)
    expect_healthy(await check(server.url))


async def test_row_69_a_tag_that_dangles(check: Checks, server: ScriptedServer) -> None:
    server.on(f"/v2/{APP}/tags/list", json_reply({"name": APP, "tags": ["0.9", "1.0"]}))
    expect_healthy(await check(server.url))
    assert server.asked(f"/v2/{APP}/manifests/0.9")


@pytest.mark.parametrize(
    ("reply", "code", "phrases"),
    [
        pytest.param(
            error_reply(404, "MANIFEST_UNKNOWN", "it is gone"),
            Code.MANIFEST_NOT_FOUND,
            (f"{APP}:1.0", "it is gone"),
            id="69",
        ),
        pytest.param(
            error_reply(403, "DENIED", "no pull"),
            Code.MANIFEST_DENIED,
            (f"{APP}:1.0", "no pull"),
            id="61-manifest",
        ),
        pytest.param(
            manifest_reply(IMAGE, digest=f"sha256:{'0' * 64}"),
            Code.DIGEST_MISMATCH,
            (f"{APP}:1.0", IMAGE.digest, "0" * 64),
            id="71",
        ),
        pytest.param(
            error_reply(412, "PROJECTPOLICYVIOLATION", "severity high"),
            Code.POLICY_BLOCKED,
            ("policy", "severity high"),
            id="75",
        ),
        pytest.param(Reply(200, b"{]"), Code.MANIFEST_INVALID, (f"{APP}:1.0",), id="94"),
        pytest.param(
            error_reply(429, "TOOMANYREQUESTS", headers=[("Retry-After", "3600")]),
            Code.RATE_LIMITED,
            ("1 hour",),
            id="76-pulls",
        ),
    ],
)
async def test_a_manifest_that_cannot_be_read(
    check: Checks,
    server: ScriptedServer,
    reply: Reply,
    code: Code,
    phrases: tuple[str, ...],
) -> None:
    server.on(MANIFEST, reply)
    report = await check(server.url)
    expect(report, Step.MANIFEST, code, server.authority, *phrases)


async def test_row_70_a_registry_without_head(check: Checks, server: ScriptedServer) -> None:
    """The check asks by GET where no pulls are counted, so that there is nothing to fall back."""
    server.on(re.compile(".*"), Reply(405), method="HEAD")
    expect_healthy(await check(server.url))


@pytest.mark.parametrize("knows_head", [True, False])
async def test_row_70_where_pulls_are_counted_only_head_is_asked(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates, knows_head: bool
) -> None:
    hub = Hub(scripted_server, certificates)
    registry = hub.hosts[REGISTRY]
    registry.on("/v2/library/nginx/tags/list", json_reply({"tags": ["latest"]}))
    digest = IMAGE.digest
    told_by_head = Reply(200, b"", [("Docker-Content-Digest", digest)])
    path = "/v2/library/nginx/manifests/latest"
    registry.on(path, told_by_head if knows_head else Reply(405), method="HEAD")
    address = Address.parse("docker.io")
    feed = Feed("hub", address, proxy=hub.hosts.proxy.url, ca_file=certificates.ca)
    report = await check(feed, repository="library/nginx")
    step = step_of(report, Step.MANIFEST)
    assert (step.status, step.evidence["digest"]) == ("ok", digest if knows_head else None)
    assert {request.method for request in registry.asked(path)} == {"HEAD"}


@pytest.mark.parametrize("label", ["text/plain", "application/json; charset=utf-8", ""])
async def test_row_72_a_wrong_label(check: Checks, server: ScriptedServer, label: str) -> None:
    server.on(MANIFEST, manifest_reply(IMAGE, label=label))
    expect_healthy(await check(server.url))
