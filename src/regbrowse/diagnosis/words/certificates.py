"""The words for the certificate that a registry shows."""

from regbrowse.diagnosis.conditions import both, knows, lacks, no, numeric, says
from regbrowse.diagnosis.template import When, Words, texts
from regbrowse.diagnosis.words.shared import (
    INSECURE,
    PROXY_BETWEEN,
    SETTINGS,
    TRUST_CA,
    readdressed,
)
from regbrowse.domain.codes import Code

_inspected = says(
    "issuer",
    *("Zscaler", "Netskope", "Forti", "Palo Alto", "Blue Coat", "Sophos", "Kaspersky", "ESET"),
    *("Avast", "Umbrella", "McAfee", "Check Point", "Barracuda", "WatchGuard", "mitmproxy"),
    *("PortSwigger", "Charles Proxy", "Fiddler"),
)
"""Products that open encrypted connections on the way, by the names in their certificates."""

_AUTHORITIES = texts(
    When(
        knows("certs_d"),
        "docker and podman trust it by {certs_d}; let regbrowse do so, too:"
        f" `regbrowse {SETTINGS} --ca {{certs_d|FILE}}`.",
    ),
    "{bundle_variable} names {bundle}, by which other programs trust it; let regbrowse do so, too:"
    f" `regbrowse {SETTINGS} --ca {{bundle|FILE}}`.",
    "The variable {ca_variable} names {ca_broken}, which {ca_reason}: correct it, or"
    " `unset {ca_variable|SSL_CERT_FILE}`.",
    When(
        both(knows("hidden"), lacks("ca_broken")),
        "This machine's own authorities ({hidden}) would do, and the variable {ca_variable} puts"
        " others in their place: `unset {ca_variable|SSL_CERT_FILE}`.",
    ),
    When(
        _inspected,
        "{issuer} is a product that opens encrypted connections on the way: have its certificate"
        f" as a PEM file, and trust it: {TRUST_CA}.",
    ),
    When(
        lacks("ca_broken", "hidden"),
        "The variable {ca_variable} says which authorities are trusted, and this one is not among"
        " them: correct it, or `unset {ca_variable|SSL_CERT_FILE}`.",
    ),
)
"""Where this machine has the answer itself."""

_IN_CERTS_D = When(
    lacks("certs_d"),
    "If docker works with this registry, the file *.crt may be in"
    " `/etc/docker/certs.d/{host|HOST}/`.",
)

_CLOCK = (
    "The clock of {host|the registry} says {clock}, and then the certificate is valid: set the"
    " clock of this machine, which differs by {skew} (`timedatectl set-ntp true`)."
)

_RENEW = (
    "Renew the certificate[ of {hostname}], on the registry or the load balancer in front of it."
)

WORDS = {
    Code.TLS_SELF_SIGNED: Words(
        title="The certificate is signed by itself",
        summary=texts(
            "The certificate of {host|the registry} is signed by itself, so no authority that this"
            " machine trusts vouches for it.",
        ),
        hints=texts(
            *_AUTHORITIES,
            "Get that certificate as a PEM file from whoever runs the registry, and trust it:"
            f" {TRUST_CA}.",
            _IN_CERTS_D,
            "See which certificate it shows:"
            " `openssl s_client -showcerts -connect {hostname|HOST}:{port|443}`.",
            INSECURE,
        ),
    ),
    Code.TLS_UNKNOWN_CA: Words(
        title="The certificate comes from an unknown authority",
        summary=texts(
            'The certificate of {host|the registry} was issued by "{issuer}", a certificate'
            " authority that this machine does not trust.",
            "The certificate of {host|the registry} was issued by a certificate authority that this"
            " machine does not trust.",
        ),
        hints=texts(
            *_AUTHORITIES,
            "Get the certificate of that authority as a PEM file, often your company's, and trust"
            f" it: {TRUST_CA}.",
            When(
                knows("alone"),
                "Or the registry leaves out an intermediate certificate: then put it into its"
                " certificate file, after its own.",
            ),
            _IN_CERTS_D,
            "The proxy {proxy} may open encrypted connections: then it is its authority that must"
            " be trusted.",
            INSECURE,
        ),
    ),
    Code.TLS_INCOMPLETE_CHAIN: Words(
        title="An intermediate certificate is missing",
        summary=texts(
            '{host|The registry} does not send the intermediate certificate[ of "{issuer}"] that'
            " links its own to an authority that this machine trusts.",
        ),
        hints=texts(
            "On the registry, put the intermediate certificate into the certificate file, after"
            " its own.",
            f"Until then, get it as a PEM file and trust it: {TRUST_CA}.",
        ),
    ),
    Code.TLS_EXPIRED: Words(
        title="The certificate has expired",
        summary=texts(
            "The certificate of the authority {of_issuer}, which is part of the chain of"
            " {host|the registry}, expired on {not_after}.",
            "The certificate of {host|the registry} expired {span} ago, on {not_after}.",
            "The certificate of {host|the registry} expired on {not_after}.",
            "The certificate of {host|the registry} has expired.",
        ),
        hints=texts(
            _CLOCK,
            _RENEW,
            "If it should still be valid, check the clock of this machine: `date`.",
            INSECURE,
        ),
    ),
    Code.TLS_NOT_YET_VALID: Words(
        title="The certificate is not valid yet",
        summary=texts(
            "The certificate of {host|the registry} is valid from {not_before} on, and the clock"
            " of this machine says that this is still to come.",
            "The certificate of {host|the registry} is not valid yet, by the clock of this"
            " machine.",
        ),
        hints=texts(
            _CLOCK,
            "Check the clock of this machine, which the network should set (NTP): `date`.",
            "If the clock is right, wait, or have the certificate issued anew.",
        ),
    ),
    Code.TLS_WRONG_HOST: Words(
        title="The certificate is for another name",
        summary=texts(
            "The certificate is for {names}, and the address says {hostname|another name}.",
            "The certificate is not for {hostname|the name in the address}.",
        ),
        hints=texts(
            *readdressed("Use a name in the address that the certificate is for[, {names}]"),
            When(
                no(numeric),
                "Have a certificate issued that is for {hostname|this name}, too (as a subject"
                " alternative name).",
            ),
            When(
                numeric,
                "Have a certificate issued that lists {hostname} itself: for a numeric address a"
                " host name does not do.",
            ),
            *PROXY_BETWEEN,
        ),
    ),
    Code.TLS_CERTIFICATE_REJECTED: Words(
        title="The certificate breaks the rules of this machine",
        summary=texts(
            "The certificate of {host|the registry} does not meet the rules of this machine[:"
            " {detail}].",
        ),
        hints=texts(
            "Have a certificate issued by today's rules: RSA with 2048 bits or an elliptic curve,"
            " SHA-256, and the host as a subject alternative name.",
            INSECURE,
        ),
    ),
    Code.TLS_UNVERIFIED: Words(
        title="The certificate is not verified",
        summary=texts(
            "The certificate of {host|the registry} is not verified, because the feed says"
            " insecure; anyone on the way could pose as the registry.",
        ),
        hints=texts(
            "Trust the registry's authority and verify again:"
            f" `regbrowse {SETTINGS} --ca FILE --no-insecure`.",
        ),
    ),
    Code.TLS_EXPIRES_SOON: Words(
        title="The certificate expires soon",
        summary=texts(
            "The certificate of {host|the registry} expires in {span}, on {not_after}.",
            "The certificate of {host|the registry} expires on {not_after}.",
            "The certificate of {host|the registry} expires soon.",
        ),
        hints=texts(_RENEW),
    ),
}
"""Codes of the step `tls` about the registry's certificate."""
