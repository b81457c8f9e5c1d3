"""Nothing is forgotten: every code of a check and every row of the protocol sheet has its test.

What counts is what the checks of this folder have reported, so these tests run after all others,
and only if all of them do.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from regbrowse.domain.check import HEALTHY
from regbrowse.domain.codes import Code, Step
from tests.diagnosis.check.support import REPORTED
from tests.support.registry import registry_binary

FOLDER = Path(__file__).parent

NOT_OF_A_CHECK = {
    Code.PLATFORM_NOT_FOUND: "a check asks for no platform",
    Code.INDEX_LIMIT: "a check follows no index",
    Code.LAYER_UNREADABLE: "a check reads no layer",
    Code.LAYER_LIMIT: "a check reads no layer",
    Code.FILE_NOT_FOUND: "a check reads no layer",
    Code.FILE_NOT_SHOWN: "a check reads no layer",
}
"""Codes that have a step and that only other commands come to."""

ROWS: dict[int, set[str]] = {
    1: {Code.CONNECTION_REFUSED},
    2: {Code.CONNECTION_TIMEOUT},
    3: {Code.NETWORK_UNREACHABLE},
    4: {Code.DNS_NOT_FOUND},
    5: {Code.DNS_FAILURE},
    6: {Code.ADDRESS_FAMILY_MISMATCH},
    7: {Code.HTTPS_TO_HTTP_PORT, Code.NOT_HTTP},
    8: {Code.HTTPS_TO_HTTP_PORT, Code.TLS_HANDSHAKE_TIMEOUT},
    9: {Code.HTTP_TO_HTTPS_PORT},
    10: {Code.HTTP_TO_HTTPS_PORT},
    11: {Code.HTTP_TO_HTTPS_PORT, Code.CONNECTION_RESET},
    12: {Code.CONNECTION_RESET},
    13: {Code.HTTP_TIMEOUT},
    14: {Code.TLS_SELF_SIGNED},
    15: {Code.TLS_UNKNOWN_CA},
    16: {Code.TLS_UNKNOWN_CA, Code.TLS_INCOMPLETE_CHAIN},
    17: {Code.TLS_EXPIRED},
    18: {Code.TLS_NOT_YET_VALID},
    19: {Code.TLS_WRONG_HOST},
    20: {Code.TLS_WRONG_HOST},
    21: {Code.TLS_UNKNOWN_CA},
    22: {Code.TLS_CLIENT_CERT_REQUIRED, Code.TLS_CLIENT_CERT_REJECTED},
    23: {Code.TLS_CLIENT_CERT_REQUIRED, Code.TLS_HANDSHAKE_FAILED},
    24: {Code.TLS_PROTOCOL_VERSION},
    25: {Code.TLS_UNRECOGNIZED_NAME},
    26: {Code.TLS_CLOSED},
    27: {Code.NOT_HTTP},
    28: {Code.TRUNCATED_RESPONSE},
    29: {Code.TRUNCATED_RESPONSE},
    30: {Code.TRUNCATED_RESPONSE},
    31: {Code.SLOW_RESPONSE},
    32: {Code.OVERSIZED_RESPONSE},
    33: {Code.BAD_ENCODING},
    34: {Code.BAD_ENCODING},
    35: {Code.OVERSIZED_RESPONSE},
    36: {Code.OVERSIZED_RESPONSE},
    37: {Code.MALFORMED_HTTP},
    38: {Code.HTML_INSTEAD_OF_REGISTRY},
    39: {Code.REDIRECT_ELSEWHERE},
    40: {Code.REDIRECT_LOOP},
    41: {Code.REDIRECT_ELSEWHERE},
    42: {Code.V1_ONLY},
    43: {Code.WRONG_PATH_PREFIX, Code.NOT_A_REGISTRY},
    44: {Code.BLOCKED_BY_GATEWAY},
    45: {Code.CHALLENGE_MISSING},
    46: {Code.CHALLENGE_UNSUPPORTED},
    47: {Code.CHALLENGE_MALFORMED, HEALTHY},
    48: {Code.TOKEN_SERVER_UNREACHABLE},
    49: {Code.TOKEN_INSECURE_REALM},
    50: {Code.TOKEN_SERVER_UNREACHABLE},
    51: {Code.CREDENTIALS_REJECTED, Code.STALE_CREDENTIALS},
    52: {Code.CREDENTIALS_REQUIRED},
    53: {Code.TOKEN_REQUEST_REJECTED},
    54: {Code.TOKEN_REQUEST_REJECTED, HEALTHY},
    55: {Code.TOKEN_RESPONSE_INVALID},
    56: {Code.TOKEN_REFUSED},
    57: {HEALTHY},
    58: {Code.CATALOG_DENIED, Code.TAGS_DENIED},
    59: {Code.CREDENTIALS_REJECTED},
    60: {Code.CATALOG_DENIED},
    61: {Code.CATALOG_DENIED, Code.TAGS_DENIED, Code.MANIFEST_DENIED},
    62: {Code.CATALOG_UNSUPPORTED},
    63: {Code.CATALOG_EMPTY, Code.CATALOG_EMPTY_ANONYMOUS},
    64: {Code.CATALOG_EMPTY, Code.CATALOG_INVALID},
    65: {Code.CATALOG_PAGE_SIZE},
    66: {Code.CATALOG_LOOP},
    67: {Code.CATALOG_LINK_REWRITTEN},
    68: {Code.TAGS_NOT_FOUND},
    69: {Code.MANIFEST_NOT_FOUND, HEALTHY},
    70: {HEALTHY},
    71: {Code.DIGEST_MISMATCH},
    72: {HEALTHY},
    73: {Code.STORAGE_UNREACHABLE, Code.TRUNCATED_RESPONSE},
    74: {HEALTHY},
    75: {Code.POLICY_BLOCKED},
    76: {Code.RATE_LIMITED},
    77: {Code.SERVER_ERROR},
    78: {Code.GATEWAY_ERROR},
    79: {Code.PROXY_UNREACHABLE},
    80: {Code.PROXY_AUTH_REQUIRED},
    81: {Code.PROXY_DENIED, Code.PROXY_BAD_GATEWAY},
    82: {Code.PROXY_TIMEOUT},
    83: {Code.PROXY_USED_FOR_LOOPBACK},
    84: {HEALTHY},
    85: {Code.PROXY_MISCONFIGURED},
    86: {Code.TLS_UNKNOWN_CA},
    88: {Code.INVALID_ADDRESS, Code.UNSUPPORTED_SCHEME},
    89: {Code.CREDENTIAL_HELPER_FAILED},
    90: {Code.DOCKER_CONFIG_INVALID},
    91: {Code.STALE_CREDENTIALS},
    92: {Code.CLOCK_SKEW, Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID},
    93: {Code.CATALOG_SLOW},
    94: {Code.CATALOG_INVALID, Code.TAGS_INVALID, Code.MANIFEST_INVALID},
    95: {Code.SERVER_ERROR},
}
"""The verdicts that the tests of each row must have come to, all of them.

