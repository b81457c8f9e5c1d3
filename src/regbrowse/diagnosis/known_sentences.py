"""The messages of docker, podman and their like that are known, and what they may mean.

Sources: moby daemon/internal/distribution/errors.go, docker-credential-helpers client/client.go,
distribution internal/client/errors.go, and the errors of Go's crypto/x509, crypto/tls and net; the
wordings of curl, OpenSSL and Python besides.
"""

import re
from dataclasses import dataclass

from regbrowse.domain.codes import Code

HOST = r"(?P<host>(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::[0-9]{1,5})?)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a message; its named groups are facts. `codes` are in the order of likelihood."""

    pattern: re.Pattern[str]
    codes: tuple[Code, ...]


def _known(pattern: str, *codes: Code) -> Sentence:
    return Sentence(re.compile(pattern, re.IGNORECASE), codes)


SENTENCES = (
    _known(rf"proxyconnect tcp: dial tcp {HOST}.*refused", Code.PROXY_UNREACHABLE),
    _known(r"proxyconnect tcp.*no such host", Code.PROXY_UNREACHABLE),
    _known(r"proxyconnect tcp.*timeout", Code.PROXY_TIMEOUT, Code.PROXY_UNREACHABLE),
    _known(r"proxyconnect tcp", Code.PROXY_UNREACHABLE, Code.PROXY_MISCONFIGURED),
    _known(
        r"proxy authentication required|\b407\b.*proxy|proxy.*\b407\b", Code.PROXY_AUTH_REQUIRED
    ),
    _known(
        r"server gave HTTP response to HTTPS client|wrong[_ ]version[_ ]number"
        r"|first record does not look like a TLS handshake|packet length too long",
        Code.HTTPS_TO_HTTP_PORT,
    ),
    _known(
        r"sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port"
        r"|malformed HTTP response \"\\x15\\x03",
        Code.HTTP_TO_HTTPS_PORT,
    ),
    _known(
        r"x509: certificate signed by unknown authority|unable to get local issuer certificate"
        r"|self[- ]signed certificate in certificate chain|SEC_ERROR_UNKNOWN_ISSUER"
        r"|unable to verify the first certificate",
        Code.TLS_UNKNOWN_CA,
        Code.TLS_INCOMPLETE_CHAIN,
        Code.TLS_SELF_SIGNED,
    ),
    _known(r"self[- ]signed certificate", Code.TLS_SELF_SIGNED),
    _known(
        r"certificate is valid for (?P<names>[^\n]+?), not (?P<host>[A-Za-z0-9.:_-]+)",
        Code.TLS_WRONG_HOST,
    ),
    _known(
        r"cannot validate certificate for (?P<host>\S+) because it doesn't contain any IP SANs",
        Code.TLS_WRONG_HOST,
    ),
    _known(
        r"hostname mismatch|IP address mismatch|no alternative certificate subject name matches",
        Code.TLS_WRONG_HOST,
    ),
    _known(
        r"certificate relies on legacy Common Name field|certificate is not valid for any names",
        Code.TLS_WRONG_HOST,
        Code.TLS_CERTIFICATE_REJECTED,
    ),
    _known(r"current time \S+ is after (?P<not_after>\d{4}-\d\d-\d\dT[\d:]+)", Code.TLS_EXPIRED),
    _known(
        r"current time \S+ is before (?P<not_before>\d{4}-\d\d-\d\dT[\d:]+)",
        Code.TLS_NOT_YET_VALID,
    ),
    _known(
        r"certificate has expired or is not yet valid", Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID
    ),
    _known(r"certificate has expired", Code.TLS_EXPIRED),
    _known(r"certificate is not yet valid", Code.TLS_NOT_YET_VALID),
    _known(
        r"tls: (?:certificate required|bad certificate)|alert (?:certificate required|bad"
        r" certificate)|no required SSL certificate was sent",
        Code.TLS_CLIENT_CERT_REQUIRED,
        Code.TLS_CLIENT_CERT_REJECTED,
    ),
    _known(
        r"remote error: tls: (?:unknown certificate authority|unknown certificate"
        r"|expired certificate)",
        Code.TLS_CLIENT_CERT_REJECTED,
    ),
    _known(
        r"protocol version not supported|unsupported protocol|alert protocol version",
        Code.TLS_PROTOCOL_VERSION,
    ),
    _known(
        r"tls: unrecognized name|unrecognized[_ ]name|tlsv1 unrecognized name",
        Code.TLS_UNRECOGNIZED_NAME,
    ),
    _known(r"handshake failure", Code.TLS_HANDSHAKE_FAILED, Code.TLS_CLIENT_CERT_REQUIRED),
    _known(r"x509: |ee key too small|certificate verify failed", Code.TLS_CERTIFICATE_REJECTED),
    _known(r"TLS handshake timeout", Code.TLS_HANDSHAKE_TIMEOUT, Code.HTTPS_TO_HTTP_PORT),
    _known(
        rf"(?:dial tcp {HOST}: )?(?:connect: |\[Errno 111\] )?connection refused",
        Code.CONNECTION_REFUSED,
        Code.PROXY_UNREACHABLE,
    ),
    _known(
        rf"(?:dial tcp {HOST}: )?(?:connect: )?(?:no route to host|network is unreachable)",
        Code.NETWORK_UNREACHABLE,
    ),
    _known(
        r"lookup (?P<host>[A-Za-z0-9._-]+).*no such host"
        r"|could not resolve host:? (?P<host2>[A-Za-z0-9._-]+)"
        r"|no such host|name or service not known|nodename nor servname",
        Code.DNS_NOT_FOUND,
    ),
    _known(
        r"(?:lookup (?P<host>[A-Za-z0-9._-]+).*)?(?:server misbehaving"
        r"|temporary failure in name resolution)|lookup (?P<host2>[A-Za-z0-9._-]+).*i/o timeout",
        Code.DNS_FAILURE,
    ),
    _known(
        rf"dial tcp {HOST}: i/o timeout|dial tcp.*i/o timeout|connection timed out",
        Code.CONNECTION_TIMEOUT,
    ),
    _known(
        r"Client\.Timeout exceeded while awaiting headers|context deadline exceeded"
        r"|request canceled while waiting for connection|i/o timeout",
        Code.CONNECTION_TIMEOUT,
        Code.HTTP_TIMEOUT,
    ),
    _known(r"connection reset by peer|broken pipe", Code.CONNECTION_RESET, Code.TLS_CLOSED),
    _known(r"no basic auth credentials|no credentials|not logged in", Code.CREDENTIALS_REQUIRED),
    _known(
        r"pull access denied for (?P<repository>[a-z0-9._/:-]+)",
        Code.TAGS_NOT_FOUND,
        Code.CREDENTIALS_REQUIRED,
        Code.MANIFEST_DENIED,
    ),
    _known(
        r"requested access to the resource is denied|\binsufficient_scope\b|\bDENIED\b",
        Code.MANIFEST_DENIED,
        Code.CREDENTIALS_REQUIRED,
        Code.TAGS_NOT_FOUND,
    ),
    _known(
        r"unauthorized: (?:incorrect username or password|authentication failed|invalid"
        r" credential)|incorrect username or password|401 unauthorized.*login",
        Code.CREDENTIALS_REJECTED,
    ),
    _known(
        r"unauthorized|authentication required",
        Code.CREDENTIALS_REQUIRED,
        Code.CREDENTIALS_REJECTED,
        Code.MANIFEST_DENIED,
    ),
    _known(r"too ?many ?requests|\b429\b|pull rate limit", Code.RATE_LIMITED),
    _known(
        r"exec: \"?(?P<helper>docker-credential-[A-Za-z0-9_.-]+)\"?: executable file not found",
        Code.CREDENTIAL_HELPER_FAILED,
    ),
    _known(
        r"error getting credentials|(?P<helper>docker-credential-[A-Za-z0-9_.-]+)",
        Code.CREDENTIAL_HELPER_FAILED,
    ),
    _known(
        r"error loading config file|unexpected end of JSON input.*config\.json"
        r"|config\.json.*(?:invalid character|permission denied)",
        Code.DOCKER_CONFIG_INVALID,
    ),
    _known(r"error parsing HTTP (?P<status>5\d\d) response body", Code.GATEWAY_ERROR),
    _known(
        r"error parsing HTTP (?P<status>4\d\d) response body",
        Code.BLOCKED_BY_GATEWAY,
        Code.NOT_A_REGISTRY,
        Code.HTML_INSTEAD_OF_REGISTRY,
    ),
    _known(
        r"invalid character '<' looking for beginning of value",
        Code.HTML_INSTEAD_OF_REGISTRY,
        Code.GATEWAY_ERROR,
    ),
    _known(r"(?:status|error)[^\n]{0,20}\b(?P<status>50[234])\b|bad gateway", Code.GATEWAY_ERROR),
    _known(
        r"received unexpected HTTP status: (?P<status>5\d\d)|internal server error",
        Code.SERVER_ERROR,
    ),
    _known(
        r"manifest for (?P<reference>\S+) not found|manifest unknown|MANIFEST_UNKNOWN",
        Code.MANIFEST_NOT_FOUND,
    ),
    _known(r"name unknown|NAME_UNKNOWN|repository (?:name )?not known", Code.TAGS_NOT_FOUND),
    _known(r"invalid reference format", Code.INVALID_REFERENCE),
    _known(r"filesystem layer verification failed|digest mismatch", Code.DIGEST_MISMATCH),
    _known(r"stopped after 10 redirects|too many redirects", Code.REDIRECT_LOOP),
    _known(r"\bunexpected EOF\b", Code.TRUNCATED_RESPONSE, Code.CONNECTION_RESET, Code.TLS_CLOSED),
    _known(r"\bEOF\b", Code.TLS_CLOSED, Code.CONNECTION_RESET, Code.TRUNCATED_RESPONSE),
)
"""The first that fits counts, so what says more comes before what says less."""
