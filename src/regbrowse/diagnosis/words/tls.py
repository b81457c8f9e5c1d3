"""The words for encryption: what keeps it from being set up, and our own files for it."""

from regbrowse.diagnosis.conditions import knows, lacks, loopback, no, says
from regbrowse.diagnosis.template import When, Words, texts
from regbrowse.diagnosis.words.shared import (
    AGAIN,
    CLIENT_CERTIFICATE,
    PLAIN_HTTP,
    PROXY_BETWEEN,
    SEE_LOG,
    SETTINGS,
    TRUST_CA,
    readdressed,
)
from regbrowse.domain.codes import Code

_encrypted = knows("encrypted")
_two_halves = knows("two_halves")

WORDS = {
    Code.HTTPS_TO_HTTP_PORT: Words(
        title="The port does not speak https",
        summary=texts(
            "{at|The registry} was asked over https and answered without encryption, as a plain"
            " http server does.",
        ),
        hints=texts(
            *PLAIN_HTTP,
            "If it should speak https, check the port, or set up a certificate for the registry.",
            "For `docker pull` from a registry without encryption, add it to `insecure-registries`"
            " in docker's daemon.json.",
        ),
    ),
    Code.HTTP_TO_HTTPS_PORT: Words(
        title="The port speaks https, the address says http",
        summary=texts("{at|The registry} speaks https on this port, and the address says http."),
        hints=texts(
            *readdressed("Change the address", "{secure_url|https://HOST:PORT}"),
        ),
    ),
    Code.TLS_HANDSHAKE_TIMEOUT: Words(
        title="The encryption is not answered",
        summary=texts(
            "{host|The registry} accepted the connection and then did not answer when encryption"
            " (TLS) was to be set up.",
        ),
        hints=texts(
            *PLAIN_HTTP,
            "Check whether the registry is overloaded, or a load balancer has no server behind it.",
            AGAIN,
            *PROXY_BETWEEN,
        ),
    ),
    Code.TLS_CLOSED: Words(
        title="The connection is closed while encryption is set up",
        summary=texts(
            "{host|The registry} closed the connection while encryption (TLS) was being set up."
        ),
        hints=texts(
            *PLAIN_HTTP,
            "Use the host name that the registry's certificate was made for, not an alias or a"
            " numeric address.",
            When(
                no(loopback),
                "Try from another network: a firewall may cut connections to"
                " {hostname|the registry}.",
            ),
            *PROXY_BETWEEN,
        ),
    ),
    Code.TLS_CLIENT_CERT_REQUIRED: Words(
        title="The registry wants a certificate from its clients",
        summary=texts(
            "{host|The registry} lets in only clients that show a certificate of their own, and"
            " none is set.",
        ),
        hints=texts(
            "docker shows it {docker_cert}; let regbrowse do so, too:"
            f" `regbrowse {SETTINGS} --client-cert {{docker_cert|FILE}} --client-key"
            " {docker_key|FILE}`.",
            f"Set it: {CLIENT_CERTIFICATE}.",
            "If docker works with this registry, the files *.cert and *.key are in"
            " `/etc/docker/certs.d/{host|HOST}/`.",
            "Ask whoever runs {hostname|the registry} for a client certificate.",
        ),
    ),
    Code.TLS_CLIENT_CERT_REJECTED: Words(
        title="The client certificate is not accepted",
        summary=texts(
            "{host|The registry} does not accept the client certificate of the feed[ ({detail})]."
        ),
        hints=texts(
            "See whether it has expired, and who issued it:"
            " `openssl x509 -noout -dates -issuer -in FILE`.",
            f"Use one that the registry accepts: {CLIENT_CERTIFICATE}.",
            SEE_LOG,
        ),
    ),
    Code.TLS_PROTOCOL_VERSION: Words(
        title="There is no common version of TLS",
        summary=texts(
            "{host|The registry} speaks {offers} at most, and regbrowse speaks TLS 1.2 and 1.3"
            " only.",
            "{host|The registry} and regbrowse have no version of the encryption protocol TLS in"
            " common; regbrowse speaks 1.2 and 1.3.",
        ),
        hints=texts(
            "Let the registry, or the load balancer in front of it, offer TLS 1.2 or later.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.TLS_HANDSHAKE_FAILED: Words(
        title="Encryption cannot be set up",
        summary=texts(
            "Encryption (TLS) with {host|the registry} could not be set up[ ({detail})]."
        ),
        hints=texts(
            When(
                says("alert", "HANDSHAKE_FAILURE"),
                f"If the registry wants a client certificate: {CLIENT_CERTIFICATE}.",
            ),
            "Check the TLS settings of the registry: its ciphers may be too old for this machine.",
            "See what it offers: `openssl s_client -connect {hostname|HOST}:{port|443}`.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.TLS_UNRECOGNIZED_NAME: Words(
        title="The server has no certificate for this name",
        summary=texts(
            "The server at {host|this address} says that it has no certificate for that name."
        ),
        hints=texts(
            *readdressed(
                "Use the host name that the registry was set up with, not an alias or a numeric"
                " address",
            ),
            "On the server, or the load balancer in front of it, set up a certificate for"
            " {hostname|that name}.",
        ),
    ),
    Code.CA_FILE_INVALID: Words(
        title="The file of certificate authorities cannot be used",
        summary=texts("The file of certificate authorities[ {file}] cannot be used[: {reason}]."),
        hints=texts(
            When(
                knows("unreadable"),
                "See who may read it: `ls -l {file|FILE}`.",
            ),
            f"Name a PEM file, which begins with BEGIN CERTIFICATE: {TRUST_CA}.",
            When(
                knows("not_pem"),
                "Convert a file in DER form:"
                " `openssl x509 -inform der -in {file|FILE} -out ca.pem`.",
            ),
            When(
                lacks("new"),
                "To trust the authorities of the system alone:"
                ' `regbrowse feeds edit {feed|NAME} --ca ""`.',
            ),
        ),
    ),
    Code.CLIENT_CERT_INVALID: Words(
        title="The client certificate cannot be used",
        summary=texts("The client certificate or its key[ in {file}] cannot be used[: {reason}]."),
        hints=texts(
            When(
                _encrypted,
                "Write the key without its pass phrase to another file, readable by you alone:"
                " `openssl pkey -in {file|FILE} -out client-key.pem`.",
            ),
            When(_two_halves, "Find the key that the certificate was made with."),
            f"Name the right files: {CLIENT_CERTIFICATE}.",
        ),
    ),
}
"""Codes of the step `tls` that are not about the registry's certificate."""
