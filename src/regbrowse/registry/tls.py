"""The TLS settings of a feed: whose certificates are trusted, and our own."""

import ssl
from dataclasses import replace
from pathlib import Path

import truststore

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed


def tls_context(feed: Feed) -> ssl.SSLContext:
    """Build the context for all https connections of `feed`.

    The system's certificate authorities are trusted (truststore), and the feed's CA file in
    addition. Raises UsageError with `ca-file-invalid` or `client-cert-invalid`.
    """
    context: ssl.SSLContext
    if feed.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if feed.ca_file is not None:
            _add_ca(context, feed.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if feed.client_cert is not None:
        _add_client_certificate(context, feed.client_cert, feed.client_key)
    return context


def proxy_tls_context(feed: Feed) -> ssl.SSLContext:
    """Build the context for an https proxy: always verified, and without the feed's certificate."""
    return tls_context(replace(feed, insecure=False, client_cert=None, client_key=None))


def _add_ca(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=path.expanduser())
    except ssl.SSLError:
        reason = "it holds no certificate in PEM form"
        raise UsageError(Code.CA_FILE_INVALID, file=path, reason=reason, not_pem="yes") from None
    except OSError as error:
        unreadable = "yes" if isinstance(error, PermissionError) else None
        raise UsageError(
            Code.CA_FILE_INVALID, file=path, reason=error.strerror, unreadable=unreadable
        ) from error


def _add_client_certificate(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    def no_prompt() -> str:
        # OpenSSL would ask on the terminal, in the middle of the screens.
        reason = "its key is encrypted"
        raise UsageError(Code.CLIENT_CERT_INVALID, file=key or cert, reason=reason, encrypted="yes")

    for file in (cert, key):
        if file is not None and not file.expanduser().is_file():
            raise UsageError(Code.CLIENT_CERT_INVALID, file=file, reason="there is no such file")
    try:
        context.load_cert_chain(
            cert.expanduser(), key.expanduser() if key else None, password=no_prompt
        )
    except ssl.SSLError as error:
        two_halves = error.reason == "KEY_VALUES_MISMATCH"
        reason = (
            "certificate and key do not belong together"
            if two_halves
            else "certificate or key is missing or not in PEM form"
        )
        raise UsageError(
            Code.CLIENT_CERT_INVALID,
            file=cert,
            reason=reason,
            two_halves="yes" if two_halves else None,
        ) from error
    except OSError as error:
        raise UsageError(Code.CLIENT_CERT_INVALID, file=cert, reason=error.strerror) from error
