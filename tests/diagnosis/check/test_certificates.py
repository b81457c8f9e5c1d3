"""What makes a certificate fail, where several causes look alike (rows 15 to 21, 86, 92)."""

import datetime as dt
from pathlib import Path

import pytest
import trustme

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks, expect, step_of, told
from tests.registry.support import PING
from tests.support.certificates import LOOPBACK, CertificateFiles, Certificates, server_context
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import Reply

NOW = dt.datetime.now(dt.UTC)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def feed(port: int, ca: Path | None, host: str = "localhost") -> Feed:
    return Feed("prod", Address.parse(f"https://{host}:{port}"), ca_file=ca)


@pytest.fixture
def company(tmp_path: Path) -> tuple[Path, CertificateFiles]:
    """An authority that is trusted, and a certificate from its intermediate, which is withheld."""
    root = trustme.CA(organization_name="ACME Corp")
    between = trustme.CA(parent_cert=root, organization_name="ACME Corp")
    leaf = between.issue_cert(*LOOPBACK)
    (tmp_path / "root.pem").write_bytes(root.cert_pem.bytes())
    files = CertificateFiles(tmp_path / "leaf.crt", tmp_path / "leaf.key")
    files.certificate.write_bytes(leaf.cert_chain_pems[0].bytes())
    files.key.write_bytes(leaf.private_key_pem.bytes())
    return tmp_path / "root.pem", files


async def test_rows_15_and_16_a_missing_intermediate_is_no_unknown_authority(
    check: Checks, scripted_server: ServerFactory, company: tuple[Path, CertificateFiles]
) -> None:
    root, files = company
    server = scripted_server(tls=files)
    report = await check(feed(server.port, root))
    expect(report, Step.TLS, Code.TLS_INCOMPLETE_CHAIN, "intermediate", f":{server.port}")
    assert told(report, Step.TLS, "chain_length") == 1


async def test_rows_15_and_16_an_unknown_authority_is_no_missing_intermediate(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    company: tuple[Path, CertificateFiles],
) -> None:
    server = scripted_server(tls=company[1])
    report = await check(feed(server.port, certificates.ca))
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA, f":{server.port}")


@pytest.mark.parametrize(
    ("names", "valid", "code"),
    [
        (("other.example",), (NOW - days(9), NOW - days(2)), Code.TLS_EXPIRED),
        (("other.example",), (NOW + days(2), NOW + days(9)), Code.TLS_NOT_YET_VALID),
        (("other.example",), (NOW - days(2), NOW + days(9)), Code.TLS_WRONG_HOST),
        (LOOPBACK, (NOW - days(2), NOW + days(9)), Code.TLS_UNKNOWN_CA),
    ],
)
async def test_of_several_troubles_the_first_to_mend_wins(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    names: tuple[str, ...],
    valid: tuple[dt.datetime, dt.datetime],
    code: Code,
) -> None:
    """Nobody trusts its issuer, whatever else is wrong; OpenSSL would say that alone."""
    stranger = trustme.CA(organization_name="Nobody")
    server = scripted_server(
        tls=certificates.issue(f"troubled-{code}", *names, authority=stranger, valid=valid)
    )
    expect(await check(feed(server.port, certificates.ca)), Step.TLS, code)


