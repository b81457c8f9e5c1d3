"""How long is waited, and what servers say about that."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.registry.rate_limits import retry_after_s
from regbrowse.registry.retry import RetryPolicy

POLICY = RetryPolicy(attempts=4, first_wait_s=0.5, max_wait_s=3)


@pytest.mark.parametrize(
    ("code", "waits"),
    [
        (Code.CONNECTION_RESET, [0.5, 1.0, 2.0, None]),
        (Code.TRUNCATED_RESPONSE, [0.5, 1.0, 2.0, None]),
        (Code.CONNECTION_TIMEOUT, [0.5, None]),
        (Code.CONNECTION_REFUSED, [None]),
        (Code.DNS_NOT_FOUND, [None]),
        (Code.TLS_UNKNOWN_CA, [None]),
        (Code.HTTP_TIMEOUT, [None]),
    ],
)
def test_after_a_failure(code: Code, waits: list[float | None]) -> None:
    assert [POLICY.wait_after_failure(code, n + 1) for n in range(len(waits))] == waits


@pytest.mark.parametrize("status", [200, 401, 403, 404, 400, 405, 501])
def test_answers_that_are_taken_as_they_are(status: int) -> None:
    assert POLICY.wait_after_status(status, {}, 1) is None


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, [0.5, 1.0, 2.0, None]),
        ({"retry-after": "0"}, [0.5, 1.0, 2.0, None]),
        ({"retry-after": "2"}, [2, 2, 2, None]),
        ({"retry-after": "4"}, [None]),
        ({"retry-after": "soon"}, [0.5, 1.0, 2.0, None]),
    ],
)
def test_after_a_busy_answer(headers: dict[str, str], waits: list[float | None]) -> None:
    for status in (408, 429, 500, 502, 503, 504):
        if status == 429 and waits[0] == 0.5 and headers.get("retry-after") != "0":
            continue
        got = [POLICY.wait_after_status(status, headers, n + 1) for n in range(len(waits))]
        assert got == waits


@pytest.mark.parametrize("said", [{}, {"retry-after": "soon"}, {"ratelimit-remaining": "0"}])
def test_too_many_requests_are_not_repeated_blindly(said: dict[str, str]) -> None:
    assert POLICY.wait_after_status(429, said, 1) is None
    assert POLICY.wait_after_status(429, said, 1, told=True) is None


def test_who_sees_the_countdown_waits_longer() -> None:
    for seconds, told, wait in [("60", True, 60), ("61", True, None), ("60", False, None)]:
        assert POLICY.wait_after_status(429, {"retry-after": seconds}, 1, told=told) == wait
    assert POLICY.wait_after_status(503, {"retry-after": "60"}, 1, told=True) is None
    reset = {"ratelimit-remaining": "0", "ratelimit-reset": "2"}
    soon = POLICY.wait_after_status(429, reset, 1)
    assert soon is not None
    assert 1.5 < soon <= 2


def test_dates() -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    said = retry_after_s({"retry-after": format_datetime(later, usegmt=True)})
    assert said is not None
    assert 80 < said <= 90
    unix = retry_after_s({"x-retry-after": str(int(later.timestamp()))})
    assert unix is not None
    assert 80 < unix <= 90
    assert retry_after_s({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}) == 0


@pytest.mark.parametrize(
    "text",
    [
        "", "-1", "1.5", "1e3", "²", "9" * 40, "Wed, 21 Oct 2015",
        "Wed, 21 Oct 99999999999 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 -0000",
        "Wed, 21 Oct 2015 07:28:00 +99999999999999",
    ],
)  # fmt: skip
def test_what_is_no_time_says_nothing(text: str) -> None:
    assert retry_after_s({"retry-after": text}) is None


@given(st.text() | st.from_regex(r"\w{3}, \d+ \w{3} -?\d+ \d+:\d+:\d+ [+-]?\d*"))
def test_nothing_that_is_said_raises(text: str) -> None:
    for header in ("retry-after", "x-retry-after"):
        said = retry_after_s({header: text})
        assert said is None or said >= 0
