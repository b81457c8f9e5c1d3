"""`regbrowse explain`: messages of docker and podman (protocol sheet, H.3), in plain words."""

import pytest

from regbrowse.domain.codes import Code
from tests.cli.support import Cli, check_failure

# What a message is, and what it means, most likely first.
SENTENCES = {
    "http: server gave HTTP response to HTTPS client": "https-to-http-port",
    "Client sent an HTTP request to an HTTPS server.": "http-to-https-port",
    "x509: certificate signed by unknown authority": "tls-unknown-ca tls-incomplete-chain"
    " tls-self-signed",
    "x509: certificate is valid for a.example, not b.example": "tls-wrong-host",
    "x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs": (
        "tls-wrong-host"
    ),
    "x509: certificate relies on legacy Common Name field, use SANs instead": (
        "tls-certificate-rejected"
    ),
    "x509: certificate has expired or is not yet valid: current time 2026-11-23T10:00:00Z is after"
    " 2026-11-02T10:00:00Z": "tls-expired",
    "x509: certificate has expired or is not yet valid: current time 2026-11-23T10:00:00Z is before"
    " 2027-01-03T10:00:00Z": "tls-not-yet-valid",
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid": (
        "tls-expired tls-not-yet-valid"
    ),
    "remote error: tls: bad certificate": "tls-client-cert-required tls-client-cert-rejected",
    "remote error: tls: certificate required": "tls-client-cert-required tls-client-cert-rejected",
    "net/http: TLS handshake timeout": "tls-handshake-timeout https-to-http-port",
    "dial tcp 10.0.0.5:5000: connect: connection refused": "connection-refused proxy-unreachable",
    "dial tcp 10.0.0.5:5000: i/o timeout": "connection-timeout",
    "context deadline exceeded": "connection-timeout http-timeout",
    "dial tcp: lookup registry.example.com on 127.0.0.53:53: no such host": "dns-not-found",
    "dial tcp: lookup registry.example.com on 127.0.0.53:53: server misbehaving": "dns-failure",
    'Get "https://registry.example.com/v2/": EOF': "tls-closed connection-reset truncated-response",
    "unexpected EOF": "truncated-response connection-reset tls-closed",
    "no basic auth credentials": "credentials-required",
    "unauthorized: authentication required": "credentials-required",
    "denied: requested access to the resource is denied": "manifest-denied",
    "pull access denied for team/app, repository does not exist or may require 'docker login'": (
        "tags-not-found credentials-required manifest-denied"
    ),
    "toomanyrequests: You have reached your pull rate limit.": "rate-limited",
    "error parsing HTTP 403 response body: invalid character '<' looking for beginning of value": (
        "blocked-by-gateway not-a-registry html-instead-of-registry"
    ),
    "error parsing HTTP 502 response body: invalid character '<'": "gateway-error",
    "error getting credentials - err: exit status 1, out: `no D-Bus`": "credential-helper-failed",
    'exec: "docker-credential-desktop": executable file not found in $PATH': (
        "credential-helper-failed"
    ),
    "proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused": "proxy-unreachable",
    "Proxy Authentication Required": "proxy-auth-required",
}

FACTS = [
    ("x509: certificate is valid for a.example, not b.example", ("a.example", "b.example")),
    ("dial tcp 10.0.0.5:5000: connect: connection refused", ("10.0.0.5:5000",)),
    ("dial tcp: lookup registry.example.com: no such host", ("registry.example.com",)),
    (
        "proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused",
        ("10.0.0.9:3128",),
    ),
    (
        'exec: "docker-credential-desktop": executable file not found in $PATH',
        ("docker-credential-desktop", "PATH"),
    ),
    (
        "current time 2026-11-23T10:00:00Z is after 2026-11-02T10:00:00Z",
        ("2026-11-02",),
    ),
    (
        'Get "https://registry.example.com:5000/v2/": dial tcp 10.0.0.5:5000: i/o timeout',
        ("registry.example.com:5000",),
    ),
]


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_of_docker(cli: Cli, text: str) -> None:
    wanted = SENTENCES[text].split()
    found = cli("explain", text, "--json").json["explanations"]
    assert [each["code"] for each in found][: len(wanted)] == wanted
    for each in found:
        assert set(each) == {"code", "title", "summary", "hints"}
        assert each["summary"].endswith(".")
        assert each["hints"]


@pytest.mark.parametrize("text", SENTENCES)
def test_it_may_stand_in_a_whole_paste(cli: Cli, text: str) -> None:
    pasted = f"Error response from daemon:\n  {text}\nSee 'docker run --help'.\n"
    first = cli("explain", text, "--json").json["explanations"][0]["code"]
    found = cli("explain", "-", "--json", stdin=pasted.encode()).json["explanations"]
    assert found[0]["code"] == first


@pytest.mark.parametrize(("text", "words"), FACTS)
def test_the_facts_of_the_message_are_told(cli: Cli, text: str, words: tuple[str, ...]) -> None:
    found = cli("explain", text, "--json").json["explanations"][0]
    for word in words:
        assert word in " ".join([found["summary"], *found["hints"]])


def test_text(cli: Cli) -> None:
    result = cli("explain", "x509: certificate signed by unknown authority")
    assert result.status == 0
    lines = result.out.splitlines()
    assert lines[0] == "This can mean several things, most likely first."
    assert next(line for line in lines if line.startswith("1) ")).endswith("[tls-unknown-ca]")
    assert any(line.startswith("   1. ") for line in lines)
    assert "regbrowse check HOST" in result.err


def test_one_meaning_needs_no_number(cli: Cli) -> None:
    result = cli("explain", "no", "basic", "auth", "credentials")
    assert result.out.splitlines()[0].endswith("[credentials-required]")
    assert "most likely" not in result.out


@pytest.mark.parametrize("code", [code for code in Code if code.step != "usage"], ids=str)
def test_every_code_can_be_asked_for(cli: Cli, code: Code) -> None:
    [found] = cli("explain", code.value, "--json").json["explanations"]
    assert found["code"] == code.value


def test_a_message_that_nobody_knows(cli: Cli) -> None:
    """An empty result is fine (design 4.3), and there is something else to try."""
    result = cli("explain", "the cat sat on the mat")
    assert (result.status, result.out) == (0, "")
    assert "regbrowse check HOST" in result.err
    assert cli("explain", "the cat sat on the mat", "--json").json == {"explanations": []}
    assert cli("explain", "-", stdin=b"").status == 0


def test_without_a_message(cli: Cli) -> None:
    check_failure(cli("explain"), 2, "TEXT")


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]0;owned\x07 no basic auth credentials \x1b[31m",
        "x509: certificate is valid for \x1b[31m[bold]evil, not b.example",
        "EOF " * 50_000,
        "\udcff no such host",
    ],
)
def test_what_is_pasted_is_data(cli: Cli, text: str) -> None:
    result = cli("explain", "-", stdin=text.encode("utf-8", "surrogateescape"))
    assert result.status == 0
    assert "\x1b" not in result.out + result.err


def test_a_login_in_a_pasted_address_is_not_repeated(cli: Cli) -> None:
    text = 'Get "https://ann:hunter2@registry.example.com/v2/": connection refused'
    result = cli("explain", text)
    assert "registry.example.com" in result.out
    assert "hunter2" not in result.out + result.err
