"""Step registry-path: the address by which images are pulled, where it is another one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.handed import HandedOver
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import ANN, Checks, expect_healthy, expect_warning, step_of, told
from tests.registry.scripted_login import guard
from tests.support.certificates import Certificates
from tests.support.images import Manifest, oci_image
from tests.support.scripted import Reply, ScriptedServer, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import ClosedPort

APP = "team/app"
IMAGE = oci_image()


def stock(server: ScriptedServer, image: Manifest = IMAGE, below: str = "") -> ScriptedServer:
    """Let a server have one image."""
    serve(server, f"{below}{APP}", {"1.0": image})
    server.on("/v2/_catalog", json_reply({"repositories": [APP]}))
    server.on(f"/v2/{APP}/tags/list", json_reply({"name": APP, "tags": ["1.0"]}))
    return server


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return stock(scripted_server())


@pytest.fixture
def other(scripted_server: ServerFactory, certificates: Certificates) -> ScriptedServer:
    """The server at the registry path; https, so that nobody waits for it to speak none."""
    return scripted_server(tls=certificates.server)


@pytest.fixture
def feed(server: ScriptedServer, certificates: Certificates) -> Callable[[str], Feed]:
    def at(path: str) -> Feed:
        address = Address.parse(server.url)
        return Feed("prod", address, ca_file=certificates.ca, registry_path=path)

    return at


@pytest.mark.parametrize("below", ["", "proxy/"])
async def test_the_same_image(
    check: Checks, feed: Callable[[str], Feed], other: ScriptedServer, below: str
) -> None:
    stock(other, below=below)
    path = f"{other.authority}/{below}".rstrip("/")
    report = await check(feed(path))
    expect_healthy(report)
    assert step_of(report, Step.REGISTRY_PATH).summary == (
        f"{path} answers, and {below}{APP}:1.0 is the same there"
    )
    assert told(report, Step.REGISTRY_PATH, "status") == 200
    assert {r.method for r in other.requests if "/manifests/" in r.path} == {"HEAD"}


async def test_another_image(
    check: Checks, feed: Callable[[str], Feed], other: ScriptedServer
) -> None:
    stock(other, oci_image(text="another"))
    report = await check(feed(other.authority))
    expect_warning(
        report,
        Step.REGISTRY_PATH,
        Code.REGISTRY_PATH_DIFFERENT,
        other.authority,
        f"{APP}:1.0 is another image there",
    )
    assert told(report, Step.REGISTRY_PATH, "digest_here") == IMAGE.digest


async def test_no_such_image(
    check: Checks, feed: Callable[[str], Feed], other: ScriptedServer
) -> None:
    serve(other, "another/one", {})
    report = await check(feed(f"{other.authority}/mirror"))
    expect_warning(
        report,
        Step.REGISTRY_PATH,
        Code.REGISTRY_PATH_DIFFERENT,
        f"{other.authority}/mirror",
        f"there is no mirror/{APP}:1.0 there",
    )


@pytest.mark.parametrize("path", ["no-such-host.invalid", "no-such-host.invalid/mirror"])
async def test_a_name_of_another_network(
    check: Checks, feed: Callable[[str], Feed], path: str
) -> None:
    report = await check(feed(path))
    expect_warning(report, Step.REGISTRY_PATH, Code.REGISTRY_PATH_UNREACHABLE, path, "host name")
    assert "meant for another network" in report.hints[0]


async def test_nothing_listens(
    check: Checks, feed: Callable[[str], Feed], closed_port: ClosedPort
) -> None:
    report = await check(feed(closed_port.authority))
    expect_warning(
        report, Step.REGISTRY_PATH, Code.REGISTRY_PATH_UNREACHABLE, closed_port.authority
    )


async def test_it_answers_and_is_no_registry(
    check: Checks, feed: Callable[[str], Feed], other: ScriptedServer
) -> None:
    other.on(None, Reply(200, b"<html>hello", [("Content-Type", "text/html")]))
    report = await check(feed(other.authority))
    expect_warning(report, Step.REGISTRY_PATH, Code.REGISTRY_PATH_UNREACHABLE, other.authority)


async def test_its_certificate_is_not_trusted(
    check: Checks,
    feed: Callable[[str], Feed],
    scripted_server: ServerFactory,
    certificates: Certificates,
) -> None:
    other = stock(scripted_server(tls=certificates.from_unknown_ca))
    path = f"localhost:{other.port}"
    report = await check(feed(path))
    expect_warning(
        report, Step.REGISTRY_PATH, Code.REGISTRY_PATH_UNREACHABLE, path, "unknown authority"
    )


async def test_the_login_of_the_feed_does_not_go_there(
    check: Checks, feed: Callable[[str], Feed], other: ScriptedServer
) -> None:
    other.on(None, Reply(401, headers=[("WWW-Authenticate", 'Basic realm="x"')]))
    report = await check(replace(feed(other.authority), username="ann"), ANN)
    step = step_of(report, Step.REGISTRY_PATH)
    assert step.status == "ok", step
    assert told(report, Step.REGISTRY_PATH, "denied") == "credentials-required"
    assert {r.header("Authorization") for r in other.requests} == {None}


async def test_who_lets_one_server_go_unverified_does_not_mean_another(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
) -> None:
    """A login that docker has for the registry path never goes to whoever poses as it."""
    mine = stock(scripted_server(tls=certificates.self_signed))
    stranger = scripted_server(tls=certificates.self_signed)
    guard(stranger, lambda _: True, "Basic")
    path = f"localhost:{stranger.port}"
    address = Address.parse(f"https://localhost:{mine.port}")
    feed = Feed("prod", address, insecure=True, registry_path=path)
    report = await check(feed, chain=CredentialChain([HandedOver(Address.parse(path), ANN)]))
    found = step_of(report, Step.REGISTRY_PATH)
    assert found.code is Code.REGISTRY_PATH_UNREACHABLE
    assert "signed by itself" in found.summary
    assert [r.header("Authorization") for r in stranger.requests] == []


async def test_the_same_server_by_both_ways_may_go_unverified(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = stock(scripted_server(tls=certificates.self_signed))
    place = f"localhost:{server.port}"
    feed = Feed("prod", Address.parse(f"https://{place}"), insecure=True, registry_path=place)
    assert step_of(await check(feed), Step.REGISTRY_PATH).status == "ok"
