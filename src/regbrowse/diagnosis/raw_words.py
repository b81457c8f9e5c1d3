"""The words of OpenSSL, zlib and their like, in plain ones.

Sources: openssl include/openssl/sslerr.h and tls1.h (the alerts of RFC 8446, 6.2), zlib inflate.c.
"""

import re
from collections.abc import Mapping

_KNOWN: Mapping[str, str] = {
    # Alerts: what the other side says before it hangs up.
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "a certificate is missing",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the certificate is missing or damaged",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "certificates of this kind are not accepted",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "the certificate was revoked",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "the certificate has expired",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the certificate is not accepted",
    "TLSV1_ALERT_UNKNOWN_CA": "it does not know the authority that issued the certificate",
    "TLSV1_ALERT_ACCESS_DENIED": "the owner of the certificate has no access",
    "TLSV1_ALERT_DECRYPT_ERROR": "the certificate and its key do not fit",
    "TLSV1_ALERT_INTERNAL_ERROR": "the server reports an error of its own",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": "the server wants stronger ciphers",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server wants another version of TLS",
    "TLSV1_UNRECOGNIZED_NAME": "the server does not know that name",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the server accepts nothing that was offered",
    "SSLV3_ALERT_ILLEGAL_PARAMETER": "the server did not understand what was offered",
    # What OpenSSL finds out itself.
    "WRONG_VERSION_NUMBER": "the answer is not encrypted",
    "HTTP_REQUEST": "the answer is not encrypted",
    "UNKNOWN_PROTOCOL": "the answer is not encrypted",
    "PACKET_LENGTH_TOO_LONG": "the answer is not encrypted",
    "RECORD_LAYER_FAILURE": "the answer is not encrypted",
    "UNSUPPORTED_PROTOCOL": "the server offers old versions of TLS only",
    "DH_KEY_TOO_SMALL": "the server's key is too short",
    "EE_KEY_TOO_SMALL": "the key of the certificate is too short",
    "CA_MD_TOO_WEAK": "the certificate is signed by a method that is too weak",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "the server's TLS is too old to be safe",
    "NO_CIPHERS_AVAILABLE": "there is no cipher in common",
    "NO_SHARED_CIPHER": "there is no cipher in common",
    "BAD_SIGNATURE": "a signature is wrong",
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": "the data were damaged on the way",
    # zlib and its like
    "incorrect header check": "it does not begin as compressed data do",
    "incorrect data check": "its checksum is wrong",
    "incorrect length check": "its length is wrong",
    "invalid block type": "it is damaged",
    "invalid stored block lengths": "it is damaged",
    "invalid distance too far back": "it is damaged",
}

_ZLIB = re.compile(r"Error -?\d+ while decompressing data: (?P<why>.*)")
_ZSTD = re.compile(r"(?:zstd|Zstd|ZSTD|Unable to decompress Zstandard).*")
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""The name of an error as OpenSSL writes it."""


def in_plain_words(detail: str) -> str:
    """Return what a library said in words for people; what is in words already stays."""
    if (match := _ZLIB.fullmatch(detail)) is not None:
        return _KNOWN.get(match["why"], "it is damaged")
    if _ZSTD.fullmatch(detail):
        return "it is damaged"
    if detail in _KNOWN:
        return _KNOWN[detail]
    return detail.replace("_", " ").lower() if _NAME.fullmatch(detail) else detail
