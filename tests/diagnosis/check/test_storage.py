"""Step manifest: rows 73 and 74 of the protocol sheet, H.2."""

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
    told,
)
from tests.registry.scripted_login import unauthorized
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.images import oci_image
from tests.support.scripted import End, Reply, Request, ScriptedServer, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import ClosedPort

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


async def test_row_73_a_storage_that_is_down(
    check: Checks, server: ScriptedServer, closed_port: ClosedPort
) -> None:
    server.on(BLOB, Reply(307, headers=[("Location", f"http://{closed_port.authority}/x?s=1")]))
    report = await check(server.url)
    expect(
        report,
        Step.MANIFEST,
        Code.STORAGE_UNREACHABLE,
        server.authority,
        closed_port.authority,
        "refused",
    )


async def test_row_73_a_storage_with_an_inner_name(check: Checks, server: ScriptedServer) -> None:
    server.on(BLOB, Reply(307, headers=[("Location", "http://minio.invalid:9000/x")]))
    report = await check(server.url)
    expect(report, Step.MANIFEST, Code.STORAGE_UNREACHABLE, "minio.invalid:9000")


async def test_row_73_a_storage_with_another_authority(
    check: Checks,
    server: ScriptedServer,
    scripted_server: ServerFactory,
    certificates: Certificates,
) -> None:
    storage = scripted_server(tls=certificates.from_unknown_ca)
    place = f"https://localhost:{storage.port}/x"
    server.on(BLOB, Reply(307, headers=[("Location", place)]))
    report = await check(server.url)
    expect(
        report,
        Step.MANIFEST,
        Code.STORAGE_UNREACHABLE,
        f"localhost:{storage.port}",
        "unknown authority",
    )


async def test_row_73_an_address_that_ran_out(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    storage = scripted_server()
    storage.on("/x", Reply(403, b"<Error><Code>AccessDenied</Code></Error>"))
    server.on(BLOB, Reply(307, headers=[("Location", f"{storage.url}/x?X-Amz-Signature=hidden")]))
    report = await check(server.url)
    expect(report, Step.MANIFEST, Code.STORAGE_UNREACHABLE, storage.authority, "403")
    assert "X-Amz-Signature=hidden" not in str(report)


async def test_row_92_what_a_storage_says_in_xml(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    words = b"<Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message>"
    storage = scripted_server()
    storage.on("/x", Reply(403, b'<?xml version="1.0"?><Error>' + words + b"</Error>"))
    server.on(BLOB, Reply(307, headers=[("Location", f"{storage.url}/x")]))
    report = await check(server.url)
    words_told = ("RequestTimeTooSkewed", "The difference is too large")
    expect(report, Step.MANIFEST, Code.STORAGE_UNREACHABLE, *words_told)
    assert "clocks" in report.hints[0]


async def test_row_71_wrong_bytes_of_a_storage_are_no_matter_of_reaching_it(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    storage = scripted_server()
    storage.on("/x", Reply(200, b"{}"))
    server.on(BLOB, Reply(307, headers=[("Location", f"{storage.url}/x")]))
    report = await check(server.url)
    expect(report, Step.MANIFEST, Code.DIGEST_MISMATCH, server.authority)


async def test_row_73_a_storage_that_answers_badly(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    storage = scripted_server()
    storage.on("/x", Reply(200, b"{", length=500, end=End.CLOSE))
    server.on(BLOB, Reply(307, headers=[("Location", f"{storage.url}/x")]))
    report = await check(server.url)
    expect(report, Step.MANIFEST, Code.TRUNCATED_RESPONSE, storage.authority)


async def test_row_73_a_storage_without_encryption(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
) -> None:
    secure = scripted_server(tls=certificates.server)
    serve(secure, APP, {"1.0": IMAGE})
    secure.on("/v2/_catalog", json_reply({"repositories": [APP]}))
    secure.on(f"/v2/{APP}/tags/list", json_reply({"name": APP, "tags": ["1.0"]}))
    secure.on(BLOB, Reply(307, headers=[("Location", "http://localhost:9/x")]))
    address = Address.parse(f"https://localhost:{secure.port}")
    report = await check(Feed("prod", address, ca_file=certificates.ca))
    expect(report, Step.MANIFEST, Code.STORAGE_UNREACHABLE, "localhost:9", "from https to http")
    assert "login" not in " ".join(report.hints)


async def test_row_74_no_login_goes_to_the_storage(
    check: Checks, server: ScriptedServer, scripted_server: ServerFactory
) -> None:
    storage = scripted_server()

    def keep(request: Request) -> Reply:
        twice = b"<Error><Code>InvalidArgument</Code></Error>"
        return Reply(400, twice) if request.header("Authorization") else config

    config = Reply(200, next(b.data for b in IMAGE.blobs if b.digest == CONFIG))
    storage.on("/x", keep)
    server.on(BLOB, Reply(307, headers=[("Location", f"{storage.url}/x")]))
    server.on("/v2/", Reply(401, headers=[("WWW-Authenticate", 'Basic realm="x"')]))
    server.on("/v2/", lambda r: PING if r.header("Authorization") else unauthorized("Basic"))
    report = await check(server.url, ANN)
    expect_healthy(report)
    assert told(report, Step.MANIFEST, "redirected_to") == storage.authority
    assert [r.header("Authorization") for r in storage.requests] == [None]
