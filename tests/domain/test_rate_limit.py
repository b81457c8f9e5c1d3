"""What is said of a limit, and for how long that is so."""

from datetime import UTC, datetime, timedelta

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.rate_limit import (
    RateLimit,
    Waiting,
    allowance_words,
    limit_document,
    limit_words,
    waiting_words,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


def limit(**said: object) -> RateLimit:
    return RateLimit("hub.example.com", NOW, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"limit": 100, "remaining": 20, "window_s": 21600}, "20 of 100 requests left (per 6 h)"),
        ({"limit": 5000, "remaining": 4999}, "4,999 of 5,000 requests left"),
        ({"remaining": 7}, "7 requests left"),
        ({"remaining": 1}, "1 request left"),
        ({"limit": 100, "window_s": 90}, "100 requests allowed (per 90 s)"),
        ({"limit": 100, "remaining": 0, "resets_at": SOON}, "no requests left for 5 min"),
        ({"limit": 9, "remaining": 0, "window_s": 3600}, "no requests left (per 1 h)"),
        ({"resets_at": SOON, "retry_after_s": 300.0}, "no requests for 5 min"),
    ],
)
def test_words(said: dict[str, object], words: str) -> None:
    assert limit_words(limit(**said), NOW) == words


def test_what_is_over_is_not_said() -> None:
    for said in ({"remaining": 0, "resets_at": SOON}, {"remaining": 0, "window_s": 300}):
        assert limit_words(limit(**said), SOON - timedelta(seconds=1))
        assert limit_words(limit(**said), SOON) == ""
        assert limit_document(limit(**said), SOON) is None
    assert limit_words(None, NOW) == ""
    # Without reset and window it is all that is known.
    assert limit_words(limit(remaining=3), NOW + timedelta(days=9)) == "3 requests left"


def test_the_document() -> None:
    said = limit(limit=100, remaining=20, window_s=21600, resets_at=SOON, retry_after_s=300.0)
    assert limit_document(said, NOW) == {
        "host": "hub.example.com",
        "limit": 100,
        "remaining": 20,
        "window_s": 21600,
        "resets_at": "2026-11-23T12:05:00Z",
        "retry_after_s": 300.0,
        "seen_at": "2026-11-23T12:00:00Z",
    }


def test_what_is_allowed() -> None:
    assert allowance_words(limit(limit=100, window_s=21600)) == "100 requests per 6 h"
    assert allowance_words(limit(limit=1)) == "1 request"
    assert allowance_words(limit(remaining=0)) is None


def test_a_wait() -> None:
    assert waiting_words(Waiting(42, "hub.example.com")) == "waiting 42 s (rate limit)"


def test_the_limit_of_another_host_says_whose_it_is() -> None:
    hub = Address.parse("docker.io")
    own = RateLimit("registry-1.docker.io", NOW, 100, 20)
    assert limit_words(own, NOW, hub) == "20 of 100 requests left"
    web = RateLimit("hub.docker.com", NOW, 180, 20)
    assert limit_words(web, NOW, hub) == "20 of 180 requests left at hub.docker.com"
