"""Messages that people paste: those of the protocol sheet, H.3, and what tools really print."""

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

DAEMON = "Error response from daemon: "
GET = f'{DAEMON}Get "https://r.example/v2/": '
CONTAINERD = (
    'Failed to pull image "r.example/app:1": rpc error: code = Unknown desc = failed to pull and'
    ' unpack image "r.example/app:1": failed to resolve reference "r.example/app:1": '
)
HEAD = 'failed to do request: Head "https://r.example/v2/app/manifests/1": '

PASTES = [
    (
        f'{DAEMON}Get "https://r.example:5000/v2/": http: server gave HTTP response to HTTPS client',
        "https-to-http-port",
        "r.example:5000",
    ),
    (
        'Get "http://r.example:5000/v2/": malformed HTTP response "\\x15\\x03\\x01\\x00\\x02"',
        "http-to-https-port",
        "r.example:5000",
    ),
    (f"{GET}tls: first record does not look like a TLS handshake", "https-to-http-port", ""),
    (
        (
            f"{GET}tls: failed to verify certificate: x509: certificate is valid for ingress.local, not"
            " r.example"
        ),
        "tls-wrong-host",
        "ingress.local",
    ),
    (
        (
            f'{GET}x509: certificate signed by unknown authority (possibly because of "crypto/rsa:'
            ' verification error" while trying to verify candidate authority certificate "Corp CA")'
        ),
        "tls-unknown-ca",
        "r.example",
    ),
    (
        "x509: certificate is not valid for any names, but wanted to match r.example",
        "tls-wrong-host",
        "r.example",
    ),
    (
        f"{GET}x509: certificate relies on legacy Common Name field, use SANs instead",
        "tls-certificate-rejected",
        "common name",
    ),
    (f"{GET}remote error: tls: handshake failure", "tls-handshake-failed", ""),
    (f"{GET}remote error: tls: protocol version not supported", "tls-protocol-version", ""),
    (
        f"{CONTAINERD}{HEAD}dial tcp: lookup r.example on 10.96.0.10:53: no such host",
        "dns-not-found",
        "r.example",
    ),
    (
        (
            f"{GET}dial tcp: lookup r.example on 10.0.0.2:53: read udp 10.0.0.3:4->10.0.0.2:53: i/o"
            " timeout"
        ),
        "dns-failure",
        "r.example",
    ),
    (
        f"{GET}dial tcp [2001:db8::1]:443: connect: network is unreachable",
        "network-unreachable",
        "r.example",
    ),
    (
        (
            f"{GET}net/http: request canceled while waiting for connection (Client.Timeout exceeded while"
            " awaiting headers)"
        ),
        "connection-timeout",
        "r.example",
    ),
    (
        f"{GET}read tcp 10.0.0.2:51234->10.0.0.5:443: read: connection reset by peer",
        "connection-reset",
        "",
    ),
    (f"{GET}EOF", "tls-closed", ""),
    (
        'net/http: HTTP/1.x transport connection broken: malformed HTTP status code "ESMTP"',
        "not-http",
        "",
    ),
    (
        f"{GET}proxyconnect tcp: dial tcp: lookup proxy.corp on 10.0.0.2:53: no such host",
        "proxy-unreachable",
        "",
    ),
    ("curl: (6) Could not resolve host: r.example", "dns-not-found", "r.example"),
    (
        "curl: (7) Failed to connect to r.example port 5000 after 2 ms: Couldn't connect to server",
        "connection-refused",
        "r.example:5000",
    ),
    (
        "curl: (28) Failed to connect to r.example port 5000 after 130000 ms: Operation timed out",
        "connection-timeout",
        "r.example:5000",
    ),
    (
        "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received",
        "http-timeout",
        "",
    ),
    ("curl: (28) SSL connection timeout", "tls-handshake-timeout", ""),
    ("curl: (35) error:0A00010B:SSL routines::wrong version number", "https-to-http-port", ""),
    ("curl: (56) Received HTTP code 407 from proxy after CONNECT", "proxy-auth-required", ""),
    ("curl: (56) Received HTTP code 403 from proxy after CONNECT", "proxy-denied", ""),
    (
        (
            "curl: (60) SSL: no alternative certificate subject name matches target host name"
            " 'r.example'"
        ),
        "tls-wrong-host",
        "r.example",
    ),
    (
        f"{GET}unauthorized: HTTP Basic: Access denied. The provided password or token is incorrect",
        "credentials-rejected",
        "r.example",
    ),
    (f"{GET}denied: access forbidden", "credentials-rejected", ""),
    (
        f"{DAEMON}login attempt to https://r.example/v2/ failed with status: 401 Unauthorized",
        "credentials-rejected",
        "r.example",
    ),
    (
        (
            "failed to authorize: failed to fetch oauth token: unexpected status from POST request to"
            " https://auth.docker.io/token: 401 Unauthorized"
        ),
        "credentials-rejected",
        "auth.docker.io",
    ),
    (
        (
            "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to"
            " https://ghcr.io/token?scope=x: 403 Forbidden"
        ),
        "credentials-required",
        "ghcr.io",
    ),
    (
        "Error: unable to retrieve auth token: invalid username/password: unauthorized",
        "credentials-rejected",
        "",
    ),
    (
        f'{DAEMON}Head "https://ghcr.io/v2/org/app/manifests/latest": denied: denied',
        "manifest-denied",
        "org/app:latest",
    ),
    (
        (
            "push access denied, repository does not exist or may require authorization: server message:"
            " insufficient_scope: authorization failed"
        ),
        "manifest-denied",
        "",
    ),
    (
        (
            "Error: reading manifest 1 in r.example/app: unauthorized: access to the requested resource is"
            " not authorized"
        ),
        "credentials-required",
        "",
    ),
    (
        "open /root/.docker/config.json: permission denied",
        "docker-config-invalid",
        "/root/.docker/config.json",
    ),
    (
        "open /etc/docker/certs.d/r.example/ca.crt: permission denied",
        "ca-file-invalid",
        "/etc/docker/certs.d/r.example/ca.crt",
    ),
    (
        (
            "WARNING: Error loading config file: /root/.docker/config.json: invalid character '}' looking"
            " for beginning of object key string"
        ),
        "docker-config-invalid",
        "",
    ),
    (
        (
            "Error saving credentials: error storing credentials - err: exit status 1, out: `Cannot"
            " autolaunch D-Bus without X11 $DISPLAY`"
        ),
        "credential-helper-failed",
        "",
    ),
    (f"{CONTAINERD}r.example/app:1: not found", "manifest-not-found", "r.example/app:1"),
    (f'{DAEMON}unknown: Artifact "team/app:1" not found', "manifest-not-found", "team/app:1"),
    (
        "no matching manifest for linux/arm64/v8 in the manifest list entries",
        "platform-not-found",
        "linux/arm64/v8",
    ),
    (
        'choosing an image: no image found in manifest list for architecture "arm64", variant "v8"',
        "platform-not-found",
        "linux/arm64",
    ),
    ("filesystem layer verification failed for digest sha256:abc", "digest-mismatch", ""),
    (f"{GET}Service Unavailable", "gateway-error", "r.example"),
    (f"{DAEMON}received unexpected HTTP status: 502 Bad Gateway", "gateway-error", ""),
    (
        "Error pulling image: received unexpected HTTP status: 500 Internal Server Error",
        "server-error",
        "",
    ),
    ("invalid status code from registry 403 (Forbidden)", "manifest-denied", ""),
    (
        (
            "error pulling image configuration: download failed after attempts=6: dial tcp: lookup"
            " production.cloudflare.docker.com: no such host"
        ),
        "storage-unreachable",
        "production.cloudflare.docker.com",
    ),
    (
        (
            'error pulling image configuration: Get "https://minio.internal:9000/b?X-Amz-Signature=abc":'
            " dial tcp 10.0.0.9:9000: connect: connection refused"
        ),
        "storage-unreachable",
        "minio.internal:9000",
    ),
    (
        (
            'reading blob sha256:abc: Get "https://r.example/v2/app/blobs/sha256:abc": dial tcp'
            " 10.0.0.5:443: connect: connection refused"
        ),
        "connection-refused",
        "r.example",
    ),
    (
        "unknown: current image with 5 vulnerabilities cannot be pulled due to configured policy",
        "policy-blocked",
        "",
    ),
]
"""What was printed, the first code, and a fact that is told."""

NOT_OURS = [
    (
        "permission denied while trying to connect to the Docker daemon socket at"
        " unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied"
    ),
    (
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon"
        " running?"
    ),
    "bash: ./x: Permission denied",
    "Deploy failed at line 4290, 429 files changed",
    "invalid tar header; the build finished with EOF marker missing in heredoc",
    'process "/bin/sh -c apt-get" did not complete successfully: exit code: 100',
    'Back-off pulling image "r.example/app:1"',
    "500 files in 503 folders",
]
"""Messages of other troubles: better nothing than something wrong."""


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


def test_why_the_storage_is_not_reached() -> None:
    text = (
        'error pulling image configuration: Get "https://minio.internal/b": dial tcp: lookup'
        " minio.internal: no such host"
    )
    first = explanations(text)[0]
    assert first.summary.endswith(
        "minio.internal, which cannot be reached from here: the host name is not known."
    )
