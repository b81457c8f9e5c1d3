"""Numbers and times as people and programs read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from regbrowse.domain.wording import age_text, count_text, plural, repositories, rfc3339

NOW = datetime(2026, 11, 23, 8, 49, 24, 999_999, tzinfo=UTC)


def test_counts() -> None:
    assert [count_text(n) for n in (0, 999, 1000, 1_000_000)] == ["0", "999", "1,000", "1,000,000"]
    assert [plural(n, "page") for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert plural(2, "match", "matches") == "2 matches"
    assert repositories(1) == "1 repository"
    assert repositories(12_431) == "12,431 repositories"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86399, "23 h ago"),
        (86400, "1 d ago"),
        (86400 * 364, "364 d ago"),
        (86400 * 365, "1 y ago"),
        (86400 * 800, "2 y ago"),
    ],
)
def test_ages(seconds: int, text: str) -> None:
    assert age_text(NOW - timedelta(seconds=seconds), NOW) == text


def test_no_age() -> None:
    assert age_text(None, NOW) == "-"


def test_times_are_utc_with_whole_seconds() -> None:
    assert rfc3339(NOW) == "2026-11-23T08:49:24Z"
    assert rfc3339(NOW.astimezone(timezone(timedelta(hours=-5)))) == "2026-11-23T08:49:24Z"
    assert rfc3339(None) is None
