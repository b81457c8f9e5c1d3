"""From the exceptions of httpx and below to domain errors.

httpx says little: "All connection attempts failed", or nothing at all. The cause is in the chain
of exceptions, and some come out of httpx raw (`ssl.SSLError`). Only types, errno, `verify_code` and
`reason` are matched, for their texts vary by build; h11's messages are the one exception, because
h11 has a single class for everything.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError, Unreachable
from regbrowse.registry.proxy import Proxy
from regbrowse.registry.redact import redact

EXPECTED = (httpx.HTTPError, ssl.SSLError, OSError)
"""What a request may raise. Anything else is a bug of ours."""

_VERIFY_CODES = {
    9: Code.TLS_NOT_YET_VALID,
    10: Code.TLS_EXPIRED,
    18: Code.TLS_SELF_SIGNED,
    19: Code.TLS_UNKNOWN_CA,
    20: Code.TLS_UNKNOWN_CA,
    21: Code.TLS_UNKNOWN_CA,
    62: Code.TLS_WRONG_HOST,
    64: Code.TLS_WRONG_HOST,
}
"""OpenSSL's X509_V_ERR_* (x509_vfy.h); all others are `tls-certificate-rejected`."""

_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG"}
)
_CLIENT_CERTIFICATE_ALERTS = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "TLSV1_ALERT_UNKNOWN_CA",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_DECRYPT_ERROR",
    }
)
"""Alerts that a server sends about OUR certificate, or about its absence."""

_PROTOCOL_VERSION = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"})
_UNREACHABLE_ERRNO = frozenset(
    {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)
_RESET_ERRNO = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was being tried when something failed."""

    operation: str
    url: str
    proxy: Proxy | None = None
    client_cert: bool = False

    @property
    def host(self) -> str:
        """`host[:port]` of the target, without a login."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def error(
        self, kind: type[RegistryError], code: Code, detail: object = None, **facts: Any
    ) -> RegistryError:
        """Make an error with the facts of this attempt."""
        return kind(
            code,
            operation=self.operation,
            url=redact(self.url),
            host=self.host,
            proxy=self.proxy.display if self.proxy else None,
            proxy_source=self.proxy.source if self.proxy else None,
            detail=detail,
            **facts,
        )


def translate(error: BaseException, attempt: Attempt) -> RegistryError:
    """Turn one of `EXPECTED` into a domain error; the caller raises it `from` the original."""
    causes = list(_causes(error))
    for read in (_read_proxy, _read_tls, _read_dns, _read_protocol, _read_timeout, _read_socket):
        if (found := read(causes, attempt)) is not None:
            return found
    return attempt.error(Unreachable, Code.CONNECTION_RESET, type(error).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk through causes, contexts and groups, from the outside to the leaves."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            pending.extend(current.exceptions)
        pending.extend(c for c in (current.__cause__, current.__context__) if c is not None)


def _read_proxy(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    refusal = next((c for c in causes if isinstance(c, httpx.ProxyError)), None)
    if refusal is None:
        return None
    answer = str(refusal)
    status = answer[:3]
    code = {
        "407": Code.PROXY_AUTH_REQUIRED,
        "502": Code.PROXY_BAD_GATEWAY,
        "503": Code.PROXY_BAD_GATEWAY,
        "504": Code.PROXY_BAD_GATEWAY,
    }.get(status, Code.PROXY_DENIED)
    return attempt.error(Unreachable, code, answer)


def _read_tls(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            code = _VERIFY_CODES.get(cause.verify_code, Code.TLS_CERTIFICATE_REJECTED)
            return attempt.error(Unreachable, code, cause.verify_message)
        if isinstance(cause, ssl.SSLEOFError):
            return attempt.error(Unreachable, Code.TLS_CLOSED)
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return attempt.error(Unreachable, _tls_code(cause.reason, attempt), cause.reason)
    return None


def _tls_code(reason: str, attempt: Attempt) -> Code:
    if reason in _NOT_TLS:
        return Code.HTTPS_TO_HTTP_PORT
    if reason in _CLIENT_CERTIFICATE_ALERTS:
        rejected = attempt.client_cert
        return Code.TLS_CLIENT_CERT_REJECTED if rejected else Code.TLS_CLIENT_CERT_REQUIRED
    if reason in _PROTOCOL_VERSION:
        return Code.TLS_PROTOCOL_VERSION
    if reason == "TLSV1_UNRECOGNIZED_NAME":
        return Code.TLS_UNRECOGNIZED_NAME
    return Code.TLS_HANDSHAKE_FAILED


def _read_dns(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    failure = next((c for c in causes if isinstance(c, socket.gaierror)), None)
    if failure is None:
        return None
    if attempt.proxy is not None:
        # With a proxy it is the proxy's name that we resolve; the target's is its business.
        return attempt.error(Unreachable, Code.PROXY_UNREACHABLE, failure.strerror)
    unknown = failure.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)}
    code = Code.DNS_NOT_FOUND if unknown else Code.DNS_FAILURE
    return attempt.error(Unreachable, code, failure.strerror)


def _read_protocol(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    broken = next((c for c in causes if isinstance(c, httpx.RemoteProtocolError)), None)
    if broken is None:
        return None
    text = str(broken)
    if text.startswith("Server disconnected"):
        return attempt.error(
            Unreachable, Code.CONNECTION_RESET, "the connection was closed without an answer"
        )
    if text.startswith("peer closed connection"):
        return attempt.error(BadAnswer, Code.TRUNCATED_RESPONSE, text)
    code = Code.NOT_HTTP if "status line" in text else Code.MALFORMED_HTTP
    return attempt.error(BadAnswer, code, text)


def _read_timeout(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    outer = causes[0]
    if not isinstance(outer, httpx.TimeoutException):
        return None
    if attempt.proxy is not None:
        return attempt.error(Unreachable, Code.PROXY_TIMEOUT)
    if isinstance(outer, httpx.ConnectTimeout):
        # During a stalled handshake OpenSSL waits for more bytes; a TCP stall never reached it.
        in_tls = any(isinstance(c, ssl.SSLWantReadError) for c in causes)
        code = Code.TLS_HANDSHAKE_TIMEOUT if in_tls else Code.CONNECTION_TIMEOUT
        return attempt.error(Unreachable, code)
    return attempt.error(BadAnswer, Code.HTTP_TIMEOUT)


def _read_socket(causes: list[BaseException], attempt: Attempt) -> RegistryError | None:
    numbers = {c.errno for c in causes if isinstance(c, OSError) and c.errno is not None}
    detail = next((c.strerror for c in causes if isinstance(c, OSError) and c.strerror), None)
    connecting = isinstance(causes[0], httpx.ConnectError)
    if attempt.proxy is not None and connecting:
        return attempt.error(Unreachable, Code.PROXY_UNREACHABLE, detail)
    if errno.ECONNREFUSED in numbers:
        return attempt.error(Unreachable, Code.CONNECTION_REFUSED, detail)
    if numbers & _UNREACHABLE_ERRNO:
        return attempt.error(Unreachable, Code.NETWORK_UNREACHABLE, detail)
    if errno.ETIMEDOUT in numbers:
        return attempt.error(Unreachable, Code.CONNECTION_TIMEOUT, detail)
    if numbers & _RESET_ERRNO or isinstance(causes[0], httpx.NetworkError):
        return attempt.error(Unreachable, Code.CONNECTION_RESET, detail)
    return None
