"""Certificates and keys in files that cannot be used."""

from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from tests.registry.conftest import Transports
from tests.registry.support import feed, request
from tests.support.certificates import Certificates, private_pem


async def test_files_that_cannot_be_used(
    transports: Transports, certificates: Certificates, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    empty, other, locked = tmp_path / "empty", tmp_path / "other.key", tmp_path / "locked.key"
    empty.write_text("nothing\n")
    other.write_bytes(private_pem(key))
    encryption = serialization.BestAvailableEncryption(b"pass")
    pkcs8 = serialization.PrivateFormat.PKCS8
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, encryption))
    mine, missing = certificates.client, tmp_path / "missing"
    url = "https://registry.example.com"
    for broken, code, reason in [
        (feed(url, ca_file=missing), Code.CA_FILE_INVALID, "No such file"),
        (feed(url, ca_file=empty), Code.CA_FILE_INVALID, "PEM"),
        (feed(url, ca_file=tmp_path), Code.CA_FILE_INVALID, ""),
        (feed(url, client_cert=missing), Code.CLIENT_CERT_INVALID, "no such file"),
        (feed(url, client_cert=empty), Code.CLIENT_CERT_INVALID, "PEM"),
        (
            feed(url, client_cert=mine.certificate, client_key=missing),
            Code.CLIENT_CERT_INVALID,
            "no such file",
        ),
        (
            feed(url, client_cert=mine.certificate, client_key=other),
            Code.CLIENT_CERT_INVALID,
            "belong together",
        ),
        (
            feed(url, client_cert=mine.certificate, client_key=locked),
            Code.CLIENT_CERT_INVALID,
            "encrypted",
        ),
    ]:
        with pytest.raises(UsageError) as failure:
            await transports(broken).send(request(f"{url}/v2/"))
        assert failure.value.code is code
        assert reason in failure.value.facts["reason"]
