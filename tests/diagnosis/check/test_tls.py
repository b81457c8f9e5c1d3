"""Step tls: rows 7 to 26 of the protocol sheet, H.2."""

import ssl
import warnings
from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks, expect, expect_warning, step_of, told
from tests.registry.support import PING
from tests.support.certificates import Certificates, server_context
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import End, Raw, Reply, ScriptedServer

HTTP_400 = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"


def feed(url: str, ca: Path | None = None, **options: object) -> Feed:
    return Feed("prod", Address.parse(url), ca_file=ca, **options)  # type: ignore[arg-type]


def secure(server: ScriptedServer, host: str = "localhost") -> str:
    return f"https://{host}:{server.port}"


def working(server: ScriptedServer) -> ScriptedServer:
    serve_catalog(server, Distribution2(["team/app"]))
    server.on("/v2/", PING)
    return server


@pytest.mark.parametrize(
    ("name", "code", "phrases"),
    [
        ("self_signed", Code.TLS_SELF_SIGNED, ("signed by itself",)),  # 14
        ("with_unknown_root", Code.TLS_UNKNOWN_CA, ("issued by", "Unknown Test CA")),  # 15
        ("from_unknown_ca", Code.TLS_UNKNOWN_CA, ("issued by", "Unknown Test CA")),  # 16
        ("expired", Code.TLS_EXPIRED, ("expired 10 days ago",)),  # 17
        ("not_yet_valid", Code.TLS_NOT_YET_VALID, ("valid from 20",)),  # 18
        ("wrong_host", Code.TLS_WRONG_HOST, ("registry.other.example, *.apps.example",)),  # 19
        ("weak", Code.TLS_CERTIFICATE_REJECTED, ("rules of this machine",)),
    ],
)
async def test_rows_14_to_19_certificates(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    name: str,
    code: Code,
    phrases: tuple[str, ...],
) -> None:
    server = scripted_server(tls=getattr(certificates, name))
    report = await check(feed(secure(server), certificates.ca))
    expect(report, Step.TLS, code, "localhost", *phrases)
    assert told(report, Step.TLS, "protocol") == "TLSv1.3"
    assert told(report, Step.TLS, "chain", 0, "issuer")
    assert [request for request in server.requests if request.method != "HEAD"] == []


async def test_row_20_an_address_where_the_certificate_has_names(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.without_ip)
    report = await check(feed(server.url, certificates.ca))
    expect(report, Step.TLS, Code.TLS_WRONG_HOST, "localhost", "127.0.0.1")
    assert told(report, Step.TLS, "chain", 0, "names") == ["localhost"]


