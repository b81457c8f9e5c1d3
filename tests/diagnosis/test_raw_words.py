"""What OpenSSL and zlib say reaches nobody as they say it."""

import re
import zlib

import pytest

from regbrowse.diagnosis.raw_words import in_plain_words
from regbrowse.diagnosis.verdicts import WORDS, explain
from regbrowse.domain.errors import Unreachable
from regbrowse.registry import failures

# The names by which failures are told apart are there, so they can all occur.
REASONS = sorted(
    failures._CLIENT_CERTIFICATE_ALERTS
    | failures._NOT_TLS
    | failures._PROTOCOL_VERSION
    | {"SSLV3_ALERT_HANDSHAKE_FAILURE", "TLSV1_UNRECOGNIZED_NAME", "SOME_ERROR_OF_TOMORROW"}
)


@pytest.mark.parametrize("reason", REASONS)
def test_names_of_openssl(reason: str) -> None:
    for code, words in WORDS.items():
        if any("{detail}" in str(text) for text in words.summary):
            summary = explain(Unreachable(code, detail=reason)).summary
            assert not re.search(r"[A-Z]+_[A-Z]", summary)


def test_words_of_zlib() -> None:
    with pytest.raises(zlib.error) as caught:
        zlib.decompress(b"this is no compressed data")
    assert in_plain_words(str(caught.value)) == "it does not begin as compressed data do"
    assert in_plain_words("Error -3 while decompressing data: something new") == "it is damaged"


def test_what_is_in_words_already_stays() -> None:
    for text in (
        "No route to host",
        "407 Proxy Authentication Required",
        "it says SSH-2.0-OpenSSH_9.6",
    ):
        assert in_plain_words(text) == text
