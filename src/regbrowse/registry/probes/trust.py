"""Why a certificate is not trusted: the one thing to mend first, with its facts.

OpenSSL names the first thing that it stumbles over, which is the missing trust. A person mends the
dates first, then the name, and trusts the issuer last: so the certificate itself is looked at.
"""

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.probes.certificate import Certificate
from regbrowse.registry.probes.tls import Handshake

CERTIFICATE_CODES = frozenset(
    {
        Code.TLS_SELF_SIGNED,
        Code.TLS_UNKNOWN_CA,
        Code.TLS_EXPIRED,
        Code.TLS_NOT_YET_VALID,
        Code.TLS_WRONG_HOST,
        Code.TLS_CERTIFICATE_REJECTED,
    }
)
"""Codes of a handshake that failed for the certificate of the server."""

_MOST_NAMES = 4


def judge(
    error: RegistryError, seen: Handshake, hostname: str, organizations: Collection[str]
) -> tuple[Code, Mapping[str, str]]:
    """Return the code and facts of a certificate that was refused with `error`.

    `seen` is a handshake without verification: it shows the certificates. `organizations` are
    those of the authorities that are trusted.
    """
    if not seen.chain:
        return error.code, {}
    now = datetime.now(UTC)
    leaf = seen.chain[0]
    about = {"issuer": leaf.issuer_name, "subject": leaf.subject}
    about["detail"] = error.facts.get("detail", "")
    # Of a chain only what OpenSSL complained about: a stale extra certificate does no harm.
    blamed = (leaf, *(seen.chain[1:] if error.code in _DATES else ()))
    for each in blamed:
        if (code := _date_trouble(each, now)) is not None:
            whose = {} if each is leaf else {"of_issuer": each.subject}
            return code, about | dates(each, now) | whose
    if not fits_host(leaf, hostname):
        return Code.TLS_WRONG_HOST, about | {"names": listed(leaf)}
    if error.code is Code.TLS_UNKNOWN_CA:
        alone = {"alone": "yes"} if is_alone(seen) else {}
        return _trust_trouble(leaf, seen, organizations), about | alone
    if error.code in _DATES or error.code is Code.TLS_WRONG_HOST:
        # OpenSSL knows better, even if we do not see it.
        return error.code, about | {"names": listed(leaf)}
    return error.code, about


_DATES = frozenset({Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID})


def dates(certificate: Certificate, now: datetime) -> dict[str, str]:
    """Return the facts about the validity of a certificate: dates, and days until or since."""
    past = now > certificate.not_after
    limit = certificate.not_after if past or now >= certificate.not_before else None
    distance = (now - (limit or certificate.not_before)).total_seconds() / 86400
    return {
        "not_before": f"{certificate.not_before:%Y-%m-%d %H:%M}",
        "not_after": f"{certificate.not_after:%Y-%m-%d %H:%M}",
        "days": str(round(abs(distance), 2)),
    }


def listed(certificate: Certificate) -> str:
    """Return the names that a certificate is for, shortened for a sentence."""
    names = list(certificate.names) or [certificate.common_name or "nobody"]
    rest = len(names) - _MOST_NAMES
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} and {rest} more" if rest > 0 else shown


def fits_host(certificate: Certificate, hostname: str) -> bool:
    """Whether the certificate names the host (RFC 9525: a wildcard is a whole first label)."""
    names = certificate.names or [certificate.common_name or ""]
    try:
        wanted = str(ipaddress.ip_address(hostname))
    except ValueError:
        return any(_fits(name.lower().rstrip("."), hostname.rstrip(".")) for name in names)
    return wanted in names


def _fits(name: str, hostname: str) -> bool:
    if name.startswith("*."):
        return name[2:] == hostname.partition(".")[2]
    return name == hostname


def _date_trouble(certificate: Certificate, now: datetime) -> Code | None:
    if now > certificate.not_after:
        return Code.TLS_EXPIRED
    return Code.TLS_NOT_YET_VALID if now < certificate.not_before else None


def _trust_trouble(leaf: Certificate, seen: Handshake, organizations: Collection[str]) -> Code:
    """Tell a missing intermediate certificate from an authority that nobody here knows.

    A server that sends its own certificate alone, although a public authority issued it (only those
    put the stamps of public logs into it), withholds the one in between: public authorities never
    issue from a root. So it is if the issuer is of the same organization as an authority that is
    trusted, or if the certificate says where its issuer's can be had (caIssuers, RFC 5280,
    4.2.2.1), which is for those who are not sent it.
    """
    alone = is_alone(seen)
    known = leaf.public or leaf.has_issuer_url or leaf.issuer_organization in organizations
    return Code.TLS_INCOMPLETE_CHAIN if alone and known else Code.TLS_UNKNOWN_CA


def told(hands: Handshake) -> dict[str, Evidence]:
    """Return a handshake as evidence."""
    return {
        "protocol": hands.protocol,
        "cipher": hands.cipher,
        "chain_length": len(hands.chain) if hands.whole_chain else None,
        "chain": described(hands.chain),
    }


def is_alone(seen: Handshake) -> bool:
    """Whether a server sent no certificate but its own, which another one has issued."""
    return seen.whole_chain and len(seen.chain) == 1 and not seen.chain[0].self_issued


def described(certificates: Sequence[Certificate]) -> list[Evidence]:
    """Return a chain as evidence."""
    return [
        {
            "subject": each.subject,
            "issuer": each.issuer,
            "not_before": f"{each.not_before:%Y-%m-%dT%H:%M:%SZ}",
            "not_after": f"{each.not_after:%Y-%m-%dT%H:%M:%SZ}",
            "names": list(each.names),
            "self_signed": each.self_issued,
            "key": each.key,
        }
        for each in certificates
    ]
