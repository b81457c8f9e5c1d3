"""Certificates of every kind bring about the error that they are for."""

import ssl

import httpx
import pytest

from tests.conftest import ServerFactory
from tests.support.certificates import Certificates, server_context
from tests.support.scripted import End, Raw, Reply


def trusting(certificates: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates.ca)


async def fetch(url: str, context: ssl.SSLContext, seconds: float = 5) -> httpx.Response:
    async with httpx.AsyncClient(verify=context, timeout=seconds) as client:
        return await client.get(url)


def leaf(error: BaseException) -> BaseException:
    while below := error.__cause__ or error.__context__:
        error = below
    return error


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("not_yet_valid", 9),
        ("expired", 10),
        ("self_signed", 18),
        ("with_unknown_root", 19),
        ("from_unknown_ca", 20),
        ("incomplete", 20),
        ("wrong_host", 62),
        ("weak", 66),
    ],
)
async def test_certificates_that_are_refused(
    scripted_server: ServerFactory, certificates: Certificates, name: str, code: int
) -> None:
    server = scripted_server(tls=getattr(certificates, name))
    with pytest.raises(httpx.ConnectError) as failure:
        await fetch(server.url_for("localhost"), trusting(certificates))
    cause = leaf(failure.value)
    assert isinstance(cause, ssl.SSLCertVerificationError)
    assert cause.verify_code == code
    assert server.connections == 1
    assert server.requests == []


@pytest.mark.parametrize("name", ["server", "chained", "expires_soon", "without_ip"])
async def test_certificates_that_are_accepted(
    scripted_server: ServerFactory, certificates: Certificates, name: str
) -> None:
    server = scripted_server(tls=getattr(certificates, name))
    server.on("/v2/", Reply(200, b"x" * 300_000))
    answer = await fetch(server.url_for("localhost") + "/v2/", trusting(certificates))
    assert len(answer.content) == 300_000


async def test_an_address_that_is_not_in_the_certificate(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.without_ip)
    with pytest.raises(httpx.ConnectError) as failure:
        await fetch(server.url, trusting(certificates))
    cause = leaf(failure.value)
    assert isinstance(cause, ssl.SSLCertVerificationError)
    assert cause.verify_code == 64


def test_a_common_name_is_not_an_alternative_name(certificates: Certificates) -> None:
    text = certificates.common_name_only.certificate.read_text()
    decoded = ssl.PEM_cert_to_DER_cert(text)
    assert b"localhost" in decoded
    assert bytes.fromhex("551d11") not in decoded  # subjectAltName


async def test_a_client_certificate_is_required(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server, client_ca=certificates.ca)
    server = scripted_server(tls=context)
    for client in (None, certificates.unknown_client):
        mine = trusting(certificates)
        if client:
            mine.load_cert_chain(client.certificate, client.key)
        with pytest.raises(ssl.SSLError) as failure:
            await fetch(server.url, mine)
        assert "ALERT" in failure.value.reason
    mine = trusting(certificates)
    mine.load_cert_chain(certificates.client.certificate, certificates.client.key)
    assert (await fetch(server.url, mine)).status_code == 404
    assert len(server.tls_failures) == 2


async def test_the_same_on_tls_1_2(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server, client_ca=certificates.ca)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = scripted_server(tls=context)
    with pytest.raises(httpx.ConnectError, match="ALERT_HANDSHAKE_FAILURE"):
        await fetch(server.url, trusting(certificates))


async def test_a_name_that_is_not_served(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=server_context(certificates.server, names=["foo.example"]))
    with pytest.raises(httpx.ConnectError, match="UNRECOGNIZED_NAME"):
        await fetch(server.url_for("localhost"), trusting(certificates))


async def test_no_version_in_common(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = scripted_server(tls=context)
    mine = trusting(certificates)
    mine.minimum_version = ssl.TLSVersion.TLSv1_3
    with pytest.raises(httpx.ConnectError, match="PROTOCOL_VERSION"):
        await fetch(server.url, mine)


async def test_hanging_up_in_the_handshake(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server()
    server.on_first_data(Raw())
    with pytest.raises(httpx.ConnectError) as failure:
        await fetch(f"https://{server.authority}", trusting(certificates))
    assert isinstance(leaf(failure.value), ssl.SSLEOFError)


async def test_never_answering_the_handshake(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server()
    server.on_connect(Raw(end=End.HANG))
    with pytest.raises(httpx.ConnectTimeout):
        await fetch(f"https://{server.authority}", trusting(certificates), 0.3)


async def test_plain_http_to_a_tls_port(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    with pytest.raises(httpx.RemoteProtocolError, match="Server disconnected"):
        await fetch(f"http://{server.authority}", trusting(certificates))
    assert len(server.tls_failures) == 1
