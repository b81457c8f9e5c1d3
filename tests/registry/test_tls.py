"""TLS that does not come about, and why; every case with a real handshake."""

import ssl
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Transports
from tests.registry.support import PING, feed, request
from tests.support.certificates import CertificateFiles, Certificates, server_context
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, ScriptedServer


async def failure_of(
    transports: Transports,
    url: str,
    ca: Path,
    client: CertificateFiles | None = None,
    connect_s: float = 5,
) -> RegistryError:
    trusting = feed(
        url,
        ca_file=ca,
        client_cert=client.certificate if client else None,
        client_key=client.key if client else None,
    )
    with pytest.raises(Unreachable) as failure:
        await transports(trusting).send(request(f"{url}/v2/", connect_s=connect_s))
    return failure.value


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("self_signed", Code.TLS_SELF_SIGNED),
        ("with_unknown_root", Code.TLS_UNKNOWN_CA),
        ("from_unknown_ca", Code.TLS_UNKNOWN_CA),
        ("incomplete", Code.TLS_UNKNOWN_CA),
        ("expired", Code.TLS_EXPIRED),
        ("not_yet_valid", Code.TLS_NOT_YET_VALID),
        ("wrong_host", Code.TLS_WRONG_HOST),
        ("weak", Code.TLS_CERTIFICATE_REJECTED),
    ],
)
async def test_certificates_that_are_refused(
    transports: Transports,
    scripted_server: ServerFactory,
    certificates: Certificates,
    name: str,
    code: Code,
) -> None:
    server = scripted_server(tls=getattr(certificates, name))
    url = server.url_for("localhost")
    error = await failure_of(transports, url, certificates.ca)
    assert error.code is code
    assert server.connections == 1, "a certificate does not get better by asking again"
    assert server.requests == []


async def test_an_address_that_is_not_in_the_certificate(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.without_ip)
    error = await failure_of(transports, server.url, certificates.ca)
    assert error.code is Code.TLS_WRONG_HOST


async def test_the_systems_authorities_are_trusted_too(
    transports: Transports,
    scripted_server: ServerFactory,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    server = scripted_server(tls=certificates.server)
    server.on("/v2/", PING)
    for own in (None, certificates.unknown_ca):
        asking = transports(feed(server.url, ca_file=own))
        assert (await asking.send(request(f"{server.url}/v2/"))).status == 200


async def test_a_variable_that_points_nowhere_is_no_failure(
    transports: Transports,
    scripted_server: ServerFactory,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    server = scripted_server(tls=certificates.server)
    server.on("/v2/", PING)
    asking = transports(feed(server.url, ca_file=certificates.ca))
    assert (await asking.send(request(f"{server.url}/v2/"))).status == 200


async def test_insecure_takes_any_certificate(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    for files in (certificates.self_signed, certificates.expired, certificates.wrong_host):
        server = scripted_server(tls=files)
        server.on("/v2/", PING)
        asking = transports(feed(server.url, insecure=True))
        assert (await asking.send(request(f"{server.url}/v2/"))).status == 200


@pytest.fixture(params=["TLSv1_2", "TLSv1_3"])
def wants_client(
    request: pytest.FixtureRequest, scripted_server: ServerFactory, certificates: Certificates
) -> ScriptedServer:
    context = server_context(certificates.server, client_ca=certificates.ca)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[request.param]
    server = scripted_server(tls=context)
    server.on("/v2/", PING)
    return server


async def test_a_client_certificate_is_required(
    transports: Transports, wants_client: ScriptedServer, certificates: Certificates
) -> None:
    error = await failure_of(transports, wants_client.url, certificates.ca)
    if error.facts["detail"] == "SSLV3_ALERT_HANDSHAKE_FAILURE":
        # TLS 1.2 has no alert for it, so it may as well be the ciphers.
        assert error.code is Code.TLS_HANDSHAKE_FAILED
    else:
        assert error.code is Code.TLS_CLIENT_CERT_REQUIRED
    assert wants_client.requests == []


async def test_the_client_certificate_is_not_accepted(
    transports: Transports, wants_client: ScriptedServer, certificates: Certificates
) -> None:
    mine = certificates.unknown_client
    error = await failure_of(transports, wants_client.url, certificates.ca, mine)
    assert error.code is Code.TLS_CLIENT_CERT_REJECTED


async def test_the_client_certificate_is_accepted(
    transports: Transports, wants_client: ScriptedServer, certificates: Certificates
) -> None:
    mine = certificates.client
    own = feed(
        wants_client.url,
        ca_file=certificates.ca,
        client_cert=mine.certificate,
        client_key=mine.key,
    )
    assert (await transports(own).send(request(f"{wants_client.url}/v2/"))).status == 200


async def test_a_real_registry_wants_a_client_certificate(
    transports: Transports, docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = docker_registry(tls=certificates.server, client_cas=[certificates.ca])
    error = await failure_of(transports, registry.url, certificates.ca)
    assert error.code is Code.TLS_CLIENT_CERT_REQUIRED
    stranger = certificates.unknown_client
    error = await failure_of(transports, registry.url, certificates.ca, stranger)
    assert error.code is Code.TLS_CLIENT_CERT_REJECTED
    mine = certificates.client
    own = feed(
        registry.url, ca_file=certificates.ca, client_cert=mine.certificate, client_key=mine.key
    )
    assert (await transports(own).send(request(f"{registry.url}/v2/"))).status == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
async def test_no_version_in_common(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    context = server_context(certificates.server)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = scripted_server(tls=context)
    error = await failure_of(transports, server.url, certificates.ca)
    assert error.code is Code.TLS_PROTOCOL_VERSION


async def test_a_name_that_is_not_served(
    transports: Transports,
    scripted_server: ServerFactory,
    certificates: Certificates,
    resolver: Resolver,
) -> None:
    resolver["alias.example"] = ["127.0.0.1"]
    server = scripted_server(tls=server_context(certificates.server, names=["foo.example"]))
    error = await failure_of(transports, server.url_for("alias.example"), certificates.ca)
    assert error.code is Code.TLS_UNRECOGNIZED_NAME


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (Raw(), Code.TLS_CLOSED),
        (Raw(end=End.RESET), Code.CONNECTION_RESET),
        (Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Code.HTTPS_TO_HTTP_PORT),
        (Raw(end=End.HANG), Code.TLS_HANDSHAKE_TIMEOUT),
    ],
)
async def test_answers_to_a_handshake(
    transports: Transports, scripted_server: ServerFactory, ca: Path, raw: Raw, code: Code
) -> None:
    server = scripted_server()
    server.on_first_data(raw)
    url = f"https://{server.authority}"
    error = await failure_of(transports, url, ca, connect_s=0.2)
    assert error.code is code


@pytest.mark.parametrize("banner", [b"220 mail ESMTP\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
async def test_another_service_speaks_first(
    transports: Transports, scripted_server: ServerFactory, ca: Path, banner: bytes
) -> None:
    server = scripted_server()
    server.on_connect(Raw(banner, end=End.HANG))
    error = await failure_of(transports, f"https://{server.authority}", ca)
    assert error.code is Code.HTTPS_TO_HTTP_PORT


async def test_a_plain_server_that_waits_for_the_end_of_a_line(
    transports: Transports, scripted_server: ServerFactory, ca: Path
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    error = await failure_of(transports, f"https://{server.authority}", ca, connect_s=0.2)
    assert error.code is Code.TLS_HANDSHAKE_TIMEOUT