async def test_row_7_https_to_a_plain_port(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on_first_data(Raw(HTTP_400))
    report = await check(secure(server))
    expect(report, Step.TLS, Code.HTTPS_TO_HTTP_PORT, server.authority.partition(":")[2])
    assert told(report, Step.TLS, "plain_http") is True
    assert f"--url http://localhost:{server.port}`" in report.hints[0]


async def test_row_7_another_service(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on_connect(Raw(b"SSH-2.0-OpenSSH_9.6\r\n"))
    report = await check(secure(server))
    expect(report, Step.TLS, Code.NOT_HTTP, "SSH-2.0-OpenSSH_9.6")


async def test_row_8_a_plain_server_that_waits_for_more(
    check: Checks, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    report = await check(secure(server), timeout_s=4)
    expect(report, Step.TLS, Code.HTTPS_TO_HTTP_PORT, f"localhost:{server.port}")


async def test_row_8_a_server_that_is_stuck(check: Checks, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on_connect(Raw(end=End.HANG))
    report = await check(secure(server), timeout_s=2)
    expect(report, Step.TLS, Code.TLS_HANDSHAKE_TIMEOUT, "did not answer when encryption")
    assert step_of(report, Step.TCP).code is None


@pytest.mark.parametrize(
    "body",
    [
        b"Client sent an HTTP request to an HTTPS server.\n",  # 9
        b"<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>",  # 10
    ],
)
async def test_rows_9_and_10_http_to_a_tls_port_that_says_so(
    check: Checks, scripted_server: ServerFactory, body: bytes
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(400, body))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.HTTP_TO_HTTPS_PORT, server.authority)
    assert f"https://{server.authority}" in report.hints[0]


async def test_row_11_http_to_a_strict_tls_port(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    report = await check(f"http://{server.authority}")
    expect(report, Step.HTTP, Code.HTTP_TO_HTTPS_PORT, server.authority)
    assert told(report, Step.HTTP, "tls") is True


@pytest.mark.parametrize("end", [End.CLOSE, End.RESET])
async def test_rows_11_and_12_a_crash_is_no_tls(
    check: Checks, scripted_server: ServerFactory, end: End
) -> None:
    server = scripted_server()
    server.on_first_data(Raw(end=end))
    report = await check(server.url)
    expect(report, Step.HTTP, Code.CONNECTION_RESET, server.authority)
    assert told(report, Step.HTTP, "tls") is False


async def test_row_26_hung_up_inside_the_handshake(
    check: Checks, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on_first_data(Raw(end=End.CLOSE))
    report = await check(secure(server))
    expect(report, Step.TLS, Code.TLS_CLOSED, f"localhost:{server.port}")


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize("given", [False, True])
async def test_rows_22_and_23_client_certificates(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    version: str,
    given: bool,
) -> None:
    context = server_context(certificates.server, client_ca=certificates.ca)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    server = scripted_server(tls=context)
    mine = certificates.unknown_client
    own = {"client_cert": mine.certificate, "client_key": mine.key} if given else {}
    report = await check(feed(secure(server), certificates.ca, **own))
    code = Code.TLS_CLIENT_CERT_REJECTED if given else Code.TLS_CLIENT_CERT_REQUIRED
    expect(report, Step.TLS, code, f"localhost:{server.port}")
    assert "--client-cert" in " ".join(report.hints)


async def test_row_23_no_common_cipher(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("aNULL:@SECLEVEL=0")
    server = scripted_server(tls=context)
    report = await check(feed(secure(server), certificates.ca))
    expect(report, Step.TLS, Code.TLS_HANDSHAKE_FAILED, f"localhost:{server.port}")


async def test_row_24_only_an_old_version(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = scripted_server(tls=context)
    report = await check(feed(secure(server), certificates.ca))
    expect(report, Step.TLS, Code.TLS_PROTOCOL_VERSION, "TLS 1.1", "TLS 1.2 and 1.3")


async def test_row_25_a_name_that_is_not_served(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=server_context(certificates.server, names=["other.example"]))
    report = await check(feed(secure(server), certificates.ca))
    expect(report, Step.TLS, Code.TLS_UNRECOGNIZED_NAME, f"localhost:{server.port}")


async def test_expires_soon(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = working(scripted_server(tls=certificates.expires_soon))
    report = await check(feed(secure(server), certificates.ca))
    expect_warning(report, Step.TLS, Code.TLS_EXPIRES_SOON, "expires in 5 days")


async def test_unverified(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = working(scripted_server(tls=certificates.self_signed))
    report = await check(feed(secure(server), insecure=True))
    expect_warning(report, Step.TLS, Code.TLS_UNVERIFIED, "insecure")
    assert told(report, Step.TLS, "verified") is False
    assert told(report, Step.TLS, "chain", 0, "self_signed") is True


async def test_a_ca_file_that_is_none(
    check: Checks, tmp_path: Path, scripted_server: ServerFactory
) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    server = scripted_server()
    report = await check(feed(secure(server), broken))
    expect(report, Step.TLS, Code.CA_FILE_INVALID, str(broken), "PEM")


async def test_a_client_certificate_that_is_missing(
    check: Checks, tmp_path: Path, scripted_server: ServerFactory
) -> None:
    missing = tmp_path / "client.pem"
    server = scripted_server()
    report = await check(feed(secure(server), client_cert=missing))
    expect(report, Step.TLS, Code.CLIENT_CERT_INVALID, str(missing))
