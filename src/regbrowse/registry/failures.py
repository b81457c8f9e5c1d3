"""From the exceptions of httpx and below to domain errors.

httpx says little: "All connection attempts failed", or nothing at all. The cause is in the chain
of exceptions, and some come out of httpx raw (`ssl.SSLError`). Only types, errno, `verify_code` and
`reason` are matched, for their texts vary by build; h11's messages are the one exception, because
h11 has a single class for everything.
"""

import errno
import os
import re
import socket
import ssl
from collections.abc import Iterator

import httpx

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError, Unreachable
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.limits import KIB
from regbrowse.registry.stage import Progress, Stage

EXPECTED = (httpx.HTTPError, OSError)
"""What a request may raise (`ssl.SSLError` is an OSError). Anything else is a bug of ours."""

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
    {
        "WRONG_VERSION_NUMBER",
        "HTTP_REQUEST",
        "UNKNOWN_PROTOCOL",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",  # what OpenSSL 3.2 and later add on top of the first
    }
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

_SIZES = re.compile(r"received (\d+) bytes, expected (\d+)")
_HEADER_BYTES = 100 * KIB
"""httpcore's limit for the headers of an answer (MAX_INCOMPLETE_EVENT_SIZE)."""


def translate(
    error: BaseException, attempt: Attempt, progress: Progress, connect_s: float | None = None
) -> RegistryError:
    """Turn one of `EXPECTED` into a domain error; the caller raises it `from` the original.

    `connect_s` are the seconds that there were for a connection.
    """
    causes = list(_causes(error))
    if isinstance(error, httpx.TimeoutException):
        connecting = isinstance(error, httpx.ConnectTimeout)
        return too_late(attempt, progress, connect_s if connecting else None)
    if progress.stage is Stage.PROXY:
        return _read_proxy(causes, attempt)
    for read in (_read_tls, _read_dns, _read_protocol, _read_socket):
        if (found := read(causes, attempt, progress.stage)) is not None:
            return found
    return attempt.error(Unreachable, Code.CONNECTION_RESET, type(error).__name__)


def too_late(attempt: Attempt, progress: Progress, seconds: float | None = None) -> RegistryError:
    """Return the error for a request whose time is over, by what it was waiting for."""
    within = None if seconds is None else f"{seconds:g}"
    silent = progress.stage is not Stage.BODY
    if progress.stage is Stage.PROXY or (attempt.passed_on and silent):
        return attempt.error(Unreachable, Code.PROXY_TIMEOUT, seconds=within)
    if progress.stage is Stage.CONNECT:
        return attempt.error(Unreachable, Code.CONNECTION_TIMEOUT, seconds=within)
    if progress.stage is Stage.TLS:
        return attempt.error(Unreachable, Code.TLS_HANDSHAKE_TIMEOUT, seconds=within)
    code = Code.HTTP_TIMEOUT if silent else Code.SLOW_RESPONSE
    return attempt.error(BadAnswer, code, seconds=within, received_bytes=progress.received or None)


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


def _read_proxy(causes: list[BaseException], attempt: Attempt) -> RegistryError:
    """Whatever fails before the registry is reached is the proxy's: its name, port, TLS, answer."""
    refusal = next((c for c in causes if isinstance(c, httpx.ProxyError)), None)
    if refusal is None:
        return attempt.error(Unreachable, Code.PROXY_UNREACHABLE, _why(causes))
    answer = str(refusal)
    code = {
        "407": Code.PROXY_AUTH_REQUIRED,
        "502": Code.PROXY_BAD_GATEWAY,
        "503": Code.PROXY_BAD_GATEWAY,
        "504": Code.PROXY_BAD_GATEWAY,
    }.get(answer[:3], Code.PROXY_DENIED)
    return attempt.error(Unreachable, code, answer)