Row 87 is not among them: regbrowse waits for a connection of its own before the time of a request
begins, so that it cannot happen.
"""

_ROW_NAME = re.compile(r"_rows?_(\d+(?:_(?:\d+|and|to))*)(?:_|\Z)")
_ROW_ID = re.compile(r"(?:\A|-)(\d+)(?:-|\Z)")


def functions() -> Iterator[str]:
    """The names of all tests of this folder but these."""
    for path in sorted(FOLDER.glob("test_*.py")):
        if path.name != Path(__file__).name:
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield node.name


def rows_of(test: str) -> set[int]:
    """The rows that a test is about: `test_rows_7_and_9_to_11_x` is, and so is `test_x[39-sso]`."""
    name, _, parameters = test.rstrip("]").partition("[")
    rows = {int(match[1]) for match in _ROW_ID.finditer(parameters)}
    match = _ROW_NAME.search(name)
    words = match[1].split("_") if match else []
    for number, word in enumerate(words):
        if word == "to":
            rows |= set(range(int(words[number - 1]), int(words[number + 1])))
        elif word.isdecimal():
            rows.add(int(word))
    return rows


@pytest.fixture
def reported(request: pytest.FixtureRequest) -> dict[str, set[str]]:
    """The codes that each test's checks have reported, in any step; only if all have run."""
    run = {getattr(item, "originalname", item.name) for item in request.session.items}
    if not run >= {name for name in functions() if name.startswith("test_")}:
        pytest.skip("only some of the tests of the check were run")
    if registry_binary() is None:
        pytest.skip("what a real registry does was not checked")
    return REPORTED


def test_every_code_of_a_check_is_reached(reported: dict[str, set[str]]) -> None:
    codes = {code.value for code in Code if code.step is not Step.USAGE}
    missing = codes - set().union(*reported.values())
    assert missing == {code.value for code in NOT_OF_A_CHECK}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_sheet_ends_in_its_verdict(
    reported: dict[str, set[str]], row: int
) -> None:
    tests = {test: codes for test, codes in reported.items() if row in rows_of(test)}
    assert set().union(*tests.values()) >= {str(code) for code in ROWS[row]}, tests


def test_every_row_has_a_verdict() -> None:
    assert set(range(1, 96)) - set(ROWS) == {87}


def test_names_are_read_as_they_are_meant() -> None:
    assert rows_of("test_rows_7_and_9_to_11_x") == {7, 9, 10, 11}
    assert rows_of("test_row_2_a[x-1.5]") == {2}
    assert rows_of("test_x[39-sso]") == rows_of("test_x[True-39]") == {39}
    assert rows_of("test_the_row") == set()
