"""Messages about the way to a registry: the engine, proxies, names and connections."""

from regbrowse.diagnosis.known.sentence import HOST, known
from regbrowse.domain.codes import Code

ENGINE = (
    known(r"docker daemon socket|connect to the docker daemon|dial unix |podman socket"),
    known(r"cannot connect to podman|docker desktop is (?:starting|stopped)"),
)
"""It is docker or podman on this machine that does not work, and no registry was asked."""

PROXY = (
    known(rf"proxyconnect tcp: dial tcp {HOST}.*refused", Code.PROXY_UNREACHABLE),
    known(r"proxyconnect tcp.*no such host|could not resolve proxy", Code.PROXY_UNREACHABLE),
    known(r"proxyconnect tcp.*timeout", Code.PROXY_TIMEOUT, Code.PROXY_UNREACHABLE),
    known(r"proxyconnect tcp", Code.PROXY_UNREACHABLE, Code.PROXY_MISCONFIGURED),
    known(r"proxy authentication required|\b407\b.*proxy|proxy.*\b407\b", Code.PROXY_AUTH_REQUIRED),
    known(r"HTTP code 50[234] from proxy", Code.PROXY_BAD_GATEWAY),
    known(r"HTTP code 4\d\d from proxy", Code.PROXY_DENIED),
)

SENTENCES = (
    known(
        rf"(?:dial tcp {HOST}: )?(?:connect: |\[Errno 111\] )?connection refused"
        r"|failed to connect to (?P<host2>\S+) port (?P<port>\d+).*(?:couldn't connect|refused)",
        Code.CONNECTION_REFUSED,
        Code.PROXY_UNREACHABLE,
    ),
    known(
        rf"(?:dial tcp {HOST}: )?(?:connect: )?(?:no route to host|network is unreachable)",
        Code.NETWORK_UNREACHABLE,
    ),
    known(
        r"lookup (?P<host>[A-Za-z0-9._-]+).*no such host"
        r"|could not resolve host:? (?P<host2>[A-Za-z0-9._-]+)"
        r"|no such host|name or service not known|nodename nor servname",
        Code.DNS_NOT_FOUND,
    ),
    known(
        r"(?:lookup (?P<host>[A-Za-z0-9._-]+).*)?(?:server misbehaving"
        r"|temporary failure in name resolution)|lookup (?P<host2>[A-Za-z0-9._-]+).*i/o timeout",
        Code.DNS_FAILURE,
    ),
    known(
        rf"dial tcp {HOST}: i/o timeout|dial tcp.*i/o timeout|connection timed out"
        r"|failed to connect to (?P<host2>\S+) port (?P<port>\d+).*timed out|connection timeout",
        Code.CONNECTION_TIMEOUT,
    ),
    known(r"operation timed out after \d+ milliseconds with", Code.HTTP_TIMEOUT),
    known(
        r"Client\.Timeout exceeded while awaiting headers|context deadline exceeded"
        r"|request canceled while waiting for connection|i/o timeout",
        Code.CONNECTION_TIMEOUT,
        Code.HTTP_TIMEOUT,
    ),
    known(
        r"connection reset by peer|broken pipe|server sent GOAWAY",
        Code.CONNECTION_RESET,
        Code.TLS_CLOSED,
    ),
    known(
        r"malformed HTTP (?:status code|response|version)|illegal status line|HTTP/0\.9 when not",
        Code.NOT_HTTP,
    ),
)