def _read_tls(causes: list[BaseException], attempt: Attempt, stage: Stage) -> RegistryError | None:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            code = _VERIFY_CODES.get(cause.verify_code, Code.TLS_CERTIFICATE_REJECTED)
            return attempt.error(Unreachable, code, cause.verify_message)
        if isinstance(cause, ssl.SSLEOFError):
            return attempt.error(Unreachable, Code.TLS_CLOSED)
        if isinstance(cause, ssl.SSLError) and cause.reason:
            code = _tls_code(cause.reason, attempt, stage)
            return attempt.error(Unreachable, code, cause.reason, alert=cause.reason)
    return None


def _tls_code(reason: str, attempt: Attempt, stage: Stage) -> Code:
    # Once TLS was spoken, bytes that are none do not mean that the port speaks something else.
    if reason in _NOT_TLS and stage is Stage.TLS:
        return Code.HTTPS_TO_HTTP_PORT
    if reason in _CLIENT_CERTIFICATE_ALERTS:
        rejected = attempt.client_cert
        return Code.TLS_CLIENT_CERT_REJECTED if rejected else Code.TLS_CLIENT_CERT_REQUIRED
    if reason in _PROTOCOL_VERSION:
        return Code.TLS_PROTOCOL_VERSION
    if reason == "TLSV1_UNRECOGNIZED_NAME":
        return Code.TLS_UNRECOGNIZED_NAME
    return Code.TLS_HANDSHAKE_FAILED


def _read_dns(causes: list[BaseException], attempt: Attempt, _stage: Stage) -> RegistryError | None:
    failure = next((c for c in causes if isinstance(c, socket.gaierror)), None)
    if failure is None:
        return None
    unknown = failure.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)}
    code = Code.DNS_NOT_FOUND if unknown else Code.DNS_FAILURE
    return attempt.error(Unreachable, code, failure.strerror)


def _read_protocol(
    causes: list[BaseException], attempt: Attempt, _stage: Stage
) -> RegistryError | None:
    broken = next((c for c in causes if isinstance(c, httpx.RemoteProtocolError)), None)
    if broken is None:
        return None
    text = str(broken)
    if text.startswith("Server disconnected"):
        return attempt.error(
            Unreachable, Code.CONNECTION_RESET, "the connection was closed without an answer"
        )
    if text.startswith("peer closed connection"):
        sizes = _SIZES.search(text)
        received, expected = sizes.groups() if sizes else (None, None)
        return attempt.error(
            BadAnswer,
            Code.TRUNCATED_RESPONSE,
            text,
            received_bytes=received,
            expected_bytes=expected,
        )
    if text == "Receive buffer too long":
        return attempt.error(
            BadAnswer, Code.OVERSIZED_RESPONSE, limit_bytes=_HEADER_BYTES, headers="yes"
        )
    code = Code.NOT_HTTP if "status line" in text else Code.MALFORMED_HTTP
    return attempt.error(BadAnswer, code, text)


def _read_socket(
    causes: list[BaseException], attempt: Attempt, stage: Stage
) -> RegistryError | None:
    numbers = {c.errno for c in causes if isinstance(c, OSError) and c.errno is not None}
    why = _why(causes)
    if stage is Stage.BODY:
        return attempt.error(BadAnswer, Code.TRUNCATED_RESPONSE, why)
    if errno.ECONNREFUSED in numbers:
        return attempt.error(Unreachable, Code.CONNECTION_REFUSED, why)
    if numbers & _UNREACHABLE_ERRNO:
        return attempt.error(Unreachable, Code.NETWORK_UNREACHABLE, why)
    if errno.ETIMEDOUT in numbers:
        return attempt.error(Unreachable, Code.CONNECTION_TIMEOUT, why)
    if numbers & _RESET_ERRNO or isinstance(causes[0], httpx.NetworkError):
        return attempt.error(Unreachable, Code.CONNECTION_RESET, why, stage=stage.value)
    return None


def _why(causes: list[BaseException]) -> str | None:
    """The words of the system, of OpenSSL or of h11, which say more than httpx does."""
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return cause.reason
        if isinstance(cause, socket.gaierror):
            return cause.strerror
        if isinstance(cause, OSError) and cause.errno:
            # asyncio puts its own words in the place of the system's.
            return os.strerror(cause.errno)
        if isinstance(cause, httpx.RemoteProtocolError):
            return str(cause)
    return None
