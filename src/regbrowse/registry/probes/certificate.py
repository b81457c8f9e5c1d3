"""What a certificate says (RFC 5280), read from its bytes.

`ssl` gives the parsed form of a verified certificate only, and the one to be diagnosed is exactly
the one that was not. A whole X.509 library would be a heavy dependency for five fields.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from regbrowse.registry.probes import der
from regbrowse.registry.probes.der import Element, NotDer

_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
}
_ALTERNATIVE_NAMES = "2.5.29.17"
_TRANSPARENCY = "1.3.6.1.4.1.11129.2.4.2"
"""The stamps of public logs (RFC 6962), which only public authorities put into certificates."""

_AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1"
_ISSUERS = "1.3.6.1.5.5.7.48.2"
_URL = 0x86

_RSA = "1.2.840.113549.1.1.1"
_DNS, _IP = 0x82, 0x87
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of a certificate that a diagnosis needs. All texts are untrusted.

    `subject` and `issuer` are written as OpenSSL does (`CN=a, O=b`); `names` are the subject
    alternative names; `public` says that a public authority has issued it, as far as can be seen.
    """

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: Sequence[str]
    common_name: str | None
    issuer_organization: str | None
    issuer_name: str
    public: bool
    key: str
    has_issuer_url: bool = False
    """Whether it names a web address where the certificate of its issuer can be had."""

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject == self.issuer


def read_certificate(data: bytes) -> Certificate | None:
    """Return what a certificate in DER form says, or None if it cannot be read."""
    try:
        return _read(data)
    except (NotDer, ValueError, IndexError, OverflowError):
        return None


def _read(data: bytes) -> Certificate:
    body = der.one(data).expect(der.SEQUENCE).children()[0].expect(der.SEQUENCE).children()
    if body[0].tag == _VERSION:
        body = body[1:]
    _serial, _algorithm, issuer, validity, subject, key, *rest = body
    issued_by, issued_for = _distinguished(issuer), _distinguished(subject)
    extensions = _extensions(rest)
    not_before, not_after = (_time(each) for each in validity.children()[:2])
    return Certificate(
        subject=_written(issued_for),
        issuer=_written(issued_by),
        not_before=not_before,
        not_after=not_after,
        names=_alternative_names(extensions),
        common_name=dict(issued_for).get("CN"),
        issuer_organization=dict(issued_by).get("O"),
        issuer_name=_title(issued_by),
        public=_TRANSPARENCY in extensions,
        key=_key(key),
        has_issuer_url=_has_issuer_url(extensions),
    )


def _distinguished(name: Element) -> list[tuple[str, str]]:
    """The parts of a name, most significant first as they are stored."""
    parts = [pair for each in name.children() for pair in each.expect(der.SET).children()]
    found = []
    for part in parts:
        kind, value = part.expect(der.SEQUENCE).children()[:2]
        found.append((_NAMES.get(kind.oid(), kind.oid()), value.text()[:200]))
    return found


def _written(parts: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{kind}={value}" for kind, value in parts)


def _title(parts: Sequence[tuple[str, str]]) -> str:
    """The name of an authority for a sentence: its common name, else what else it has."""
    known = dict(parts)
    names = [known[kind] for kind in ("CN", "O", "OU") if known.get(kind)]
    return names[0] if names else _written(parts)


def _time(element: Element) -> datetime:
    """RFC 5280, 4.1.2.5: two digits of a year mean 1950 to 2049."""
    text = element.expect(der.UTC_TIME, der.GENERALIZED_TIME).content.decode("ascii")
    if element.tag == der.UTC_TIME:
        text = ("19" if int(text[:2]) >= 50 else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _extensions(rest: Sequence[Element]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for element in rest:
        if element.tag != _EXTENSIONS:
            continue
        for extension in der.one(element.content).expect(der.SEQUENCE).children():
            kind, *_critical, value = extension.expect(der.SEQUENCE).children()
            found[kind.oid()] = value.expect(der.OCTET_STRING).content
    return found


def _alternative_names(extensions: Mapping[str, bytes]) -> Sequence[str]:
    content = extensions.get(_ALTERNATIVE_NAMES)
    if content is None:
        return ()
    names: list[str] = []
    for element in der.one(content).expect(der.SEQUENCE).children()[:_MOST_NAMES]:
        if element.tag == _DNS:
            names.append(element.content.decode("latin-1"))
        elif element.tag == _IP:
            names.append(str(ipaddress.ip_address(element.content)))
    return names


def _has_issuer_url(extensions: Mapping[str, bytes]) -> bool:
    """RFC 5280, 4.2.2.1: one of the places of the kind caIssuers is an http(s) URL."""
    content = extensions.get(_AUTHORITY_INFORMATION)
    if content is None:
        return False
    places = (each.children()[:2] for each in der.one(content).expect(der.SEQUENCE).children())
    return any(
        kind.oid() == _ISSUERS and place.tag == _URL and place.content.lower().startswith(b"http")
        for kind, place in places
    )


def _key(info: Element) -> str:
    """The kind of the key and, for RSA, its length in bits."""
    algorithm, bits = info.expect(der.SEQUENCE).children()[:2]
    kind = algorithm.children()[0].oid()
    if kind != _RSA:
        return {"1.2.840.10045.2.1": "EC", "1.3.101.112": "Ed25519"}.get(kind, kind)
    modulus = der.one(bits.expect(der.BIT_STRING).content[1:]).children()[0]
    number = int.from_bytes(modulus.expect(der.INTEGER).content, "big")
    return f"RSA {number.bit_length()}"
