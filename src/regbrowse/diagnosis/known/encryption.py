"""Messages about encryption and certificates."""

from regbrowse.diagnosis.known.sentence import known
from regbrowse.domain.codes import Code

SENTENCES = (
    known(
        r"server gave HTTP response to HTTPS client|wrong[_ ]version[_ ]number"
        r"|first record does not look like a TLS handshake|packet length too long",
        Code.HTTPS_TO_HTTP_PORT,
    ),
    known(
        r"sent an HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port"
        r"|malformed HTTP response \"\\x15\\x03",
        Code.HTTP_TO_HTTPS_PORT,
    ),
    known(
        r"(?:open|stat) (?P<file>\S*certs\.d\S*): (?P<reason>permission denied|no such file)",
        Code.CA_FILE_INVALID,
    ),
    known(r"missing (?:client certificate|key) \S+ for", Code.CLIENT_CERT_INVALID),
    known(
        r"x509: certificate signed by unknown authority|unable to get local issuer certificate"
        r"|self[- ]signed certificate in certificate chain|SEC_ERROR_UNKNOWN_ISSUER"
        r"|unable to verify the first certificate",
        Code.TLS_UNKNOWN_CA,
        Code.TLS_INCOMPLETE_CHAIN,
        Code.TLS_SELF_SIGNED,
    ),
    known(r"self[- ]signed certificate", Code.TLS_SELF_SIGNED),
    known(
        r"certificate is valid for (?P<names>[^\n]+?), not (?P<host>[A-Za-z0-9.:_-]+)",
        Code.TLS_WRONG_HOST,
    ),
    known(
        r"cannot validate certificate for (?P<host>\S+) because it doesn't contain any IP SANs",
        Code.TLS_WRONG_HOST,
    ),
    known(
        r"hostname mismatch, certificate is not valid for '(?P<host>[^'\s]+)'|hostname mismatch"
        r"|IP address mismatch|no alternative certificate subject name matches"
        r" (?:target host ?name )?'(?P<host2>[^'\s]+)'",
        Code.TLS_WRONG_HOST,
    ),
    known(
        r"certificate relies on legacy Common Name field",
        Code.TLS_CERTIFICATE_REJECTED,
        Code.TLS_WRONG_HOST,
        detail="its host is in the common name only, which docker and podman no longer read",
    ),
    known(
        r"certificate is not valid for any names(?:, but wanted to match (?P<host>\S+))?",
        Code.TLS_WRONG_HOST,
        Code.TLS_CERTIFICATE_REJECTED,
    ),
    known(r"current time \S+ is after (?P<not_after>\d{4}-\d\d-\d\dT[\d:]+)", Code.TLS_EXPIRED),
    known(
        r"current time \S+ is before (?P<not_before>\d{4}-\d\d-\d\dT[\d:]+)",
        Code.TLS_NOT_YET_VALID,
    ),
    known(r"certificate has expired or is not yet valid", Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID),
    known(r"certificate has expired", Code.TLS_EXPIRED),
    known(r"certificate is not yet valid", Code.TLS_NOT_YET_VALID),
    known(
        r"tls: (?:certificate required|bad certificate)|alert (?:certificate required|bad"
        r" certificate)|no required SSL certificate was sent",
        Code.TLS_CLIENT_CERT_REQUIRED,
        Code.TLS_CLIENT_CERT_REJECTED,
    ),
    known(
        r"remote error: tls: (?:unknown certificate authority|unknown certificate"
        r"|expired certificate|revoked certificate|unsupported certificate)",
        Code.TLS_CLIENT_CERT_REJECTED,
    ),
    known(
        r"protocol version not supported|unsupported protocol|alert protocol version",
        Code.TLS_PROTOCOL_VERSION,
    ),
    known(r"unrecognized[_ ]name", Code.TLS_UNRECOGNIZED_NAME),
    known(r"handshake failure", Code.TLS_HANDSHAKE_FAILED, Code.TLS_CLIENT_CERT_REQUIRED),
    known(r"x509: |ee key too small|certificate verify failed", Code.TLS_CERTIFICATE_REJECTED),
    known(
        r"TLS handshake timeout|SSL connection timeout",
        Code.TLS_HANDSHAKE_TIMEOUT,
        Code.HTTPS_TO_HTTP_PORT,
    ),
    known(r"SSL_ERROR_SYSCALL|unexpected eof while reading", Code.TLS_CLOSED),
)
