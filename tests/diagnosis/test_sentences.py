"""Messages that people paste: those of the protocol sheet, H.3, and what tools really print."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from regbrowse.diagnosis.sentences import explanations

SHEET = {
    "http: server gave HTTP response to HTTPS client": "https-to-http-port",
    "Client sent an HTTP request to an HTTPS server": "http-to-https-port",
    "x509: certificate signed by unknown authority": "tls-unknown-ca",
    "x509: certificate is valid for A, not B": "tls-wrong-host",
    "cannot validate certificate for 10.1.2.3 because it doesn't contain any IP SANs": (
        "tls-wrong-host"
    ),
    "x509: certificate relies on legacy Common Name field": "tls-certificate-rejected",
    "x509: certificate has expired or is not yet valid": "tls-expired",
    "remote error: tls: bad certificate": "tls-client-cert-required",
    "remote error: tls: certificate required": "tls-client-cert-required",
    "net/http: TLS handshake timeout": "tls-handshake-timeout",
    "dial tcp 10.0.0.5:443: connect: connection refused": "connection-refused",
    "dial tcp 10.0.0.5:443: i/o timeout": "connection-timeout",
    "context deadline exceeded": "connection-timeout",
    "dial tcp: lookup r.example: no such host": "dns-not-found",
    "dial tcp: lookup r.example: server misbehaving": "dns-failure",
    "EOF": "tls-closed",
    "unexpected EOF": "truncated-response",
    "no basic auth credentials": "credentials-required",
    "unauthorized: authentication required": "credentials-required",
    "denied: requested access to the resource is denied": "manifest-denied",
    "pull access denied for foo/bar, repository does not exist or may require 'docker login'": (
        "tags-not-found"
    ),
    "toomanyrequests: You have reached your pull rate limit": "rate-limited",
    "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value": (
        "not-a-registry"
    ),
    "error parsing HTTP 403 response body: invalid character '<' looking for beginning of value": (
        "blocked-by-gateway"
    ),
    "error parsing HTTP 502 response body: invalid character '<' looking for beginning of value": (
        "gateway-error"
    ),
    "error getting credentials - err: exit status 1, out: `no D-Bus`": "credential-helper-failed",
    "proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused": "proxy-unreachable",
    "Proxy Authentication Required": "proxy-auth-required",
}


def pastes() -> Iterator[tuple[str, str, str]]:
    """The code that is meant (empty for none), a fact that is told, and the message."""
    for line in Path(__file__).with_name("pastes.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, fact, text = line.split("|", 2)
            yield text.strip(), code.strip(), fact.strip()


PASTES = [paste for paste in pastes() if paste[1]]
NOT_OURS = [text for text, code, _ in pastes() if not code]


@pytest.mark.parametrize(("text", "code"), SHEET.items())
def test_the_sheet(text: str, code: str) -> None:
    assert explanations(text)[0].code == code


@pytest.mark.parametrize(("text", "code", "fact"), PASTES)
def test_what_tools_print(text: str, code: str, fact: str) -> None:
    first, *others = explanations(text)
    assert first.code == code
    assert fact in " ".join([first.summary, *first.hints])
    assert len({first.code, *(each.code for each in others)}) == 1 + len(others)


@pytest.mark.parametrize(("text", "code", "fact"), PASTES)
def test_in_a_log_and_over_several_lines(text: str, code: str, fact: str) -> None:
    log = f"time=\"2026-05-01T10:00:00Z\" level=error msg=x\n{text}\nSee 'docker run --help'.\n"
    assert explanations(log)[0].code == code


@pytest.mark.parametrize("text", NOT_OURS)
def test_what_no_registry_said(text: str) -> None:
    assert explanations(text) == []


def test_a_login_in_the_message_is_not_repeated() -> None:
    text = 'Get "https://ann:s3cr3t@r.example/v2/": x509: certificate signed by unknown authority'
    assert not any("s3cr3t" in str(each) for each in explanations(text))
    text = "proxyconnect tcp: dial tcp: lookup ann:s3cr3t@proxy: no such host"
    assert not any("s3cr3t" in str(each) for each in explanations(text))


def test_a_file_that_nobody_may_read_is_not_broken() -> None:
    for file in ("/home/ann/.docker/config.json", "/etc/docker/certs.d/r.example/ca.crt"):
        first = explanations(f"open {file}: permission denied")[0]
        assert first.hints[0] == f"See who may read it: `ls -l {file}`."


def test_why_the_storage_is_not_reached() -> None:
    text = (
        'error pulling image configuration: Get "https://minio.internal/b": dial tcp: lookup'
        " minio.internal: no such host"
    )
    first = explanations(text)[0]
    assert first.summary.endswith("cannot be reached from here: the host name is not known.")
