"""Certificates of every kind that a registry may show, in PEM files.

files = certificates.expired
context = server_context(files)
httpx.get(url, verify=ssl.create_default_context(cafile=certificates.ca))
"""

import ssl
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

LOOPBACK = ("localhost", "127.0.0.1", "::1")

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """A certificate, with the chain that is sent along, and its private key, as PEM files."""

    certificate: Path
    key: Path


class Certificates:
    """A trusted and an unknown authority, and certificates made when they are first asked for.

    All are for localhost, 127.0.0.1 and ::1 unless their description says otherwise.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._trusted = trustme.CA(organization_name="Trusted Test CA")
        self._unknown = trustme.CA(organization_name="Unknown Test CA")

    @cached_property
    def ca(self) -> Path:
        """The authority that a test lets its client trust."""
        return self._authority("ca", self._trusted)

    @cached_property
    def unknown_ca(self) -> Path:
        return self._authority("unknown-ca", self._unknown)

    @cached_property
    def server(self) -> CertificateFiles:
        """Nothing is wrong with it."""
        return self.issue("server", *LOOPBACK)

    @cached_property
    def from_unknown_ca(self) -> CertificateFiles:
        return self.issue("from-unknown-ca", *LOOPBACK, authority=self._unknown)

    @cached_property
    def with_unknown_root(self) -> CertificateFiles:
        """Signed by the unknown authority, which is sent in the chain."""
        leaf = self._unknown.issue_cert(*LOOPBACK)
        chain = _pem(leaf) + self._unknown.cert_pem.bytes()
        return self._write("with-unknown-root", chain, leaf.private_key_pem.bytes())

    @cached_property
    def expired(self) -> CertificateFiles:
        """Valid until ten days ago."""
        now = datetime.now(UTC)
        return self.issue("expired", *LOOPBACK, valid=(now - _days(100), now - _days(10)))

    @cached_property
    def not_yet_valid(self) -> CertificateFiles:
        """Valid in ten days."""
        now = datetime.now(UTC)
        return self.issue("not-yet-valid", *LOOPBACK, valid=(now + _days(10), now + _days(100)))

    @cached_property
    def expires_soon(self) -> CertificateFiles:
        """Valid for five more days."""
        now = datetime.now(UTC)
        return self.issue("expires-soon", *LOOPBACK, valid=(now - _days(80), now + _days(5)))

    @cached_property
    def wrong_host(self) -> CertificateFiles:
        """For `registry.other.example` and `*.apps.example`."""
        return self.issue("wrong-host", "registry.other.example", "*.apps.example")

    @cached_property
    def without_ip(self) -> CertificateFiles:
        """For localhost only, by name."""
        return self.issue("without-ip", "localhost")

    @cached_property
    def chained(self) -> CertificateFiles:
        """Signed by an intermediate authority, which is sent along."""
        leaf = self._intermediate_leaf
        chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems)
        return self._write("chained", chain, leaf.private_key_pem.bytes())

    @cached_property
    def incomplete(self) -> CertificateFiles:
        """Signed by the same intermediate authority, which is withheld."""
        leaf = self._intermediate_leaf
        return self._write("incomplete", _pem(leaf), leaf.private_key_pem.bytes())

    @cached_property
    def client(self) -> CertificateFiles:
        """For a client, from the trusted authority."""
        return self.issue("client", "client@regbrowse.test")

    @cached_property
    def unknown_client(self) -> CertificateFiles:
        return self.issue("unknown-client", "mallory@regbrowse.test", authority=self._unknown)

    @cached_property
    def self_signed(self) -> CertificateFiles:
        return self._by_hand("self-signed", ec.generate_private_key(ec.SECP256R1()))

    @cached_property
    def common_name_only(self) -> CertificateFiles:
        """Self-signed, with localhost as its common name and no alternative names."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._by_hand("common-name-only", key, alternative_names=False)

    @cached_property
    def weak(self) -> CertificateFiles:
        """Self-signed, with an RSA key of 1024 bits."""
        return self._by_hand("weak", rsa.generate_private_key(65537, 1024))

    @cached_property
    def with_issuer_url(self) -> CertificateFiles:
        """From an intermediate authority that is withheld, and says where that can be had."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Some Intermediate CA")])
        place = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS,
            x509.UniformResourceIdentifier("http://pki.example.com/intermediate.crt"),
        )
        certificate = (
            certificate_builder(key, "localhost", alternative_names=True)
            .issuer_name(issuer)
            .add_extension(x509.AuthorityInformationAccess([place]), critical=False)
            .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        return self._write("with-issuer-url", pem, private_pem(key))

    def issue(
        self,
        file_name: str,
        *names: str,
        authority: trustme.CA | None = None,
        valid: tuple[datetime, datetime] | None = None,
    ) -> CertificateFiles:
        """Any other certificate: for these names, from the trusted authority if none is given."""
        not_before, not_after = valid or (None, None)
        leaf = (authority or self._trusted).issue_cert(
            *names, common_name=names[0], not_before=not_before, not_after=not_after
        )
        return self._write(file_name, _pem(leaf), leaf.private_key_pem.bytes())

    @cached_property
    def _intermediate_leaf(self) -> trustme.LeafCert:
        return self._trusted.create_child_ca().issue_cert(*LOOPBACK)

    def _authority(self, file_name: str, authority: trustme.CA) -> Path:
        path = self._directory / f"{file_name}.pem"
        path.write_bytes(authority.cert_pem.bytes())
        return path

    def _write(self, file_name: str, certificate: bytes, key: bytes) -> CertificateFiles:
        files = CertificateFiles(
            self._directory / f"{file_name}.crt", self._directory / f"{file_name}.key"
        )
        files.certificate.write_bytes(certificate)
        files.key.write_bytes(key)
        return files

    def _by_hand(
        self, file_name: str, key: _Key, *, alternative_names: bool = True
    ) -> CertificateFiles:
        certificate = self_signed_certificate(key, "localhost", alternative_names=alternative_names)
        return self._write(
            file_name, certificate.public_bytes(serialization.Encoding.PEM), private_pem(key)
        )


def self_signed_certificate(
    key: _Key, common_name: str, *, alternative_names: bool = False
) -> x509.Certificate:
    """A certificate that vouches for itself, valid for 30 days."""
    builder = certificate_builder(key, common_name, alternative_names=alternative_names)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    return builder.issuer_name(name).sign(key, hashes.SHA256())


def certificate_builder(
    key: _Key, common_name: str, *, alternative_names: bool
) -> x509.CertificateBuilder:
    """A certificate that nobody has issued yet, valid for 30 days."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _days(1))
        .not_valid_after(now + _days(30))
    )
    if not alternative_names:
        return builder
    return builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(common_name)]), critical=False
    )


def private_pem(key: _Key) -> bytes:
    """A private key, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def server_context(
    files: CertificateFiles,
    *,
    client_ca: Path | None = None,
    names: Collection[str] | None = None,
) -> ssl.SSLContext:
    """The server's side of TLS.

    `client_ca` requires a client certificate from that authority; `names` are the only server
    names (SNI) that are served, all others get the alert `unrecognized_name`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(files.certificate, files.key)
    if client_ca is not None:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    if names is not None:
        served = frozenset(names)

        def choose(
            _socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext
        ) -> int | None:
            return None if name in served else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

        context.sni_callback = choose
    return context


def _pem(leaf: trustme.LeafCert) -> bytes:
    """The certificate itself, without its chain."""
    return leaf.cert_chain_pems[0].bytes()


def _days(number: int) -> timedelta:
    return timedelta(days=number)