@pytest.mark.parametrize(("name", "ahead"), [("expired", -50), ("not_yet_valid", 20)])
async def test_rows_17_18_and_92_the_clock_of_this_machine_may_be_what_is_wrong(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    name: str,
    ahead: int,
) -> None:
    there = (dt.datetime.now(dt.UTC) + days(ahead)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server = scripted_server(tls=getattr(certificates, name))
    server.on("/", Reply(200, b"", [("Date", there)]))
    report = await check(feed(server.port, certificates.ca))
    code = Code.TLS_EXPIRED if ahead < 0 else Code.TLS_NOT_YET_VALID
    expect(report, Step.TLS, code)
    assert "set the clock of this machine" in report.hints[0]
    assert f"differs by {abs(ahead)} days" in report.hints[0]
    assert [(r.method, r.path, r.header("Authorization")) for r in server.requests] == [
        ("HEAD", "/", None)
    ]


async def test_row_17_a_right_clock_is_not_blamed(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    now = dt.datetime.now(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server = scripted_server(tls=certificates.expired)
    server.on("/", Reply(200, b"", [("Date", now)]))
    report = await check(feed(server.port, certificates.ca))
    assert "Renew the certificate" in report.hints[0]


async def test_row_21_a_product_that_opens_connections_is_named(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates, tmp_path: Path
) -> None:
    inspector = trustme.CA(organization_name="Zscaler Inc.", organization_unit_name="Zscaler Root")
    server = scripted_server(tls=certificates.issue("inspected", *LOOPBACK, authority=inspector))
    report = await check(feed(server.port, certificates.ca))
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA, "Zscaler Inc.")
    assert "opens encrypted connections on the way" in report.hints[0]


async def test_row_16_a_certificate_that_says_where_its_issuer_is_had(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    """Its organization is not one of those that are trusted, as that of a root need not be."""
    server = scripted_server(tls=certificates.with_issuer_url)
    report = await check(feed(server.port, certificates.ca))
    expect(report, Step.TLS, Code.TLS_INCOMPLETE_CHAIN, "Some Intermediate CA")


async def test_rows_15_and_16_where_nothing_tells_both_are_said(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.incomplete)
    report = await check(feed(server.port, certificates.ca))
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert "leaves out an intermediate certificate" in " ".join(report.hints)
    whole = scripted_server(tls=certificates.with_unknown_root)
    report = await check(feed(whole.port, certificates.ca))
    assert "leaves out" not in " ".join(report.hints)


def of_docker(folder: Path, port: int, name: str, content: bytes) -> Path:
    """A file that docker keeps for a registry on this machine."""
    file = folder / "docker" / "certs.d" / f"localhost:{port}" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


async def test_what_docker_trusts_for_this_host_is_found(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates, tmp_path: Path
) -> None:
    """Of several files it is the one that the certificate is good by."""
    server = scripted_server(tls=certificates.server)
    unrelated = certificates.unknown_ca.read_bytes()
    files = [
        of_docker(tmp_path, server.port, "a-broken.crt", b"garbage"),
        of_docker(tmp_path, server.port, "b-unrelated.crt", unrelated),
        of_docker(tmp_path, server.port, "ca.crt", certificates.ca.read_bytes()),
    ]
    report = await check(feed(server.port, None), environ={"XDG_CONFIG_HOME": str(tmp_path)})
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert f"--ca {files[-1]}`" in report.hints[0]
    assert told(report, Step.TLS, "certs_d") == [str(file) for file in files]


@pytest.mark.parametrize("unrelated", [True, False])
async def test_what_docker_would_not_trust_it_by_either_is_not_offered(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    tmp_path: Path,
    unrelated: bool,
) -> None:
    server = scripted_server(tls=certificates.server)
    content = certificates.unknown_ca.read_bytes() if unrelated else b"garbage"
    file = of_docker(tmp_path, server.port, "ca.crt", content)
    report = await check(feed(server.port, None), environ={"XDG_CONFIG_HOME": str(tmp_path)})
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert str(file) not in " ".join(report.hints)


async def test_row_22_the_certificate_that_docker_shows_is_found(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates, tmp_path: Path
) -> None:
    server = scripted_server(tls=server_context(certificates.server, client_ca=certificates.ca))
    mine = certificates.client
    cert = of_docker(tmp_path, server.port, "client.cert", mine.certificate.read_bytes())
    key = of_docker(tmp_path, server.port, "client.key", mine.key.read_bytes())
    report = await check(
        feed(server.port, certificates.ca), environ={"XDG_CONFIG_HOME": str(tmp_path)}
    )
    expect(report, Step.TLS, Code.TLS_CLIENT_CERT_REQUIRED)
    assert f"--client-cert {cert} --client-key {key}`" in report.hints[0]


@pytest.mark.parametrize("variable", ["CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
async def test_what_other_programs_trust_it_by_is_found(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates, variable: str
) -> None:
    server = scripted_server(tls=certificates.server)
    bundle = str(certificates.ca)
    report = await check(feed(server.port, None), environ={variable: bundle})
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert report.hints[0].startswith(f"{variable} names {bundle}")
    assert f"--ca {bundle}`" in report.hints[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "which does not exist"),
        (b"garbage", "which holds no certificate"),
        (b"", "which holds no certificate"),
    ],
)
async def test_row_86_a_variable_that_names_nothing_of_use(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: bytes | None,
    words: str,
) -> None:
    named = tmp_path / "named.pem"
    if content is not None:
        named.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    server = scripted_server(tls=certificates.server)
    report = await check(feed(server.port, None), environ={"SSL_CERT_FILE": str(named)})
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert f"SSL_CERT_FILE names {named}, {words}" in report.hints[0]
    assert told(report, Step.TLS, "ca_store_set_by") == "SSL_CERT_FILE"


async def test_row_86_a_variable_that_names_too_little(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = str(certificates.unknown_ca)
    monkeypatch.setenv("SSL_CERT_FILE", named)
    server = scripted_server(tls=certificates.server)
    report = await check(feed(server.port, None), environ={"SSL_CERT_FILE": named})
    expect(report, Step.TLS, Code.TLS_UNKNOWN_CA)
    assert "The variable SSL_CERT_FILE says which authorities are trusted" in report.hints[0]


async def test_a_certificate_with_a_common_name_only_works_here_and_not_in_docker(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    files = certificates.common_name_only
    server = scripted_server(tls=files)
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", PING)
    report = await check(feed(server.port, files.certificate))
    assert step_of(report, Step.TLS).status == "ok"
    assert "docker and podman refuse this certificate" in step_of(report, Step.TLS).hints[0]
